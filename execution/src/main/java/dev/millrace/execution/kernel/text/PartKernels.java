// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.text;

import static dev.millrace.execution.kernel.text.WordKernels.text;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.ErrorContext;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.KernelErrors;
import dev.millrace.execution.kernel.call.RowKernel;
import dev.millrace.spi.column.BytesBuilder;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.IntBuilder;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Parts of text and bytes by place or separator, and numbers written in other bases.
final class PartKernels {
    static final List<String> NAMES =
            List.of(
                    "bin",
                    "bit_length",
                    "conv",
                    "try_conv",
                    "elt",
                    "try_elt",
                    "find_in_set",
                    "overlay",
                    "quote",
                    "space",
                    "substring_index");

    private PartKernels() {}

    static Kernel of(CallSite site) {
        DataType type = site.type();
        return switch (site.function()) {
            case "bin" ->
                    RowKernel.<BytesBuilder>strict(
                            type,
                            (a, row, result) ->
                                    result.append(
                                            Long.toBinaryString(((LongColumn) a[0]).value(row))));
            case "bit_length" ->
                    RowKernel.<IntBuilder>strict(
                            type,
                            (a, row, result) ->
                                    result.append(((BytesColumn) a[0]).length(row) * 8));
            case "conv" ->
                    RowKernel.<BytesBuilder>strict(
                            type, (a, row, result) -> convert(site, a, row, true, result));
            case "try_conv" ->
                    RowKernel.<BytesBuilder>strict(
                            type, (a, row, result) -> convert(site, a, row, false, result));
            case "elt" -> element(site, true);
            case "try_elt" -> element(site, false);
            case "find_in_set" -> RowKernel.<IntBuilder>strict(type, PartKernels::find);
            case "overlay" ->
                    type instanceof DataType.Binary
                            ? RowKernel.<BytesBuilder>strict(type, PartKernels::overlayBytes)
                            : RowKernel.<BytesBuilder>strict(type, PartKernels::overlay);
            case "quote" ->
                    RowKernel.<BytesBuilder>strict(
                            type,
                            (a, row, result) ->
                                    result.append("'" + text(a[0], row).replace("'", "\\'") + "'"));
            case "space" ->
                    RowKernel.<BytesBuilder>strict(
                            type,
                            (a, row, result) ->
                                    result.append(
                                            " "
                                                    .repeat(
                                                            Math.max(
                                                                    0,
                                                                    ((IntColumn) a[0])
                                                                            .value(row)))));
            default -> RowKernel.<BytesBuilder>strict(type, PartKernels::before);
        };
    }

    /// A number between bases, as 64 bits without sign; the digits end at the first character that
    /// is none. A negative target base gives a sign.
    private static void convert(
            CallSite site, Column[] arguments, int row, boolean fails, BytesBuilder result) {
        String number = text(arguments[0], row).strip();
        int from = ((IntColumn) arguments[1]).value(row);
        int to = ((IntColumn) arguments[2]).value(row);
        int radix = Math.abs(to);
        boolean isBase = from >= 2 && from <= 36 && radix >= 2 && radix <= 36;
        if (!isBase || number.isEmpty()) {
            result.appendNull();
            return;
        }
        boolean negative = number.charAt(0) == '-';
        long value = 0;
        long limit = Long.divideUnsigned(-1L, from);
        for (int i = negative ? 1 : 0; i < number.length(); i++) {
            int digit = number.charAt(i) < 128 ? Character.digit(number.charAt(i), from) : -1;
            if (digit < 0) {
                break;
            }
            long next = value * from + digit;
            if (Long.compareUnsigned(value, limit) > 0
                    || Long.compareUnsigned(next, value * from) < 0) {
                if (fails) {
                    throw KernelErrors.overflow("Overflow in function conv()", "", site.origin());
                }
                value = -1;
                break;
            }
            value = next;
        }
        if (negative && to > 0) {
            value = value < 0 ? -1 : -value;
        }
        boolean signed = to < 0 && (negative || value < 0);
        if (to < 0 && value < 0) {
            value = -value;
        }
        String digits = Long.toUnsignedString(value, radix).toUpperCase(Locale.ROOT);
        result.append(signed ? "-" + digits : digits);
    }

