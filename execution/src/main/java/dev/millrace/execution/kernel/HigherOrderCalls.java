// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import dev.millrace.execution.kernel.call.Columns;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Lambda;
import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.Validity;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;

/// Functions of arrays that apply lambdas; those of maps are in `MapLambdas`. A lambda runs over
/// the elements of all rows of the batch at once.
final class HigherOrderCalls {
    static final Set<String> NAMES =
            Set.of(
                    "transform",
                    "filter",
                    "exists",
                    "forall",
                    "aggregate",
                    "zip_with",
                    "array_sort",
                    "map_filter",
                    "transform_keys",
                    "transform_values",
                    "map_zip_with");

    private HigherOrderCalls() {}

    static Evaluator compile(Expression.Call call, List<Attribute> input) {
        return switch (call.function()) {
            case "transform" -> transform(call, input);
            case "filter" -> filter(call, input);
            case "exists" -> tested(call, input, true);
            case "forall" -> tested(call, input, false);
            case "aggregate" -> aggregate(call, input);
            case "zip_with" -> zipWith(call, input);
            case "array_sort" -> LambdaSort.compile(call, input);
            default -> MapLambdas.compile(call, input);
        };
    }

    static Evaluator argument(Expression.Call call, int index, List<Attribute> input) {
        return ExpressionCompiler.compile(call.arguments().get(index), input);
    }

    static LambdaBody body(Expression.Call call, int index, List<Attribute> input) {
        return new LambdaBody((Lambda) call.arguments().get(index), input);
    }

    private static Evaluator transform(Expression.Call call, List<Attribute> input) {
        Evaluator source = argument(call, 0, input);
        DataType type = element(call, 0);
        LambdaBody body = body(call, 1, input);
        return (batch, context) -> {
            ArrayColumn array = (ArrayColumn) source.evaluate(batch, context);
            Elements elements = Elements.of(array);
            Column values =
                    body.evaluate(
                            batch,
                            elements,
                            context,
                            elements.of(array.elements(), type),
                            elements.positions());
            return new ArrayColumn(
                    values,
                    elements.starts(),
                    elements.lengths(),
                    array.validity(),
                    batch.rowCount());
        };
    }

    private static DataType element(Expression.Call call, int index) {
        return ((DataType.Array) call.arguments().get(index).type()).element();
    }

    private static Evaluator filter(Expression.Call call, List<Attribute> input) {
        Evaluator source = argument(call, 0, input);
        DataType type = element(call, 0);
        LambdaBody body = body(call, 1, input);
        return (batch, context) -> {
            ArrayColumn array = (ArrayColumn) source.evaluate(batch, context);
            Elements elements = Elements.of(array);
            BooleanColumn keeps =
                    Logic.booleans(
                            body.evaluate(
                                    batch,
                                    elements,
                                    context,
                                    elements.of(array.elements(), type),
                                    elements.positions()));
            Elements kept = kept(elements, keeps, batch.rowCount());
            return new ArrayColumn(
                    kept.of(array.elements(), type),
                    kept.starts(),
                    kept.lengths(),
                    array.validity(),
                    batch.rowCount());
        };
    }

    /// The elements for which the condition is true.
    static Elements kept(Elements elements, BooleanColumn keeps, int rowCount) {
        Elements kept = new Elements(rowCount);
        for (int row = 0, i = 0; row < rowCount; row++) {
            for (int k = 0; k < elements.lengths()[row]; k++, i++) {
                if (keeps.value(i) && !keeps.isNull(i)) {
                    kept.add(elements.source(i));
                }
            }
            kept.endRow();
        }
        return kept;
    }

    /// Three-valued OR (`exists`) or AND (`forall`) over the elements.
    ///
    /// @param decides the value of one element that decides for its row
    private static Evaluator tested(Expression.Call call, List<Attribute> input, boolean decides) {
        Evaluator source = argument(call, 0, input);
        DataType type = element(call, 0);
        LambdaBody body = body(call, 1, input);
        return (batch, context) -> {
            ArrayColumn array = (ArrayColumn) source.evaluate(batch, context);
            Elements elements = Elements.of(array);
            BooleanColumn holds =
                    Logic.booleans(
                            body.evaluate(
                                    batch, elements, context, elements.of(array.elements(), type)));
            int rowCount = batch.rowCount();
            boolean[] result = new boolean[rowCount];
            boolean[] unknown = new boolean[rowCount];
            for (int row = 0; row < rowCount; row++) {
                result[row] = !decides;
                unknown[row] = array.isNull(row);
            }
            for (int i = 0; i < elements.count(); i++) {
                int row = elements.rows()[i];
                if (holds.isNull(i)) {
                    unknown[row] |= result[row] != decides;
                } else if (holds.value(i) == decides) {
                    result[row] = decides;
                    unknown[row] = false;
                }
            }
            return new BooleanColumn(result, validity(unknown), rowCount);
        };
    }

