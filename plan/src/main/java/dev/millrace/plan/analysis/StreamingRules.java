// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.expression.WindowFunction;
import dev.millrace.plan.logical.ColumnMetadata;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.OutputMode;
import dev.millrace.plan.logical.PlanValidator;
import dev.millrace.plan.logical.TypedPlan;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a streaming query may be: Spark's rules for its shape and output mode, and refusals of
/// shapes that Spark runs and Millrace does not. To be asked before the query starts.
///
/// | shape | append | update | complete |
/// |---|---|---|---|
/// | no aggregation | yes | yes | no |
/// | aggregation by a watermarked column or a window of one | yes | yes | yes |
/// | other aggregation | no | yes | yes |
/// | sort | no | no | of the aggregated result |
/// | stream joined with a table or a stream | see `StreamingJoinRules` |
public final class StreamingRules {
    private final LogicalPlan plan;
    private final OutputMode mode;
    private final List<LogicalPlan.Aggregate> aggregations = new ArrayList<>();

    private StreamingRules(LogicalPlan plan, OutputMode mode) {
        this.plan = plan;
        this.mode = mode;
        collect(plan);
    }

    /// @param plan an analysed plan, before optimizing
    /// @param checksCorrectness
    /// `spark.sql.streaming.statefulOperator.checkCorrectness.enabled`
    /// @throws MillraceException with Spark's condition if Spark refuses it too
    public static void check(LogicalPlan plan, OutputMode mode, boolean checksCorrectness) {
        if (!plan.isStreaming()) {
            throw NameErrors.error("WRITE_STREAM_NOT_ALLOWED", "42601", null)
                    .text("`writeStream` can be called only on streaming Dataset/DataFrame.");
        }
        StreamingRules rules = new StreamingRules(plan, mode);
        rules.checkMode();
        StateRules.check(plan, mode, !rules.aggregations.isEmpty());
        rules.checkNodes(plan);
        if (checksCorrectness) {
            rules.refuseLateChains();
        }
    }

    private void collect(LogicalPlan node) {
        if (node.isStreaming() && node instanceof LogicalPlan.Aggregate aggregate) {
            aggregations.add(aggregate);
        }
        node.children().forEach(this::collect);
    }

    private void checkMode() {
        switch (mode) {
            case APPEND -> {
                // Spark looks at the uppermost only; the others fail when the query is planned.
                if (!aggregations.isEmpty() && !hasWatermarkedKey(aggregations.getFirst())) {
                    throw unsupportedMode("streaming aggregations without watermark");
                }
            }
            case COMPLETE -> {
                if (aggregations.isEmpty()) {
                    throw unsupportedMode("no streaming aggregations");
                }
            }
            case UPDATE -> {
                if (!aggregations.isEmpty() && aggregations.getFirst().sessionKey() >= 0) {
                    throw unsupportedMode("session window streaming aggregations");
                }
            }
        }
    }

    /// True if a group can become final: one of its keys is an event time or a window of one.
    private static boolean hasWatermarkedKey(LogicalPlan.Aggregate aggregate) {
        return aggregate.keys().stream()
                .anyMatch(
                        k ->
                                ColumnMetadata.has(
                                        k.output().metadata(),
                                        LogicalPlan.Watermark.DELAY_METADATA));
    }

    private MillraceException unsupportedMode(String operation) {
        return NameErrors.error("STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION", "42KDE", null)
                .with("outputMode", mode.text())
                .with("operation", operation)
                .text(
                        "Invalid streaming output mode: "
                                + mode.text()
                                + ". This output mode is not supported for "
                                + operation
                                + " on streaming DataFrames/DataSets.");
    }

    static MillraceException refused(String message) {
        return MillraceException.of(ErrorKind.ANALYSIS, "_LEGACY_ERROR_TEMP_3102", "XXKCM")
                .with("msg", message)
                .text(message);
    }

    private void checkNodes(LogicalPlan node) {
        node.children().forEach(this::checkNodes);
        if (node.isStreaming()) {
            checkNode(node);
        }
        // Spark refuses these in the tables that a stream is joined with, too.
        if (node instanceof LogicalPlan.Limit limit && limit.offset() > 0) {
            throw refused("Offset is not supported on streaming DataFrames/Datasets");
        }
        PlanValidator.expressions(node).forEach(StreamingRules::checkExpression);
    }

    private void checkNode(LogicalPlan node) {
        switch (node) {
            case LogicalPlan.Aggregate aggregate -> checkAggregate(aggregate);
            case LogicalPlan.Window window -> throw nonTimeWindow(window);
            case LogicalPlan.Join join -> checkJoin(join);
            case LogicalPlan.Union union -> {
                boolean isMixed = union.inputs().stream().anyMatch(i -> !i.isStreaming());
                if (isMixed) {
                    throw refused(
                            "Union between streaming and batch DataFrames/Datasets is not"
                                    + " supported");
                }
            }
            case LogicalPlan.Sort ignored -> {
                if (mode != OutputMode.COMPLETE || !isAggregated(node)) {
                    throw refused(
                            "Sorting is not supported on streaming DataFrames/Datasets, unless it"
                                + " is on aggregated DataFrame/Dataset in Complete output mode");
                }
            }
            case LogicalPlan.Limit limit -> {
                if (limit.offset() == 0 && mode == OutputMode.UPDATE) {
                    throw refused(
                            "Limits are not supported on streaming DataFrames/Datasets in Update"
                                    + " output mode");
                }
            }
            case LogicalPlan.Tail ignored ->
                    throw refused("Tail is not supported on streaming DataFrames/Datasets");
            case LogicalPlan.Deduplicate deduplicate -> checkDeduplicate(deduplicate);
            default -> {}
        }
    }

