// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.physical;

import dev.millrace.execution.kernel.Evaluator;
import dev.millrace.execution.kernel.hash.Murmur3;
import dev.millrace.execution.operator.FilterOperator;
import dev.millrace.execution.operator.GenerateOperator;
import dev.millrace.execution.operator.LimitOperator;
import dev.millrace.execution.operator.ProjectOperator;
import dev.millrace.execution.operator.RecursionOperator;
import dev.millrace.execution.operator.TailOperator;
import dev.millrace.execution.operator.WatermarkOperator;
import dev.millrace.execution.operator.aggregate.Aggregation;
import dev.millrace.execution.operator.aggregate.HashAggregateOperator;
import dev.millrace.execution.operator.aggregate.ObserveOperator;
import dev.millrace.execution.operator.aggregate.SessionAggregateOperator;
import dev.millrace.execution.operator.sort.RowOrder;
import dev.millrace.execution.operator.sort.SortOperator;
import dev.millrace.execution.operator.state.DeduplicateOperator;
import dev.millrace.execution.operator.state.DeduplicateStateLayout;
import dev.millrace.execution.operator.state.EventTimeColumn;
import dev.millrace.execution.operator.state.KeySharding;
import dev.millrace.execution.operator.state.StatefulAggregateOperator;
import dev.millrace.execution.operator.state.StatefulLimitOperator;
import dev.millrace.execution.operator.state.StatefulSessionOperator;
import dev.millrace.execution.operator.streamjoin.StreamJoinOperator;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.SortOrder;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.OutputMode;
import dev.millrace.plan.logical.TypedPlan;
import dev.millrace.spi.connector.ScanRequest;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Chooses the operators for an optimised plan.
public final class PhysicalPlanner {
    /// A limit of up to this many rows over a sort keeps only the first rows while sorting.
    private static final int LARGEST_TOP = 1 << 17;

    private static final String WITHOUT_WATERMARK = "streaming aggregations without watermark";
    private static final String WITHIN_WATERMARK_IN_BATCH =
            "dropDuplicatesWithinWatermark is not supported with batch DataFrames/DataSets";

    private final EvaluatorCompiler compiler;
    private final KeySharding sharding;
    private final AggregatePlanning aggregates;

    /// The planner of the engine: kernels for expressions, Spark's partition of a key for state.
    public PhysicalPlanner() {
        this(new KernelCompiler());
    }

    /// A planner with other expressions, for tests of operators.
    public PhysicalPlanner(EvaluatorCompiler compiler) {
        this(compiler, Murmur3::partitions);
    }

    /// @param sharding of the keys of state
    public PhysicalPlanner(EvaluatorCompiler compiler, KeySharding sharding) {
        this.compiler = compiler;
        this.sharding = sharding;
        this.aggregates = new AggregatePlanning(compiler);
    }

    /// The physical plan. Expressions are compiled here, once; a streaming plan is run for every
    /// micro-batch.
    ///
    /// @param mode the output mode of a streaming query, null for a batch query
    public PhysicalPlan plan(LogicalPlan plan, @Nullable OutputMode mode) {
        return new Run(mode).plan(plan);
    }

    /// The planning of one plan.
    private final class Run {
        private final @Nullable OutputMode mode;
        private int watermarkNodes;
        private int statefulOperators;

        Run(@Nullable OutputMode mode) {
            this.mode = mode;
        }

