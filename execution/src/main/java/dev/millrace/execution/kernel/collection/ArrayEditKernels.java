// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.collection;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.KernelContext;
import dev.millrace.execution.kernel.call.KernelErrors;
import dev.millrace.execution.kernel.call.RowKernel;
import dev.millrace.execution.kernel.comparison.RowComparator;
import dev.millrace.spi.column.ArrayBuilder;
import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongBuilder;
import dev.millrace.spi.column.StructBuilder;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.SplittableRandom;

/// Functions that add, remove and rearrange elements of arrays.
final class ArrayEditKernels {
    static final List<String> NAMES =
            List.of(
                    "array_append",
                    "array_prepend",
                    "array_compact",
                    "array_insert",
                    "array_position",
                    "array_remove",
                    "array_repeat",
                    "arrays_zip",
                    "get",
                    "shuffle");

    /// The longest array that Spark makes.
    private static final int LIMIT = Integer.MAX_VALUE - 15;

    private ArrayEditKernels() {}

    static @Nullable Kernel of(CallSite site) {
        return switch (site.function()) {
            case "array_append" -> extended(site, false);
            case "array_prepend" -> extended(site, true);
            case "array_compact" ->
                    RowKernel.<ArrayBuilder>strict(site.type(), ArrayEditKernels::compact);
            case "array_insert" ->
                    RowKernel.<ArrayBuilder>withNulls(
                            site.type(),
                            (arguments, row, result) -> insert(site, arguments, row, result));
            case "array_position" -> position(site);
            case "array_remove" -> remove(site);
            case "array_repeat" ->
                    RowKernel.<ArrayBuilder>withNulls(site.type(), ArrayEditKernels::repeat);
            case "arrays_zip" -> RowKernel.<ArrayBuilder>strict(site.type(), ArrayEditKernels::zip);
            case "get" -> RowKernel.<ColumnBuilder>strict(site.type(), ArrayEditKernels::item);
            case "shuffle" -> shuffle(site);
            default -> null;
        };
    }

    private static void appendAll(ArrayColumn array, int row, ArrayBuilder result) {
        for (int i = array.start(row); i < array.start(row) + array.length(row); i++) {
            result.elements().appendFrom(array.elements(), i);
        }
    }

    private static Kernel extended(CallSite site, boolean atStart) {
        return RowKernel.<ArrayBuilder>withNulls(
                site.type(),
                (arguments, row, result) -> {
                    if (arguments[0].isNull(row)) {
                        result.appendNull();
                        return;
                    }
                    if (atStart) {
                        result.elements().appendFrom(arguments[1], row);
                    }
                    appendAll((ArrayColumn) arguments[0], row, result);
                    if (!atStart) {
                        result.elements().appendFrom(arguments[1], row);
                    }
                    result.endRow();
                });
    }

    private static void compact(Column[] arguments, int row, ArrayBuilder result) {
        ArrayColumn array = (ArrayColumn) arguments[0];
        for (int i = array.start(row); i < array.start(row) + array.length(row); i++) {
            if (!array.elements().isNull(i)) {
                result.elements().appendFrom(array.elements(), i);
            }
        }
        result.endRow();
    }

    /// Positions count from 1, from the end if negative; a gap is filled with NULLs.
    private static void insert(CallSite site, Column[] arguments, int row, ArrayBuilder result) {
        if (arguments[0].isNull(row) || arguments[1].isNull(row)) {
            result.appendNull();
            return;
        }
        ArrayColumn array = (ArrayColumn) arguments[0];
        int position = ((IntColumn) arguments[1]).value(row);
        int length = array.length(row);
        if (position == 0) {
            throw KernelErrors.indexOfZero(site.origin());
        }
        long place = position > 0 ? position - 1L : (long) length + 1 + position;
        long total = place < 0 ? length + 1 - place : Math.max(length, place) + 1;
        if (total > LIMIT) {
            throw tooLong(total, "array_insert");
        }
        ColumnBuilder elements = result.elements();
        if (place < 0) {
            elements.appendFrom(arguments[2], row);
            for (long i = place; i < -0L; i++) {
                elements.appendNull();
            }
            appendAll(array, row, result);
            result.endRow();
            return;
        }
        for (long i = 0; i < total; i++) {
            if (i == place) {
                elements.appendFrom(arguments[2], row);
                continue;
            }
            long source = i < place ? i : i - 1;
            if (source < length) {
                elements.appendFrom(array.elements(), array.start(row) + (int) source);
            } else {
                elements.appendNull();
            }
        }
        result.endRow();
    }