    private static Kernel element(CallSite site, boolean fails) {
        return RowKernel.<BytesBuilder>withNulls(
                site.type(),
                (arguments, row, result) -> {
                    if (arguments[0].isNull(row)) {
                        result.appendNull();
                        return;
                    }
                    int index = ((IntColumn) arguments[0]).value(row);
                    if (index >= 1 && index < arguments.length) {
                        result.appendFrom(arguments[index], row);
                    } else if (fails) {
                        throw outside(site, index, arguments.length - 1);
                    } else {
                        result.appendNull();
                    }
                });
    }

    private static MillraceException outside(CallSite site, int index, int count) {
        return MillraceException.of(ErrorKind.ARRAY_INDEX, "INVALID_ARRAY_INDEX", "22003")
                .with("indexValue", index)
                .with("arraySize", count)
                .context(ErrorContext.of(site.origin()))
                .text(
                        "The index "
                                + index
                                + " is out of bounds. The array has "
                                + count
                                + " elements. Use the SQL function `get()` to tolerate accessing"
                                + " element at invalid index and return NULL instead.");
    }

    /// The place of the text among the parts between commas, from 1; 0 if it is none.
    private static void find(Column[] arguments, int row, IntBuilder result) {
        String wanted = text(arguments[0], row);
        String[] parts = text(arguments[1], row).split(",", -1);
        result.append(wanted.contains(",") ? 0 : Arrays.asList(parts).indexOf(wanted) + 1);
    }

    /// The length of what is replaced: that of the replacement if it is negative.
    private static int replaced(Column[] arguments, int row, int length) {
        int given = ((IntColumn) arguments[3]).value(row);
        return given >= 0 ? given : length;
    }

    private static void overlay(Column[] arguments, int row, BytesBuilder result) {
        int[] source = text(arguments[0], row).codePoints().toArray();
        String other = text(arguments[1], row);
        int position = ((IntColumn) arguments[2]).value(row);
        int length = replaced(arguments, row, other.codePointCount(0, other.length()));
        int[] head = cut(source, 1, position - 1L);
        int[] tail = cut(source, (long) position + length, Integer.MAX_VALUE);
        result.append(new String(head, 0, head.length) + other + new String(tail, 0, tail.length));
    }

    private static int[] cut(int[] source, long position, long length) {
        int from = from(source.length, position);
        return Arrays.copyOfRange(
                source, Math.clamp(from, 0, source.length), to(source.length, from, length));
    }

    /// Where a piece begins: positions count from 1, from the end if negative.
    private static int from(int size, long position) {
        long start = position > 0 ? position - 1 : position < 0 ? size + position : 0;
        return (int) Math.clamp(start, -Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    private static int to(int size, int from, long length) {
        long end = Math.min(size, from + Math.max(0, length));
        return (int) Math.max(end, Math.clamp(from, 0, size));
    }

    private static void overlayBytes(Column[] arguments, int row, BytesBuilder result) {
        byte[] source = ((BytesColumn) arguments[0]).bytes(row);
        byte[] other = ((BytesColumn) arguments[1]).bytes(row);
        int position = ((IntColumn) arguments[2]).value(row);
        int length = replaced(arguments, row, other.length);
        int headEnd = to(source.length, 0, position - 1L);
        int tail = Math.clamp(from(source.length, (long) position + length), 0, source.length);
        byte[] together = Arrays.copyOf(source, headEnd + other.length + source.length - tail);
        System.arraycopy(other, 0, together, headEnd, other.length);
        System.arraycopy(source, tail, together, headEnd + other.length, source.length - tail);
        result.append(together);
    }

    /// What stands before the `count`-th separator; behind it from the end for negative counts.
    private static void before(Column[] arguments, int row, BytesBuilder result) {
        String source = text(arguments[0], row);
        String separator = text(arguments[1], row);
        int count = ((IntColumn) arguments[2]).value(row);
        if (separator.isEmpty() || count == 0) {
            result.append("");
            return;
        }
        if (count > 0) {
            int at = -1;
            for (int i = 0; i < count; i++) {
                at = source.indexOf(separator, at + 1);
                if (at < 0) {
                    result.append(source);
                    return;
                }
            }
            result.append(source.substring(0, at));
            return;
        }
        int at = source.length();
        for (int i = 0; i > count; i--) {
            at = at == 0 ? -1 : source.lastIndexOf(separator, at - 1);
            if (at < 0) {
                result.append(source);
                return;
            }
        }
        result.append(source.substring(at + separator.length()));
    }
}