        PhysicalPlan plan(LogicalPlan plan) {
            return switch (plan) {
                case LogicalPlan.TableScan scan ->
                        new PhysicalPlan.TableScan(
                                scan.table(),
                                new ScanRequest(names(scan.output()), scan.predicates()),
                                scan.schema());
                case LogicalPlan.StreamScan scan ->
                        new PhysicalPlan.StreamScan(
                                scan.definition(),
                                scan.sourceKey(),
                                new ScanRequest(names(scan.output()), scan.predicates()),
                                scan.schema());
                case LogicalPlan.LocalScan scan ->
                        new PhysicalPlan.LocalScan(scan.batches(), scan.schema());
                case LogicalPlan.RangeScan range ->
                        new PhysicalPlan.Range(
                                range.start(), range.end(), range.step(), range.schema());
                case LogicalPlan.Project project -> project(project);
                case LogicalPlan.Filter filter ->
                        new PhysicalPlan.Filter(
                                plan(filter.input()),
                                filter.condition(),
                                new FilterOperator(
                                        compiler.compile(
                                                filter.condition(), filter.input().output())));
                case LogicalPlan.Limit limit -> limit(limit);
                case LogicalPlan.Tail tail ->
                        new PhysicalPlan.Tail(plan(tail.input()), new TailOperator(tail.count()));
                case LogicalPlan.Union union ->
                        new PhysicalPlan.Union(
                                union.inputs().stream().map(this::plan).toList(), union.schema());
                case LogicalPlan.Recursion recursion ->
                        new PhysicalPlan.Recursion(
                                plan(recursion.anchor()),
                                plan(recursion.step()),
                                new RecursionOperator(
                                        recursion.id(), recursion.maxRounds(), recursion.maxRows()),
                                recursion.schema());
                case LogicalPlan.RecursionRows rows ->
                        new PhysicalPlan.RecursionRows(rows.id(), rows.schema());
                case LogicalPlan.Aggregate aggregate -> aggregate(aggregate);
                case TypedPlan typed -> typed(typed);
                case LogicalPlan.Window window -> window(window);
                case LogicalPlan.Generate generate -> generate(generate);
                case LogicalPlan.Join join -> join(join);
                case LogicalPlan.Sort sort -> sort(sort, Integer.MAX_VALUE);
                case LogicalPlan.Deduplicate deduplicate -> deduplicate(deduplicate);
                case LogicalPlan.Watermark watermark -> watermark(watermark);
                case LogicalPlan.Observe observe -> observe(observe);
            };
        }

        private PhysicalPlan project(LogicalPlan.Project project) {
            return new PhysicalPlan.Project(
                    plan(project.input()),
                    project.expressions(),
                    project.schema(),
                    new ProjectOperator(
                            compiler.project(project.expressions(), project.input().output())));
        }

        private PhysicalPlan typed(TypedPlan plan) {
            return new TypedPlanning(compiler, sharding, this::plan, () -> statefulOperators++)
                    .plan(plan);
        }

        private PhysicalPlan limit(LogicalPlan.Limit limit) {
            if (limit.isStreaming() && limitsRows(limit)) {
                int operatorId = statefulOperators++;
                return new StatefulPlan.StatefulLimit(
                        plan(limit.input()),
                        new StatefulLimitOperator(operatorId, limit.count(), sharding));
            }
            LimitOperator operator = new LimitOperator(limit.offset(), limit.count());
            boolean isSmall =
                    limit.count() <= LARGEST_TOP && limit.offset() <= LARGEST_TOP - limit.count();
            if (limit.input() instanceof LogicalPlan.Sort sort && isSmall) {
                int rows = (int) (limit.offset() + limit.count());
                return new PhysicalPlan.Limit(sort(sort, rows), operator);
            }
            return new PhysicalPlan.Limit(plan(limit.input()), operator);
        }

        /// True if the rows of the stream are limited, not those of a result that is given out
        /// again and again.
        private boolean limitsRows(LogicalPlan.Limit limit) {
            return mode == OutputMode.APPEND || mode == OutputMode.COMPLETE && !isAggregated(limit);
        }

        private static boolean isAggregated(LogicalPlan plan) {
            return plan instanceof LogicalPlan.Aggregate && plan.isStreaming()
                    || plan.children().stream().anyMatch(Run::isAggregated);
        }

        private PhysicalPlan sort(LogicalPlan.Sort sort, int limit) {
            SortOperator operator =
                    new SortOperator(
                            order(sort.keys(), sort.input().output()), sort.schema(), limit);
            return new PhysicalPlan.Sort(plan(sort.input()), sort.keys(), operator);
        }

        private PhysicalPlan aggregate(LogicalPlan.Aggregate aggregate) {
            Aggregation aggregation =
                    aggregates.aggregation(
                            aggregate.keys(), aggregate.aggregates(), aggregate.input().output());
            if (mode != null && aggregate.isStreaming()) {
                return aggregate.sessionKey() < 0
                        ? statefulAggregate(aggregate, aggregation, mode)
                        : statefulSessions(aggregate, aggregation, mode);
            }
            if (aggregate.sessionKey() >= 0) {
                return new PhysicalPlan.SessionAggregate(
                        plan(aggregate.input()),
                        aggregate.keys(),
                        aggregate.aggregates(),
                        aggregate.schema(),
                        new SessionAggregateOperator(aggregation, aggregate.sessionKey()));
            }
            return new PhysicalPlan.HashAggregate(
                    plan(aggregate.input()),
                    aggregate.keys(),
                    aggregate.aggregates(),
                    aggregate.schema(),
                    new HashAggregateOperator(aggregation));
        }

