// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.execution.kernel.EvaluationContext;
import dev.millrace.execution.physical.PhysicalPlan;
import dev.millrace.execution.task.Cancellation;
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
                new RunScope(),
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

    String explain(Relation relation, String mode) {
        LogicalPlan analysed = analyse(relation);
        LogicalPlan optimised = planning.optimise(analysed, settings());
        StringBuilder text = new StringBuilder();
        if (mode.equalsIgnoreCase("extended") || mode.equalsIgnoreCase("cost")) {
            text.append("== Analyzed Logical Plan ==\n").append(PlanText.of(analysed));
            text.append("\n== Optimized Logical Plan ==\n").append(PlanText.of(optimised));
            text.append('\n');
        }
        text.append("== Physical Plan ==\n");
        return optimised.isStreaming()
                ? text.append(PlanText.of(optimised)).toString()
                : text.append(planning.physical(optimised, null).explain()).toString();
    }
}
