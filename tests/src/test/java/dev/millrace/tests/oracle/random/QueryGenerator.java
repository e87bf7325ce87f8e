// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle.random;

import dev.millrace.tests.oracle.random.Field.Type;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Makes a query from a seed: mostly one that Spark runs, now and then one that it refuses.
final class QueryGenerator {
    private final Choice choice;

    QueryGenerator(long seed) {
        choice = new Choice(new SplittableRandom(seed));
    }

    /// Queries of the kinds that Spark's optimizer or its scheduling makes hard to compare.
    RandomQuery hardQuery() {
        List<Field> fields = fields();
        PipelineBuilder builder = new PipelineBuilder(choice, new Source("s0", fields));
        String join = choice.of("left_semi", "left_semi", "limit", "itself");
        switch (join) {
            case "left_semi" -> {
                union(builder, fields);
                if (builder.shape().time() == null) {
                    builder.watermark();
                }
                builder.join(other(new Source("s2", fields())), join);
            }
            case "limit" -> {
                builder.watermark();
                builder.limit();
                if (choice.chance(40)) {
                    builder.having();
                }
            }
            default -> {
                builder.watermark();
                builder.join(other(new Source("s0", fields)), choice.of("inner", "left_outer"));
            }
        }
        Pipeline pipeline = builder.pipeline();
        List<RandomQuery.Arrival> files =
                new InputGenerator(choice).files(List.copyOf(pipeline.sources()));
        // One side of a join of a directory with itself may see a file before the other does.
        int before = join.equals("itself") ? files.size() : 0;
        return new RandomQuery(pipeline, "append", files, before, -1);
    }

    /// What the query does with its rows.
    private enum Kind {
        PLAIN,
        DISTINCT,
        AGGREGATE,
        DISTINCT_AGGREGATE,
        AGGREGATES,
        JOIN,
        JOIN_AGGREGATE,
        JOIN_DISTINCT,
        AGGREGATE_DISTINCT,
        LIMIT
    }

    RandomQuery query() {
        List<Field> fields = fields();
        PipelineBuilder builder = new PipelineBuilder(choice, new Source("s0", fields));
        builder.plainSteps(2);
        Kind kind = kind();
        boolean aggregated = kind == Kind.AGGREGATE || kind == Kind.DISTINCT_AGGREGATE;
        boolean timed = choice.chance(aggregated ? 75 : 90) || kind == Kind.AGGREGATES;
        // Spark stops reading at a limit, so that rows behind it do not move the watermark.
        timed &= kind != Kind.LIMIT;
        if (choice.chance(15)) {
            union(builder, fields);
        }
        if (timed && builder.shape().time() == null) {
            builder.watermark();
        }
        builder.plainSteps(1);
        boolean windowed = choice.chance(80) || kind == Kind.AGGREGATES;
        add(kind, builder, windowed);
        if (kind != Kind.LIMIT) {
            builder.having();
        }
        String mode = mode(kind, timed && windowed);
        if (mode.equals("complete") && choice.chance(30)) {
            builder.sort();
        }
        Pipeline pipeline = builder.pipeline();
        List<RandomQuery.Arrival> files =
                new InputGenerator(choice).files(List.copyOf(pipeline.sources()));
        boolean many = pipeline.sources().size() > 1;
        int before = many || choice.chance(70) ? 0 : choice.between(1, files.size() - 1);
        boolean restarts = !mode.equals("update") && choice.chance(20);
        int restart = restarts ? choice.between(before, files.size() - 1) : -1;
        return new RandomQuery(pipeline, mode, files, before, restart);
    }

    private Kind kind() {
        return choice.of(
                Kind.PLAIN,
                Kind.DISTINCT,
                Kind.DISTINCT,
                Kind.DISTINCT,
                Kind.AGGREGATE,
                Kind.AGGREGATE,
                Kind.AGGREGATE,
                Kind.AGGREGATE,
                Kind.AGGREGATE,
                Kind.DISTINCT_AGGREGATE,
                Kind.AGGREGATES,
                Kind.AGGREGATES,
                Kind.JOIN,
                Kind.JOIN,
                Kind.JOIN,
                Kind.JOIN,
                Kind.JOIN_AGGREGATE,
                Kind.JOIN_DISTINCT,
                Kind.AGGREGATE_DISTINCT,
                Kind.LIMIT);
    }

    private void add(Kind kind, PipelineBuilder builder, boolean windowed) {
        switch (kind) {
            case PLAIN -> {}
            case DISTINCT -> builder.distinct();
            case AGGREGATE -> builder.aggregate(windowed);
            case DISTINCT_AGGREGATE -> {
                builder.distinct();
                builder.aggregate(windowed);
            }
            case AGGREGATES -> {
                builder.aggregate(true);
                builder.aggregateAgain();
            }
            case JOIN -> join(builder);
            case JOIN_AGGREGATE -> {
                join(builder);
                builder.aggregate(windowed);
            }
            case JOIN_DISTINCT -> {
                join(builder);
                builder.distinct();
            }
            case AGGREGATE_DISTINCT -> {
                builder.aggregate(true);
                builder.distinct();
            }
            case LIMIT -> {
                if (builder.shape().ordered()) {
                    builder.limit();
                }
            }
        }
    }

    private void join(PipelineBuilder builder) {
        builder.join(other(new Source("s2", fields())));
    }

    private PipelineBuilder other(Source source) {
        PipelineBuilder other = new PipelineBuilder(choice, source);
        other.plainSteps(1);
        if (choice.chance(85)) {
            other.watermark();
        }
        if (choice.chance(15)) {
            other.distinct();
        }
        other.rename();
        return other;
    }

    private void union(PipelineBuilder builder, List<Field> fields) {
        if (builder.shape().fields().equals(fields)) {
            PipelineBuilder other = new PipelineBuilder(choice, new Source("s1", fields));
            if (choice.chance(50)) {
                other.watermark();
                builder.watermark();
            }
            builder.union(other.pipeline());
        }
    }

    /// A key, an event time and some values.
    private List<Field> fields() {
        List<Field> fields = new ArrayList<>();
        fields.add(new Field("k", Type.TEXT));
        fields.add(new Field("t", Type.TIME));
        int values = choice.between(1, 3);
        for (int i = 0; i < values; i++) {
            Type type =
                    choice.of(
                            Type.INT,
                            Type.INT,
                            Type.LONG,
                            Type.DOUBLE,
                            Type.DECIMAL,
                            Type.BOOLEAN,
                            Type.DATE,
                            Type.TEXT);
            fields.add(new Field("v" + i, type));
        }
        return fields;
    }

    private String mode(Kind kind, boolean windowed) {
        if (choice.chance(4)) {
            return choice.of("append", "update", "complete");
        }
        return switch (kind) {
            case PLAIN, DISTINCT -> choice.of("append", "append", "update");
            case AGGREGATE ->
                    windowed
                            ? choice.of("append", "append", "update", "complete")
                            : choice.of("update", "complete");
            case DISTINCT_AGGREGATE ->
                    windowed
                            ? choice.of("append", "append", "update")
                            : choice.of("update", "complete");
            case JOIN_AGGREGATE -> windowed ? "append" : choice.of("update", "complete");
            case AGGREGATES, JOIN, JOIN_DISTINCT, AGGREGATE_DISTINCT, LIMIT -> "append";
        };
    }
}
