// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.physical;

import dev.millrace.execution.kernel.Evaluator;
import dev.millrace.execution.operator.sort.RowOrder;
import dev.millrace.execution.operator.window.FrameColumn;
import dev.millrace.execution.operator.window.RankColumn;
import dev.millrace.execution.operator.window.RowFrame;
import dev.millrace.execution.operator.window.ShiftColumn;
import dev.millrace.execution.operator.window.WindowColumn;
import dev.millrace.execution.operator.window.WindowOperator;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.WindowFunction;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Compiles window functions.
record WindowPlanning(EvaluatorCompiler compiler, AggregatePlanning aggregates) {
    WindowOperator operator(LogicalPlan.Window window) {
        List<Attribute> input = window.input().output();
        List<RowOrder.Key> partitionBy = new ArrayList<>();
        for (Expression key : window.partitionBy()) {
            partitionBy.add(new RowOrder.Key(compiler.compile(key, input), true, true));
        }
        List<RowOrder.Key> orderBy = new ArrayList<>();
        window.orderBy()
                .forEach(
                        k ->
                                orderBy.add(
                                        new RowOrder.Key(
                                                compiler.compile(k.expression(), input),
                                                k.ascending(),
                                                k.nullsFirst())));
        List<WindowColumn> columns = new ArrayList<>();
        window.functions().forEach(f -> columns.add(column(f.function(), input)));
        return new WindowOperator(
                partitionBy,
                orderBy,
                columns,
                window.input().schema(),
                isInRuns(window.input(), window.partitionBy()));
    }

    /// True if rows of the same partition come out of the same run of another window operator:
    /// it partitions by no other keys than these, and what stands between passes or drops rows.
    private static boolean isInRuns(LogicalPlan input, List<Expression> partitionBy) {
        return switch (input) {
            case LogicalPlan.Project project -> isInRuns(project.input(), partitionBy);
            case LogicalPlan.Filter filter -> isInRuns(filter.input(), partitionBy);
            case LogicalPlan.Window window ->
                    !window.partitionBy().isEmpty()
                            && window.partitionBy().stream()
                                    .allMatch(key -> isAmong(partitionBy, key));
            default -> false;
        };
    }

    private static boolean isAmong(List<Expression> keys, Expression key) {
        return key instanceof Attribute column
                && keys.stream()
                        .anyMatch(k -> k instanceof Attribute other && other.id() == column.id());
    }

    private WindowColumn column(WindowFunction function, List<Attribute> input) {
        return switch (function) {
            case WindowFunction.Ranking ranking -> ranking(ranking, input);
            case WindowFunction.OverFrame(var call, var frame) ->
                    new FrameColumn(
                            aggregates.term(call, input),
                            frame(frame, input),
                            call.ignoreNulls(),
                            call.type());
        };
    }

    private WindowColumn ranking(WindowFunction.Ranking ranking, List<Attribute> input) {
        return switch (ranking.function()) {
            case "row_number" -> new RankColumn(RankColumn.Function.ROW_NUMBER, null);
            case "rank" -> new RankColumn(RankColumn.Function.RANK, null);
            case "dense_rank" -> new RankColumn(RankColumn.Function.DENSE_RANK, null);
            case "percent_rank" -> new RankColumn(RankColumn.Function.PERCENT_RANK, null);
            case "cume_dist" -> new RankColumn(RankColumn.Function.CUME_DIST, null);
            case "ntile" ->
                    new RankColumn(RankColumn.Function.NTILE, argument(ranking, 0, input, 1));
            case "lag" -> shift(ShiftColumn.Function.LAG, ranking, input);
            case "lead" -> shift(ShiftColumn.Function.LEAD, ranking, input);
            case "nth_value" -> shift(ShiftColumn.Function.NTH_VALUE, ranking, input);
            default ->
                    throw MillraceException.unsupported(
                            "the window function `" + ranking.function() + "`");
        };
    }

    private RowFrame frame(WindowFunction.Frame frame, List<Attribute> input) {
        return new RowFrame(edge(frame.start(), input), edge(frame.end(), input));
    }

    private RowFrame.Edge edge(WindowFunction.Bound bound, List<Attribute> input) {
        return switch (bound) {
            case WindowFunction.Bound.Unbounded _ -> new RowFrame.Edge.Unbounded();
            case WindowFunction.Bound.Peers _ -> new RowFrame.Edge.Peers();
            case WindowFunction.Bound.Row(var offset) -> new RowFrame.Edge.Row(offset);
            case WindowFunction.Bound.Key(var value) ->
                    new RowFrame.Edge.Key(compiler.compile(value, input));
        };
    }

    private ShiftColumn shift(
            ShiftColumn.Function function, WindowFunction.Ranking ranking, List<Attribute> input) {
        @Nullable Evaluator otherwise = null;
        if (ranking.arguments().size() > 2 && !isNull(ranking.arguments().get(2))) {
            otherwise = compiler.compile(ranking.arguments().get(2), input);
        }
        return new ShiftColumn(
                function,
                compiler.compile(ranking.arguments().getFirst(), input),
                argument(ranking, 1, input, 1),
                otherwise,
                ranking.ignoreNulls(),
                ranking.type(),
                ranking.frame() == null ? null : frame(ranking.frame(), input));
    }

    private static boolean isNull(Expression expression) {
        return expression instanceof Expression.Literal(var value, var ignored) && value == null;
    }

    /// A constant integer argument, or what stands for it when it is left out.
    private Evaluator argument(
            WindowFunction.Ranking ranking, int index, List<Attribute> input, int otherwise) {
        Expression argument =
                index < ranking.arguments().size()
                        ? ranking.arguments().get(index)
                        : new Expression.Literal(otherwise, DataType.INTEGER);
        return compiler.compile(argument, input);
    }
}
