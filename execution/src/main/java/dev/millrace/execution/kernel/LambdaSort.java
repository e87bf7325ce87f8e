// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import dev.millrace.execution.kernel.comparison.RowComparator;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import java.util.ArrayList;
import java.util.List;

/// `array_sort(array[, comparator])`: ascending with NULLs last if there is no comparator. A
/// comparator is asked for two elements at a time, as only the answer tells what to ask next.
final class LambdaSort {
    private LambdaSort() {}

    static Evaluator compile(Expression.Call call, List<Attribute> input) {
        Evaluator source = HigherOrderCalls.argument(call, 0, input);
        DataType type = ((DataType.Array) call.type()).element();
        if (call.arguments().size() == 1) {
            RowComparator values = RowComparator.values(type);
            return (batch, context) -> {
                ArrayColumn array = (ArrayColumn) source.evaluate(batch, context);
                Column elements = array.elements();
                return sorted(
                        array,
                        type,
                        (row, a, b) ->
                                elements.isNull(a) || elements.isNull(b)
                                        ? Boolean.compare(elements.isNull(a), elements.isNull(b))
                                        : values.compare(elements, a, elements, b));
            };
        }
        LambdaBody body = HigherOrderCalls.body(call, 1, input);
        return (batch, context) -> {
            ArrayColumn array = (ArrayColumn) source.evaluate(batch, context);
            return sorted(array, type, (row, a, b) -> ask(body, batch, context, array, row, a, b));
        };
    }

    /// The order of two elements of a row.
    private interface ElementOrder {
        int compare(int row, int left, int right);
    }

    private static ArrayColumn sorted(ArrayColumn array, DataType type, ElementOrder order) {
        Elements result = new Elements(array.size());
        for (int row = 0; row < array.size(); row++) {
            int length = array.isNull(row) ? 0 : array.length(row);
            List<Integer> elements = new ArrayList<>(length);
            for (int i = 0; i < length; i++) {
                elements.add(array.start(row) + i);
            }
            int ofRow = row;
            elements.sort((a, b) -> order.compare(ofRow, a, b));
            elements.forEach(result::add);
            result.endRow();
        }
        return new ArrayColumn(
                result.of(array.elements(), type),
                result.starts(),
                result.lengths(),
                array.validity(),
                array.size());
    }

    private static int ask(
            LambdaBody body,
            ColumnBatch batch,
            EvaluationContext context,
            ArrayColumn array,
            int row,
            int left,
            int right) {
        Column answer =
                body.evaluate(
                        batch,
                        new int[] {row},
                        1,
                        context,
                        array.elements().gather(new int[] {left}, 1),
                        array.elements().gather(new int[] {right}, 1));
        if (answer.isNull(0)) {
            throw MillraceException.of(ErrorKind.RUNTIME, "COMPARATOR_RETURNS_NULL", "22004")
                    .with("firstValue", "")
                    .with("secondValue", "")
                    .text(
                            "The comparator has returned a NULL for a comparison between two"
                                    + " elements. It should return a positive integer for \"greater"
                                    + " than\", 0 for \"equal\" and a negative integer for \"less"
                                    + " than\".");
        }
        return ((IntColumn) answer).value(0);
    }
}
