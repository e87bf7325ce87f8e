// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.collection;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.ErrorContext;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.KernelErrors;
import dev.millrace.execution.kernel.call.RowKernel;
import dev.millrace.execution.kernel.comparison.RowComparator;
import dev.millrace.spi.column.ArrayBuilder;
import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.BooleanBuilder;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.column.IntBuilder;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.MapColumn;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Functions of arrays and maps that look something up. Those that make new ones are in
/// `ArrayKernels`, `MapKernels` and `SequenceKernel`.
public final class CollectionKernels {
    private static final List<String> OWN =
            List.of(
                    "size",
                    "array_contains",
                    "element_at",
                    "try_element_at",
                    "get_array_item",
                    "get_map_value",
                    "array_max",
                    "array_min");

    private CollectionKernels() {}

    /// Names that `of` knows.
    public static List<String> names() {
        List<String> names = new ArrayList<>(OWN);
        names.addAll(ArrayKernels.NAMES);
        names.addAll(ArraySetKernels.NAMES);
        names.addAll(ArrayEditKernels.NAMES);
        names.addAll(MapKernels.NAMES);
        names.addAll(MapEntryKernels.NAMES);
        names.add("sequence");
        return names;
    }

    /// The kernel of a call, null if the function is none of this package.
    public static @Nullable Kernel of(CallSite site) {
        Kernel kernel =
                switch (site.function()) {
                    case "size" ->
                            RowKernel.<IntBuilder>strict(
                                    site.type(),
                                    (arguments, row, result) ->
                                            result.append(
                                                    arguments[0] instanceof ArrayColumn array
                                                            ? array.length(row)
                                                            : ((MapColumn) arguments[0])
                                                                    .length(row)));
                    case "array_contains" -> contains(site);
                    case "element_at", "try_element_at" ->
                            site.argumentType(0) instanceof DataType.Map map
                                    ? mapValue(site, map)
                                    : elementAt(site);
                    case "get_array_item" -> arrayItem(site);
                    case "get_map_value" ->
                            site.argumentType(0) instanceof DataType.Map map
                                    ? mapValue(site, map)
                                    : null;
                    case "array_max" -> extreme(site, 1);
                    case "array_min" -> extreme(site, -1);
                    case "sequence" -> SequenceKernel.of(site);
                    default -> null;
                };
        kernel = kernel != null ? kernel : ArrayKernels.of(site);
        kernel = kernel != null ? kernel : ArraySetKernels.of(site);
        kernel = kernel != null ? kernel : ArrayEditKernels.of(site);
        kernel = kernel != null ? kernel : MapEntryKernels.of(site);
        return kernel != null ? kernel : MapKernels.of(site);
    }

    /// NULL if the value is not there but a NULL is.
    private static Kernel contains(CallSite site) {
        RowComparator order = RowComparator.values(site.argumentType(1));
        return RowKernel.<BooleanBuilder>strict(
                site.type(),
                (arguments, row, result) -> {
                    ArrayColumn array = (ArrayColumn) arguments[0];
                    Column elements = array.elements();
                    boolean hasNull = false;
                    for (int i = array.start(row); i < array.start(row) + array.length(row); i++) {
                        if (elements.isNull(i)) {
                            hasNull = true;
                        } else if (order.compare(elements, i, arguments[1], row) == 0) {
                            result.append(true);
                            return;
                        }
                    }
                    if (hasNull) {
                        result.appendNull();
                    } else {
                        result.append(false);
                    }
                });
    }

    /// Counts from 1, from the end if negative.
    private static Kernel elementAt(CallSite site) {
        boolean isTry = site.function().equals("try_element_at");
        return RowKernel.<ColumnBuilder>strict(
                site.type(),
                (arguments, row, result) -> {
                    ArrayColumn array = (ArrayColumn) arguments[0];
                    int index = ((IntColumn) arguments[1]).value(row);
                    int length = array.length(row);
                    if (index == 0) {
                        throw KernelErrors.indexOfZero(site.origin());
                    }
                    if (Math.abs((long) index) > length && isTry) {
                        result.appendNull();
                        return;
                    }
                    if (Math.abs((long) index) > length) {
                        throw outside(
                                site,
                                "INVALID_ARRAY_INDEX_IN_ELEMENT_AT",
                                index,
                                length,
                                "Use `try_element_at`");
                    }
                    int at = array.start(row) + (index > 0 ? index - 1 : length + index);
                    result.appendFrom(array.elements(), at);
                });
    }

    /// Counts from 0.
    private static Kernel arrayItem(CallSite site) {
        return RowKernel.<ColumnBuilder>strict(
                site.type(),
                (arguments, row, result) -> {
                    ArrayColumn array = (ArrayColumn) arguments[0];
                    int index = ((IntColumn) arguments[1]).value(row);
                    if (index < 0 || index >= array.length(row)) {
                        throw outside(
                                site,
                                "INVALID_ARRAY_INDEX",
                                index,
                                array.length(row),
                                "Use the SQL function `get()`");
                    }
                    result.appendFrom(array.elements(), array.start(row) + index);
                });
    }

    private static MillraceException outside(
            CallSite site, String condition, int index, int length, String hint) {
        return MillraceException.of(ErrorKind.ARRAY_INDEX, condition, "22003")
                .with("indexValue", index)
                .with("arraySize", length)
                .context(ErrorContext.of(site.origin()))
                .text(
                        "The index "
                                + index
                                + " is out of bounds. The array has "
                                + length
                                + " elements. "
                                + hint
                                + " to tolerate accessing element at invalid index and return NULL"
                                + " instead.");
    }

    /// NULL for a key that is not there.
    private static Kernel mapValue(CallSite site, DataType.Map type) {
        RowComparator order = RowComparator.values(type.key());
        return RowKernel.<ColumnBuilder>strict(
                site.type(),
                (arguments, row, result) -> {
                    MapColumn map = (MapColumn) arguments[0];
                    for (int i = map.start(row); i < map.start(row) + map.length(row); i++) {
                        if (order.compare(map.keys(), i, arguments[1], row) == 0) {
                            result.appendFrom(map.values(), i);
                            return;
                        }
                    }
                    result.appendNull();
                });
    }

    /// NULLs are left out; NULL if nothing remains.
    private static Kernel extreme(CallSite site, int sign) {
        RowComparator order = RowComparator.values(site.type());
        return RowKernel.<ColumnBuilder>strict(
                site.type(),
                (arguments, row, result) -> {
                    ArrayColumn array = (ArrayColumn) arguments[0];
                    Column elements = array.elements();
                    int best = -1;
                    for (int i = array.start(row); i < array.start(row) + array.length(row); i++) {
                        if (!elements.isNull(i)
                                && (best < 0
                                        || sign * order.compare(elements, i, elements, best) > 0)) {
                            best = i;
                        }
                    }
                    if (best < 0) {
                        result.appendNull();
                    } else {
                        result.appendFrom(elements, best);
                    }
                });
    }

    /// Appends the elements of one row, in this order, and ends the row.
    static void appendRow(Column elements, int[] rows, int count, ArrayBuilder result) {
        for (int i = 0; i < count; i++) {
            result.elements().appendFrom(elements, rows[i]);
        }
        result.endRow();
    }
}
