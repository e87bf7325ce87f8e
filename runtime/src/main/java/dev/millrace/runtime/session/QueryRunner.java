// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.execution.kernel.EvaluationContext;
import dev.millrace.execution.physical.ExplainText;
import dev.millrace.execution.physical.PhysicalPlan;
import dev.millrace.execution.task.Cancellation;
import dev.millrace.execution.task.Measurements;
import dev.millrace.execution.task.RunScope;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.plan.analysis.AnalysisSettings;
import dev.millrace.plan.analysis.Catalog;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.Relation;
import dev.millrace.runtime.catalog.SessionCatalog;
import dev.millrace.runtime.display.PlanText;
import dev.millrace.runtime.display.TableText;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// Batch queries of one session, from relation to rows.
final class QueryRunner {
    /// If true, `explain` runs the query and shows what was counted.
    private static final String EXPLAIN_RUNS = "millrace.explain.run";

    private static final DataType.Struct SHOW_SCHEMA =
            DataType.Struct.of(new StructField("show_string", DataType.STRING, false));

    private final EngineParts parts;
    private final QueryPlanning planning;
    private final SessionConfiguration configuration;
    private final SessionCatalog catalog;

    QueryRunner(
            EngineParts parts,
            QueryPlanning planning,
            SessionConfiguration configuration,
            SessionCatalog catalog) {
        this.parts = parts;
        this.planning = planning;
        this.configuration = configuration;
        this.catalog = catalog;
    }

    AnalysisSettings settings() {
        return configuration.analysis();
    }

    /// A setting of the session, its default, or null.
    @Nullable String setting(String key) {
        return configuration.value(key);
    }

    LogicalPlan analyse(Relation relation) {
        return analyse(relation, catalog);
    }

    /// @param names in which names are looked up
    LogicalPlan analyse(Relation relation, Catalog names) {
        return planning.analyse(relation, names, settings());
    }

    DataType.Struct schema(Relation relation) {
        return withoutTag(relation) instanceof Relation.ShowText
                ? SHOW_SCHEMA
                : analyse(relation).schema();
    }

    /// Rows of the relation, computed while they are pulled.
    QueryResult execute(Relation relation, Cancellation cancellation) {
        if (withoutTag(relation) instanceof Relation.ShowText show) {
            return show(show, cancellation);
        }
        LogicalPlan plan = analyseBatch(relation);
        PhysicalPlan physical = physical(plan);
        TaskContext context = context(cancellation);
        try {
            return new RunningResult(
                    plan.schema(),
                    new PartitionWindow(physical.run(context), parts.workers()),
                    context);
        } catch (RuntimeException | Error e) {
            context.close();
            throw e;
        }
    }

    /// The plan of a relation that must not be a stream.
    LogicalPlan analyseBatch(Relation relation) {
        LogicalPlan plan = analyse(relation);
        if (plan.isStreaming()) {
            String text =
                    "Queries with streaming sources must be executed with writeStream.start(), or"
                        + " from a streaming table or flow definition within a Spark Declarative"
                        + " Pipeline.";
            throw MillraceException.of(ErrorKind.ANALYSIS, "_LEGACY_ERROR_TEMP_3102", "XXKCM")
                    .with("msg", text)
                    .text(text);
        }
        return plan;
    }

    PhysicalPlan physical(LogicalPlan plan) {
        return planning.physical(planning.optimise(plan, settings()), null);
    }

    TaskContext context(Cancellation cancellation) {
        return context(cancellation, new RunScope());
    }

    private TaskContext context(Cancellation cancellation, RunScope scope) {
        EvaluationContext evaluation =
                new EvaluationContext(
                        configuration.timeZone(),
                        ChronoUnit.MICROS.between(Instant.EPOCH, parts.clock().instant()),
                        parts.seeds().getAsLong(),
                        0);
        return new TaskContext(
                evaluation,
                parts.workers(),
                cancellation,
                null,
                scope,
                QueryMemory.ofQuery(parts.spilling(), configuration));
    }

    private QueryResult show(Relation.ShowText show, Cancellation cancellation) {
        DataType.Struct schema = schema(show.input());
        TableText table =
                new TableText(schema, show.rows(), show.truncate(), configuration.timeZone());
        int needed = (int) Math.min(table.rowsNeeded(), Integer.MAX_VALUE);
        Relation limited =
                new Relation.Limit(
                        show.input(), new ParsedExpression.Literal(needed, DataType.INTEGER));
        List<ColumnBatch> batches = new ArrayList<>();
        List<QueryResult.Observed> observed;
        try (QueryResult rows = execute(limited, cancellation)) {
            for (ColumnBatch batch = rows.next(); batch != null; batch = rows.next()) {
                batches.add(batch);
            }
            observed = rows.observed();
        }
        String text = show.vertical() ? table.vertical(batches) : table.horizontal(batches);
        ColumnBatch row = BoxedValues.batch(SHOW_SCHEMA, List.of(List.of(text)));
        return new ReadyResult(SHOW_SCHEMA, List.of(row), observed);
    }

    static Relation withoutTag(Relation relation) {
        return relation instanceof Relation.Tagged tagged ? withoutTag(tagged.input()) : relation;
    }

    /// The plan of a relation as text.
    ///
    /// @param mode one of Spark's: simple, extended, codegen, cost, formatted
    String explain(Relation relation, String mode, Cancellation cancellation) {
        LogicalPlan analysed = analyse(relation);
        LogicalPlan optimised = planning.optimise(analysed, settings());
        StringBuilder text = new StringBuilder();
        if (mode.equals("extended")) {
            text.append("== Analyzed Logical Plan ==\n").append(PlanText.of(analysed));
            text.append("\n");
        }
        if (mode.equals("extended") || mode.equals("cost")) {
            text.append("== Optimized Logical Plan ==\n").append(PlanText.of(optimised));
            text.append('\n');
        }
        text.append("== Physical Plan ==\n");
        if (optimised.isStreaming()) {
            return text.append(PlanText.of(optimised)).toString();
        }
        PhysicalPlan physical = planning.physical(optimised, null);
        Measurements measured =
                Boolean.parseBoolean(configuration.value(EXPLAIN_RUNS))
                        ? measured(physical, cancellation)
                        : null;
        return text.append(physicalText(physical, measured, mode)).toString();
    }

    private static String physicalText(
            PhysicalPlan plan, @Nullable Measurements measured, String mode) {
        return switch (mode) {
            case "formatted" -> ExplainText.formatted(plan, measured);
            case "cost" -> ExplainText.withRows(plan, measured);
            case "codegen" ->
                    ExplainText.of(plan)
                            + "\nNo code is generated: operators call compiled kernels.\n";
            default ->
                    measured == null ? ExplainText.of(plan) : ExplainText.withRows(plan, measured);
        };
    }

    /// Runs a plan, only to measure it.
    private Measurements measured(PhysicalPlan plan, Cancellation cancellation) {
        Measurements measurements = new Measurements(parts.nanoTime());
        try (TaskContext context = context(cancellation, new RunScope(measurements));
                BatchReader rows = new PartitionWindow(plan.run(context), parts.workers())) {
            while (rows.next() != null) {
                cancellation.check();
            }
        }
        return measurements;
    }
}