    private static void checkExpression(Expression expression) {
        if (expression instanceof Expression.Call call
                && call.function().equals("monotonically_increasing_id")) {
            throw refused(
                    "Expression(s): monotonically_increasing_id() is not supported with streaming"
                            + " DataFrames/Datasets");
        }
        expression.children().forEach(StreamingRules::checkExpression);
    }

    private static void checkAggregate(LogicalPlan.Aggregate aggregate) {
        if (aggregate.aggregates().stream().anyMatch(a -> a.call().distinct())) {
            throw refused(
                    "Distinct aggregations are not supported on streaming DataFrames/Datasets."
                            + " Consider using approx_count_distinct() instead.");
        }
    }

    private MillraceException nonTimeWindow(LogicalPlan.Window window) {
        LogicalPlan.Window.Column column = window.functions().getFirst();
        String function = column.output().name();
        String name = nameOf(column.output(), plan);
        int over = function.indexOf(" OVER ");
        String called = over < 0 ? function : function.substring(0, over);
        if (column.function() instanceof WindowFunction.Ranking) {
            called = called.toUpperCase(Locale.ROOT);
        }
        String specification = over < 0 ? "" : function.substring(over + " OVER ".length());
        return NameErrors.error("NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING", "42KDE", null)
                .with("windowFunc", called)
                .with("columnName", "`" + name + "`")
                .with("windowSpec", "\"" + specification + "\"")
                .text(
                        "Window function is not supported in "
                                + called
                                + " (as column `"
                                + name
                                + "`) on streaming DataFrames/Datasets.\nStructured Streaming only"
                                + " supports time-window aggregation using the WINDOW function."
                                + " (window specification: \""
                                + specification
                                + "\")");
    }

    /// The name under which a column is selected.
    private static String nameOf(Attribute column, LogicalPlan plan) {
        if (plan instanceof LogicalPlan.Project project) {
            for (NamedExpression selected : project.expressions()) {
                if (selected.expression() instanceof Attribute read && read.id() == column.id()) {
                    return selected.output().name();
                }
            }
        }
        for (LogicalPlan child : plan.children()) {
            String name = nameOf(column, child);
            if (!name.equals(column.name())) {
                return name;
            }
        }
        return column.name();
    }

    private void checkJoin(LogicalPlan.Join join) {
        String problem = StreamingJoinRules.problem(join, mode);
        if (problem != null) {
            throw refused(problem);
        }
    }

    private static void checkDeduplicate(LogicalPlan.Deduplicate deduplicate) {
        boolean hasWatermark =
                deduplicate.input().output().stream()
                        .map(Attribute::metadata)
                        .anyMatch(m -> ColumnMetadata.has(m, LogicalPlan.Watermark.DELAY_METADATA));
        if (deduplicate.withinWatermark() && !hasWatermark) {
            throw refused(
                    "dropDuplicatesWithinWatermark is not supported on streaming"
                            + " DataFrames/DataSets without watermark");
        }
    }

    /// True if the rows of the node are the groups of an aggregation, not rows of the stream.
    private static boolean isAggregated(LogicalPlan node) {
        return (node instanceof LogicalPlan.Aggregate && node.isStreaming())
                || node.children().stream().anyMatch(StreamingRules::isAggregated);
    }

    /// An aggregation gives out changed groups again in update and complete mode, and user code may
    /// be called when the event time has passed: a stateful operator above may take their rows for
    /// late.
    private void refuseLateChains() {
        if (hasLateChain(plan)) {
            throw refused(
                    "Detected pattern of possible 'correctness' issue due to global watermark. The"
                        + " query contains stateful operation which can emit rows older than the"
                        + " current watermark plus allowed late record delay, which are \"late"
                        + " rows\" in downstream stateful operations and these rows can be"
                        + " discarded. Please refer the programming guide doc for more details. If"
                        + " you understand the possible risk of correctness issue and still need to"
                        + " run the query, you can disable this check by setting the config"
                        + " `spark.sql.streaming.statefulOperator.checkCorrectness.enabled` to"
                        + " false.");
        }
    }

    private boolean hasLateChain(LogicalPlan node) {
        boolean isStateful =
                switch (node) {
                    case LogicalPlan.Aggregate aggregate -> aggregate.isStreaming();
                    case LogicalPlan.Join join ->
                            join.left().isStreaming() && join.right().isStreaming();
                    case LogicalPlan.Deduplicate deduplicate ->
                            deduplicate.isStreaming()
                                    && (deduplicate.withinWatermark()
                                            || deduplicate.keys().stream()
                                                    .anyMatch(StreamingRules::isWatermarked));
                    case TypedPlan.GroupsWithState groups -> groups.isStreaming();
                    case TypedPlan.TransformWithState transform -> transform.isStreaming();
                    default -> false;
                };
        return isStateful && node.children().stream().anyMatch(this::mayGiveLateRows)
                || node.children().stream().anyMatch(this::hasLateChain);
    }

    private boolean mayGiveLateRows(LogicalPlan node) {
        return mode != OutputMode.APPEND && isAggregated(node)
                || StateRules.callsWhenEventTimePasses(node);
    }

    private static boolean isWatermarked(Attribute column) {
        return ColumnMetadata.has(column.metadata(), LogicalPlan.Watermark.DELAY_METADATA);
    }
}