        private PhysicalPlan statefulAggregate(
                LogicalPlan.Aggregate aggregate, Aggregation aggregation, OutputMode outputMode) {
            EventTimeColumn eventTime = AggregatePlanning.eventTime(aggregate.keys());
            if (outputMode == OutputMode.APPEND && eventTime == null) {
                throw MillraceException.of(
                                ErrorKind.ANALYSIS,
                                "STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION",
                                "42KDE")
                        .with("outputMode", "append")
                        .with("operation", WITHOUT_WATERMARK)
                        .text(
                                "Invalid streaming output mode: append. This output mode is not"
                                        + " supported for "
                                        + WITHOUT_WATERMARK
                                        + " on streaming DataFrames/DataSets.");
            }
            // Numbered on the way down, so before the input is planned.
            int operatorId = statefulOperators++;
            StatefulAggregateOperator operator =
                    new StatefulAggregateOperator(
                            operatorId, outputMode, aggregation, eventTime, sharding);
            return new StatefulPlan.StatefulAggregate(
                    plan(aggregate.input()),
                    aggregate.keys(),
                    aggregate.aggregates(),
                    aggregate.schema(),
                    operator);
        }

        private PhysicalPlan statefulSessions(
                LogicalPlan.Aggregate aggregate, Aggregation aggregation, OutputMode outputMode) {
            if (aggregate.keys().size() == 1) {
                throw MillraceException.of(ErrorKind.ANALYSIS, "_LEGACY_ERROR_TEMP_3068", "XXKCM")
                        .text(
                                "Global aggregation with session window in streaming query is not"
                                        + " supported.");
            }
            int operatorId = statefulOperators++;
            StatefulSessionOperator operator =
                    new StatefulSessionOperator(
                            operatorId,
                            outputMode,
                            aggregation,
                            aggregate.sessionKey(),
                            AggregatePlanning.eventTime(aggregate.keys()),
                            sharding);
            return new StatefulPlan.StatefulSessionAggregate(
                    plan(aggregate.input()),
                    aggregate.keys(),
                    aggregate.aggregates(),
                    aggregate.schema(),
                    operator);
        }

        private PhysicalPlan window(LogicalPlan.Window window) {
            if (window.isStreaming()) {
                throw unsupportedInStreams("a window function");
            }
            return new PhysicalPlan.Window(
                    plan(window.input()),
                    window.functions(),
                    window.partitionBy(),
                    window.orderBy(),
                    window.schema(),
                    new WindowPlanning(compiler, aggregates).operator(window));
        }

        private PhysicalPlan join(LogicalPlan.Join join) {
            if (join.left().isStreaming() && join.right().isStreaming()) {
                // Numbered on the way down, so before the inputs are planned.
                StreamJoinOperator operator =
                        new StreamJoinPlanning(compiler, sharding)
                                .operator(join, statefulOperators++);
                return new StatefulPlan.StreamJoin(
                        plan(join.left()),
                        plan(join.right()),
                        join.type(),
                        join.condition(),
                        join.schema(),
                        operator);
            }
            return new JoinPlanning(compiler).plan(join, plan(join.left()), plan(join.right()));
        }

        private PhysicalPlan generate(LogicalPlan.Generate generate) {
            List<Attribute> input = generate.input().output();
            GenerateOperator.Kind kind =
                    switch (generate.function()) {
                        case "explode" -> GenerateOperator.Kind.EXPLODE;
                        case "posexplode" -> GenerateOperator.Kind.POSEXPLODE;
                        case "inline" -> GenerateOperator.Kind.INLINE;
                        case "stack" -> GenerateOperator.Kind.STACK;
                        default ->
                                throw MillraceException.unsupported(
                                        "the generator function `" + generate.function() + "`");
                    };
            List<Evaluator> arguments = new ArrayList<>();
            generate.arguments().forEach(a -> arguments.add(compiler.compile(a, input)));
            GenerateOperator operator =
                    new GenerateOperator(
                            kind,
                            arguments,
                            generate.isOuter(),
                            generate.kept().stream().mapToInt(a -> indexOf(a, input)).toArray(),
                            generate.generated().stream().map(Attribute::type).toList());
            return new PhysicalPlan.Generate(
                    plan(generate.input()), generate.function(), generate.schema(), operator);
        }