    private static long @Nullable [] validity(boolean[] unknown) {
        long[] valid = Validity.allValid(unknown.length);
        for (int i = 0; i < unknown.length; i++) {
            if (unknown[i]) {
                Validity.setNull(valid, i);
            }
        }
        return valid;
    }

    /// The first elements of all rows are merged into their sums, then the second ones, ….
    private static Evaluator aggregate(Expression.Call call, List<Attribute> input) {
        Evaluator source = argument(call, 0, input);
        Evaluator start = argument(call, 1, input);
        LambdaBody merge = body(call, 2, input);
        @Nullable LambdaBody finish = call.arguments().size() > 3 ? body(call, 3, input) : null;
        DataType type = call.arguments().get(1).type();
        return (batch, context) -> {
            ArrayColumn array = (ArrayColumn) source.evaluate(batch, context);
            Column sums = start.evaluate(batch, context);
            int[] open = new int[batch.rowCount()];
            int openCount = stillOpen(array, 0, Logic.allRows(open.length), open.length, open);
            for (int k = 0; openCount > 0; k++) {
                sums = merged(batch, array, sums, type, open, openCount, k, merge, context);
                openCount = stillOpen(array, k + 1, open, openCount, open);
            }
            int rowCount = batch.rowCount();
            Column result =
                    finish == null
                            ? sums
                            : finish.evaluate(
                                    batch, Logic.allRows(rowCount), rowCount, context, sums);
            return Columns.withValidity(result, Validity.and(result.validity(), array.validity()));
        };
    }

    /// The rows among `rows` with more than `k` elements.
    private static int stillOpen(ArrayColumn array, int k, int[] rows, int count, int[] open) {
        int left = 0;
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            if (!array.isNull(row) && array.length(row) > k) {
                open[left++] = row;
            }
        }
        return left;
    }

    private static Column merged(
            ColumnBatch batch,
            ArrayColumn array,
            Column sums,
            DataType type,
            int[] open,
            int openCount,
            int k,
            LambdaBody merge,
            EvaluationContext context) {
        int[] sources = new int[openCount];
        for (int i = 0; i < openCount; i++) {
            sources[i] = array.start(open[i]) + k;
        }
        Column next =
                merge.evaluate(
                        batch,
                        open,
                        openCount,
                        context,
                        sums.gather(open, openCount),
                        array.elements().gather(sources, openCount));
        if (openCount == batch.rowCount()) {
            return next;
        }
        Merge together = new Merge(type, batch.rowCount());
        int[] all = Logic.allRows(batch.rowCount());
        together.add(sums, all, all.length);
        together.add(next, open, openCount);
        return together.build();
    }

    private static Evaluator zipWith(Expression.Call call, List<Attribute> input) {
        Evaluator first = argument(call, 0, input);
        Evaluator second = argument(call, 1, input);
        LambdaBody body = body(call, 2, input);
        DataType leftType = element(call, 0);
        DataType rightType = element(call, 1);
        return (batch, context) -> {
            ArrayColumn left = (ArrayColumn) first.evaluate(batch, context);
            ArrayColumn right = (ArrayColumn) second.evaluate(batch, context);
            int rowCount = batch.rowCount();
            Elements a = new Elements(rowCount);
            Elements b = new Elements(rowCount);
            for (int row = 0; row < rowCount; row++) {
                boolean isNull = left.isNull(row) || right.isNull(row);
                int length = isNull ? 0 : Math.max(left.length(row), right.length(row));
                for (int k = 0; k < length; k++) {
                    a.add(k < left.length(row) ? left.start(row) + k : -1);
                    b.add(k < right.length(row) ? right.start(row) + k : -1);
                }
                a.endRow();
                b.endRow();
            }
            Column values =
                    body.evaluate(
                            batch,
                            a,
                            context,
                            a.of(left.elements(), leftType),
                            b.of(right.elements(), rightType));
            long[] valid = Validity.and(left.validity(), right.validity());
            return new ArrayColumn(values, a.starts(), a.lengths(), valid, rowCount);
        };
    }
}
