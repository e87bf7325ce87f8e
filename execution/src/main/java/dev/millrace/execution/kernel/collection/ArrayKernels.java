// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.collection;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Columns;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.KernelErrors;
import dev.millrace.execution.kernel.call.RowKernel;
import dev.millrace.execution.kernel.comparison.RowComparator;
import dev.millrace.spi.column.ArrayBuilder;
import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.column.Validity;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/// Functions that make an array out of others. What they return are mostly views of the elements
/// that are there already.
final class ArrayKernels {
    static final List<String> NAMES =
            List.of(
                    "array",
                    "array_distinct",
                    "sort_array",
                    "slice",
                    "flatten",
                    "get_array_struct_field");

    private ArrayKernels() {}

    static @Nullable Kernel of(CallSite site) {
        return switch (site.function()) {
            case "array" ->
                    RowKernel.<ArrayBuilder>withNulls(
                            site.type(),
                            (arguments, row, result) -> {
                                for (Column argument : arguments) {
                                    result.elements().appendFrom(argument, row);
                                }
                                result.endRow();
                            });
            case "array_distinct" -> distinct(site);
            case "sort_array" -> sort(site);
            case "get_array_struct_field" -> fieldOfElements((int) site.literalLong(1, 0));
            case "slice" -> RowKernel.<ArrayBuilder>strict(site.type(), ArrayKernels::appendSlice);
            case "flatten" -> RowKernel.<ArrayBuilder>strict(site.type(), ArrayKernels::appendFlat);
            default -> null;
        };
    }

    /// One field of every element: the same views over the field's column.
    private static Kernel fieldOfElements(int index) {
        return (arguments, rowCount, context) -> {
            ArrayColumn array = (ArrayColumn) arguments[0];
            StructColumn structs = (StructColumn) array.elements();
            Column field = structs.field(index);
            Column values =
                    Columns.withValidity(field, Validity.and(field.validity(), structs.validity()));
            int[] starts = new int[rowCount];
            int[] lengths = new int[rowCount];
            for (int i = 0; i < rowCount; i++) {
                starts[i] = array.start(i);
                lengths[i] = array.length(i);
            }
            return new ArrayColumn(values, starts, lengths, array.validity(), rowCount);
        };
    }

    private static DataType element(CallSite site) {
        return ((DataType.Array) site.type()).element();
    }

    private static int[] rows(ArrayColumn array, int row) {
        int[] rows = new int[array.length(row)];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = array.start(row) + i;
        }
        return rows;
    }

    /// Keeps the first of equal elements: sorts, marks what equals its predecessor, and lists the
    /// others in their old order.
    private static Kernel distinct(CallSite site) {
        RowComparator order = RowComparator.of(element(site));
        return RowKernel.<ArrayBuilder>strict(
                site.type(),
                (arguments, row, result) -> {
                    ArrayColumn array = (ArrayColumn) arguments[0];
                    int[] sorted = rows(array, row);
                    sort(sorted, array.elements(), order, 1);
                    int count = 0;
                    for (int i = 0; i < sorted.length; i++) {
                        if (i == 0
                                || order.compare(
                                                array.elements(),
                                                sorted[i],
                                                array.elements(),
                                                sorted[count - 1])
                                        != 0) {
                            sorted[count++] = sorted[i];
                        }
                    }
                    Arrays.sort(sorted, 0, count);
                    CollectionKernels.appendRow(array.elements(), sorted, count, result);
                });
    }

    /// NULLs come first in ascending and last in descending order.
    private static Kernel sort(CallSite site) {
        RowComparator order = RowComparator.of(element(site));
        return RowKernel.<ArrayBuilder>strict(
                site.type(),
                (arguments, row, result) -> {
                    ArrayColumn array = (ArrayColumn) arguments[0];
                    boolean ascending =
                            arguments.length < 2 || ((BooleanColumn) arguments[1]).value(row);
                    int[] sorted = rows(array, row);
                    sort(sorted, array.elements(), order, ascending ? 1 : -1);
                    CollectionKernels.appendRow(array.elements(), sorted, sorted.length, result);
                });
    }

    /// A stable merge sort of row numbers.
    private static void sort(int[] rows, Column elements, RowComparator order, int sign) {
        int[] from = rows.clone();
        int[] to = rows;
        for (int width = 1; width < rows.length; width *= 2) {
            for (int start = 0; start < rows.length; start += 2 * width) {
                int middle = Math.min(start + width, rows.length);
                int end = Math.min(start + 2 * width, rows.length);
                int left = start;
                int right = middle;
                for (int at = start; at < end; at++) {
                    boolean takesLeft =
                            left < middle
                                    && (right >= end
                                            || sign
                                                            * order.compare(
                                                                    elements,
                                                                    from[left],
                                                                    elements,
                                                                    from[right])
                                                    <= 0);
                    to[at] = takesLeft ? from[left++] : from[right++];
                }
            }
            System.arraycopy(to, 0, from, 0, rows.length);
        }
    }

    /// Starts count from 1, from the end if negative; a start outside gives an empty array.
    private static void appendSlice(Column[] arguments, int row, ArrayBuilder result) {
        ArrayColumn array = (ArrayColumn) arguments[0];
        int start = ((IntColumn) arguments[1]).value(row);
        int length = ((IntColumn) arguments[2]).value(row);
        if (start == 0) {
            throw KernelErrors.parameter("START", "slice", "start")
                    .text(
                            KernelErrors.parameterText(
                                    "slice",
                                    "start",
                                    "Expects a positive or a negative value for `start`, but got"
                                            + " 0."));
        }
        if (length < 0) {
            throw KernelErrors.parameter("LENGTH", "slice", "length")
                    .with("length", length)
                    .text(
                            KernelErrors.parameterText(
                                    "slice",
                                    "length",
                                    "Expects `length` greater than or equal to 0, but got "
                                            + length
                                            + "."));
        }
        int from = start > 0 ? start - 1 : array.length(row) + start;
        int to = from < 0 ? from : (int) Math.min(array.length(row), (long) from + length);
        for (int i = from; i < to; i++) {
            result.elements().appendFrom(array.elements(), array.start(row) + i);
        }
        result.endRow();
    }

    /// NULL if any of the arrays is.
    private static void appendFlat(Column[] arguments, int row, ArrayBuilder result) {
        ArrayColumn outer = (ArrayColumn) arguments[0];
        ArrayColumn inner = (ArrayColumn) outer.elements();
        for (int i = outer.start(row); i < outer.start(row) + outer.length(row); i++) {
            if (inner.isNull(i)) {
                result.appendNull();
                return;
            }
        }
        for (int i = outer.start(row); i < outer.start(row) + outer.length(row); i++) {
            for (int k = inner.start(i); k < inner.start(i) + inner.length(i); k++) {
                result.elements().appendFrom(inner.elements(), k);
            }
        }
        result.endRow();
    }
}