    private static MillraceException tooLong(long count, String function) {
        return MillraceException.of(
                        ErrorKind.RUNTIME, "COLLECTION_SIZE_LIMIT_EXCEEDED.PARAMETER", "54000")
                .with("numberOfElements", count)
                .with("functionName", "`" + function + "`")
                .with("parameter", "`count`")
                .with("maxRoundedArrayLength", LIMIT)
                .text(
                        "Can't create array with "
                                + count
                                + " elements which exceeding the array size limit "
                                + LIMIT
                                + ", the value returned for the parameter(s) `count` in the"
                                + " function `"
                                + function
                                + "` is invalid.");
    }

    private static Kernel position(CallSite site) {
        RowComparator order = RowComparator.values(site.argumentType(1));
        return RowKernel.<LongBuilder>strict(
                site.type(),
                (arguments, row, result) -> {
                    ArrayColumn array = (ArrayColumn) arguments[0];
                    Column elements = array.elements();
                    for (int i = 0; i < array.length(row); i++) {
                        int at = array.start(row) + i;
                        if (!elements.isNull(at)
                                && order.compare(elements, at, arguments[1], row) == 0) {
                            result.append(i + 1L);
                            return;
                        }
                    }
                    result.append(0L);
                });
    }

    private static Kernel remove(CallSite site) {
        RowComparator order = RowComparator.values(site.argumentType(1));
        return RowKernel.<ArrayBuilder>strict(
                site.type(),
                (arguments, row, result) -> {
                    ArrayColumn array = (ArrayColumn) arguments[0];
                    Column elements = array.elements();
                    for (int i = array.start(row); i < array.start(row) + array.length(row); i++) {
                        if (elements.isNull(i)
                                || order.compare(elements, i, arguments[1], row) != 0) {
                            result.elements().appendFrom(elements, i);
                        }
                    }
                    result.endRow();
                });
    }

    private static void repeat(Column[] arguments, int row, ArrayBuilder result) {
        if (arguments[1].isNull(row)) {
            result.appendNull();
            return;
        }
        int count = ((IntColumn) arguments[1]).value(row);
        if (count > LIMIT) {
            throw tooLong(count, "array_repeat");
        }
        for (int i = 0; i < count; i++) {
            result.elements().appendFrom(arguments[0], row);
        }
        result.endRow();
    }

    private static void zip(Column[] arguments, int row, ArrayBuilder result) {
        StructBuilder structs = (StructBuilder) result.elements();
        int length = 0;
        for (Column argument : arguments) {
            length = Math.max(length, ((ArrayColumn) argument).length(row));
        }
        for (int i = 0; i < length; i++) {
            for (int k = 0; k < arguments.length; k++) {
                ArrayColumn array = (ArrayColumn) arguments[k];
                if (i < array.length(row)) {
                    structs.field(k).appendFrom(array.elements(), array.start(row) + i);
                } else {
                    structs.field(k).appendNull();
                }
            }
            structs.endRow();
        }
        result.endRow();
    }

    /// Counts from 0; NULL outside.
    private static void item(Column[] arguments, int row, ColumnBuilder result) {
        ArrayColumn array = (ArrayColumn) arguments[0];
        int index = ((IntColumn) arguments[1]).value(row);
        if (index < 0 || index >= array.length(row)) {
            result.appendNull();
        } else {
            result.appendFrom(array.elements(), array.start(row) + index);
        }
    }

    /// A random order, another one for each row.
    private static Kernel shuffle(CallSite site) {
        boolean isSeeded = site.literal(1) != null;
        long given = site.literalLong(1, 0);
        return (Column[] arguments, int rowCount, KernelContext context) -> {
            ArrayColumn array = (ArrayColumn) arguments[0];
            ArrayBuilder result = (ArrayBuilder) ColumnBuilder.of(site.type(), rowCount);
            SplittableRandom random =
                    new SplittableRandom(
                            (isSeeded ? given : context.seed()) * 31
                                    + context.partition()
                                    + context.firstRow() * 0x9E3779B97F4A7C15L);
            for (int row = 0; row < rowCount; row++) {
                if (array.isNull(row)) {
                    result.appendNull();
                    continue;
                }
                int[] order = new int[array.length(row)];
                for (int i = 0; i < order.length; i++) {
                    int other = random.nextInt(i + 1);
                    order[i] = order[other];
                    order[other] = array.start(row) + i;
                }
                CollectionKernels.appendRow(array.elements(), order, order.length, result);
            }
            return result.build();
        };
    }
}
