// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.collection;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.RowKernel;
import dev.millrace.execution.kernel.comparison.RowComparator;
import dev.millrace.spi.column.ArrayBuilder;
import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.BooleanBuilder;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Arrays as sets: the results keep the order in which elements come first.
final class ArraySetKernels {
    static final List<String> NAMES =
            List.of("array_union", "array_intersect", "array_except", "arrays_overlap");

    private ArraySetKernels() {}

    static @Nullable Kernel of(CallSite site) {
        RowComparator order =
                site.argumentCount() > 0 && site.argumentType(0) instanceof DataType.Array array
                        ? RowComparator.of(array.element())
                        : (left, i, right, j) -> 0;
        return switch (site.function()) {
            case "array_union" ->
                    RowKernel.<ArrayBuilder>strict(
                            site.type(),
                            (arguments, row, result) -> {
                                ElementSet seen = new ElementSet(order);
                                addNew((ArrayColumn) arguments[0], row, seen, result);
                                addNew((ArrayColumn) arguments[1], row, seen, result);
                                result.endRow();
                            });
            case "array_intersect" -> filtered(site, order, true);
            case "array_except" -> filtered(site, order, false);
            case "arrays_overlap" ->
                    RowKernel.<BooleanBuilder>strict(
                            site.type(),
                            (arguments, row, result) -> overlap(arguments, row, order, result));
            default -> null;
        };
    }

    private static void addNew(ArrayColumn array, int row, ElementSet seen, ArrayBuilder result) {
        for (int i = array.start(row); i < array.start(row) + array.length(row); i++) {
            if (seen.add(array.elements(), i)) {
                result.elements().appendFrom(array.elements(), i);
            }
        }
    }

    private static ElementSet setOf(ArrayColumn array, int row, RowComparator order) {
        ElementSet set = new ElementSet(order);
        for (int i = array.start(row); i < array.start(row) + array.length(row); i++) {
            set.add(array.elements(), i);
        }
        return set;
    }

    /// The different elements of the first array that the second has (or has not).
    private static Kernel filtered(CallSite site, RowComparator order, boolean wanted) {
        return RowKernel.<ArrayBuilder>strict(
                site.type(),
                (arguments, row, result) -> {
                    ArrayColumn array = (ArrayColumn) arguments[0];
                    ElementSet others = setOf((ArrayColumn) arguments[1], row, order);
                    ElementSet seen = new ElementSet(order);
                    Column elements = array.elements();
                    for (int i = array.start(row); i < array.start(row) + array.length(row); i++) {
                        if (others.contains(elements, i) == wanted && seen.add(elements, i)) {
                            result.elements().appendFrom(elements, i);
                        }
                    }
                    result.endRow();
                });
    }

    /// NULL if no element is common but a NULL might be one and both arrays have elements.
    private static void overlap(
            Column[] arguments, int row, RowComparator order, BooleanBuilder result) {
        ArrayColumn left = (ArrayColumn) arguments[0];
        ArrayColumn right = (ArrayColumn) arguments[1];
        ElementSet set = setOf(left, row, order);
        boolean hasNull = hasNull(left, row) || hasNull(right, row);
        for (int i = right.start(row); i < right.start(row) + right.length(row); i++) {
            if (!right.elements().isNull(i) && set.contains(right.elements(), i)) {
                result.append(true);
                return;
            }
        }
        if (hasNull && left.length(row) > 0 && right.length(row) > 0) {
            result.appendNull();
        } else {
            result.append(false);
        }
    }

    private static boolean hasNull(ArrayColumn array, int row) {
        for (int i = array.start(row); i < array.start(row) + array.length(row); i++) {
            if (array.elements().isNull(i)) {
                return true;
            }
        }
        return false;
    }
}