        private PhysicalPlan deduplicate(LogicalPlan.Deduplicate deduplicate) {
            if (deduplicate.isStreaming()) {
                return statefulDeduplicate(deduplicate);
            }
            if (deduplicate.withinWatermark()) {
                throw MillraceException.of(ErrorKind.ANALYSIS, "_LEGACY_ERROR_TEMP_3102", "XXKCM")
                        .with("msg", WITHIN_WATERMARK_IN_BATCH)
                        .text(WITHIN_WATERMARK_IN_BATCH);
            }
            return plan(AggregatePlanning.asAggregate(deduplicate));
        }

        private PhysicalPlan statefulDeduplicate(LogicalPlan.Deduplicate deduplicate) {
            int operatorId = statefulOperators++;
            List<Attribute> input = deduplicate.input().output();
            List<Attribute> keys = deduplicate.keys();
            DeduplicateOperator operator =
                    new DeduplicateOperator(
                            operatorId,
                            keys.stream().mapToInt(key -> indexOf(key, input)).toArray(),
                            new DeduplicateStateLayout(
                                    keys.stream().map(Attribute::toField).toList(),
                                    deduplicate.withinWatermark()),
                            EventTimes.of(input),
                            expiry(deduplicate),
                            sharding);
            return new StatefulPlan.StatefulDeduplicate(plan(deduplicate.input()), keys, operator);
        }

        private static DeduplicateOperator.Expiry expiry(LogicalPlan.Deduplicate deduplicate) {
            List<Attribute> input = deduplicate.input().output();
            for (Attribute column : deduplicate.withinWatermark() ? input : deduplicate.keys()) {
                if (EventTimes.isMarked(column)) {
                    if (!deduplicate.withinWatermark()) {
                        return new DeduplicateOperator.Expiry.AtEventTime();
                    }
                    return column.type() instanceof DataType.Struct
                            ? new DeduplicateOperator.Expiry.AfterBatch()
                            : new DeduplicateOperator.Expiry.AfterDelay(
                                    EventTimes.delayMicros(column));
                }
            }
            return new DeduplicateOperator.Expiry.None();
        }

        private PhysicalPlan watermark(LogicalPlan.Watermark watermark) {
            if (!watermark.isStreaming()) {
                return plan(watermark.input());
            }
            int node = watermarkNodes++;
            Attribute time = watermark.eventTime();
            int end = time.type() instanceof DataType.Struct window ? window.indexOf("end") : -1;
            return new PhysicalPlan.Watermark(
                    plan(watermark.input()),
                    time,
                    watermark.delayMicros(),
                    watermark.schema(),
                    new WatermarkOperator(node, indexOf(time, watermark.input().output()), end));
        }

        private PhysicalPlan observe(LogicalPlan.Observe observe) {
            Aggregation aggregation =
                    aggregates.aggregation(
                            List.of(), observe.aggregates(), observe.input().output());
            List<StructField> fields = new ArrayList<>();
            observe.aggregates().forEach(a -> fields.add(a.output().toField()));
            ObserveOperator operator =
                    new ObserveOperator(
                            observe.name(),
                            observe.planId(),
                            aggregation,
                            new DataType.Struct(fields));
            return new PhysicalPlan.Observe(plan(observe.input()), observe.aggregates(), operator);
        }

        private MillraceException unsupportedInStreams(String what) {
            return MillraceException.unsupported(what + " on a streaming DataFrame");
        }
    }

    private RowOrder order(List<SortOrder> keys, List<Attribute> input) {
        List<RowOrder.Key> compiled = new ArrayList<>();
        for (SortOrder key : keys) {
            compiled.add(
                    new RowOrder.Key(
                            compiler.compile(key.expression(), input),
                            key.ascending(),
                            key.nullsFirst()));
        }
        return new RowOrder(compiled);
    }

    static int indexOf(Attribute attribute, List<Attribute> input) {
        for (int i = 0; i < input.size(); i++) {
            if (input.get(i).id() == attribute.id()) {
                return i;
            }
        }
        throw MillraceException.bug(attribute + " is not in " + input);
    }

    private static List<String> names(List<Attribute> attributes) {
        return attributes.stream().map(Attribute::name).toList();
    }
}
