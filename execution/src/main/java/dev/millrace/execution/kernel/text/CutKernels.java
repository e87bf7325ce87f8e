// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.text;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Columns;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.type.DataType;

import java.util.List;

/// Functions whose result is a stretch of their argument: views of the same bytes, nothing copied.
final class CutKernels {
    static final List<String> NAMES =
            List.of("trim", "btrim", "ltrim", "rtrim", "substring", "left", "right");

    private CutKernels() {}

    static Kernel of(CallSite site) {
        boolean codePoints = site.argumentType(0) instanceof DataType.Text;
        return switch (site.function()) {
            case "trim", "btrim" -> trim(true, true);
            case "ltrim" -> trim(true, false);
            case "rtrim" -> trim(false, true);
            case "substring" -> cut(codePoints, Cut.SUBSTRING);
            case "left" -> cut(codePoints, Cut.LEFT);
            default -> cut(codePoints, Cut.RIGHT);
        };
    }

    /// Blanks alone, unless a second argument names the characters to take off.
    private static Kernel trim(boolean front, boolean back) {
        return (arguments, rowCount, context) -> {
            BytesColumn text = (BytesColumn) arguments[0];
            int[] starts = new int[rowCount];
            int[] lengths = new int[rowCount];
            for (int i = 0; i < rowCount; i++) {
                int from = text.start(i);
                int to = from + text.length(i);
                if (arguments.length == 1) {
                    byte[] data = text.data();
                    while (front && from < to && data[from] == ' ') {
                        from++;
                    }
                    while (back && to > from && data[to - 1] == ' ') {
                        to--;
                    }
                } else {
                    BytesColumn set = (BytesColumn) arguments[1];
                    from = front ? skip(text, from, to, set, i) : from;
                    to = back ? skipBack(text, from, to, set, i) : to;
                }
                starts[i] = from;
                lengths[i] = to - from;
            }
            return new BytesColumn(
                    text.data(), starts, lengths, Columns.validity(arguments), rowCount);
        };
    }

    private static int skip(BytesColumn text, int from, int to, BytesColumn set, int row) {
        int at = from;
        while (at < to) {
            int width = Math.min(Utf8.width(text.data()[at]), to - at);
            if (!holds(set, row, text.data(), at, width)) {
                break;
            }
            at += width;
        }
        return at;
    }

    private static int skipBack(BytesColumn text, int from, int to, BytesColumn set, int row) {
        int end = to;
        while (end > from) {
            int at = end - 1;
            while (at > from && (text.data()[at] & 0xc0) == 0x80) {
                at--;
            }
            if (!holds(set, row, text.data(), at, end - at)) {
                break;
            }
            end = at;
        }
        return end;
    }

    private static boolean holds(BytesColumn set, int row, byte[] data, int at, int width) {
        int start = set.start(row);
        return Utf8.indexOf(set.data(), start, start + set.length(row), data, at, width) >= 0;
    }

    private enum Cut {
        SUBSTRING,
        LEFT,
        RIGHT
    }

    /// Positions count from 1, from the end if negative; 0 is the same as 1. A position before the
    /// start uses up length.
    private static Kernel cut(boolean codePoints, Cut cut) {
        return (arguments, rowCount, context) -> {
            BytesColumn text = (BytesColumn) arguments[0];
            int[] starts = new int[rowCount];
            int[] lengths = new int[rowCount];
            for (int i = 0; i < rowCount; i++) {
                int start = text.start(i);
                int end = start + text.length(i);
                boolean plain = !codePoints || Utf8.isAscii(text.data(), start, text.length(i));
                int count = plain ? text.length(i) : Utf8.count(text.data(), start, text.length(i));
                long first = ((IntColumn) arguments[1]).value(i);
                long from = 0;
                long to = count;
                switch (cut) {
                    case LEFT -> to = Math.max(0, first);
                    case RIGHT -> from = first <= 0 ? count : count - first;
                    case SUBSTRING -> {
                        from = first > 0 ? first - 1 : first < 0 ? count + first : 0;
                        to = arguments.length > 2 ? from + length(arguments[2], i) : count;
                    }
                }
                int low = (int) Math.min(Math.max(from, 0), count);
                int high = (int) Math.min(Math.max(to, low), count);
                starts[i] = plain ? start + low : Utf8.offset(text.data(), start, end, low);
                lengths[i] =
                        plain
                                ? high - low
                                : Utf8.offset(text.data(), starts[i], end, high - low) - starts[i];
            }
            return new BytesColumn(
                    text.data(), starts, lengths, Columns.validity(arguments), rowCount);
        };
    }

    private static long length(Column column, int row) {
        return ((IntColumn) column).value(row);
    }
}
