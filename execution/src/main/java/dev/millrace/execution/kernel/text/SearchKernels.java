// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.text;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Columns;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.KernelErrors;
import dev.millrace.execution.kernel.call.RowFunction;
import dev.millrace.execution.kernel.call.RowKernel;
import dev.millrace.execution.kernel.call.TextBuffer;
import dev.millrace.spi.column.ArrayBuilder;
import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.BytesBuilder;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.IntBuilder;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.type.DataType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Finding a string in another, and replacing, padding, repeating by what was found.
final class SearchKernels {
    static final List<String> NAMES =
            List.of(
                    "startswith",
                    "endswith",
                    "contains",
                    "instr",
                    "locate",
                    "replace",
                    "translate",
                    "reverse",
                    "repeat",
                    "split_part",
                    "lpad",
                    "rpad");

    private SearchKernels() {}

    static Kernel of(CallSite site) {
        return switch (site.function()) {
            case "startswith" -> test((text, i, part, from) -> from == text.start(i), false);
            case "endswith" -> endsWith();
            case "contains" -> test((text, i, part, from) -> from >= 0, true);
            case "instr" -> position(0, 1, -1);
            case "locate" -> position(1, 0, 2);
            case "replace" -> rows(site, SearchKernels::replace);
            case "translate" -> rows(site, SearchKernels::translate);
            case "reverse" ->
                    site.type() instanceof DataType.Array
                            ? reverseArray(site)
                            : rows(site, SearchKernels::reverse);
            case "repeat" ->
                    rows(
                            site,
                            (a, row, buffer) -> {
                                BytesColumn text = (BytesColumn) a[0];
                                for (int i = 0; i < ((IntColumn) a[1]).value(row); i++) {
                                    buffer.append(text.data(), text.start(row), text.length(row));
                                }
                            });
            case "split_part" -> splitPart(site);
            case "lpad" -> padded(site, true);
            default -> padded(site, false);
        };
    }

    /// Writes the text of one row.
    private interface Writer {
        void append(Column[] arguments, int row, TextBuffer buffer);
    }

    private static Kernel rows(CallSite site, Writer writer) {
        return (arguments, rowCount, context) -> {
            long[] valid = Columns.validity(arguments);
            int[] starts = new int[rowCount];
            int[] lengths = new int[rowCount];
            TextBuffer buffer = new TextBuffer(rowCount * 16);
            for (int i = 0; i < rowCount; i++) {
                starts[i] = buffer.length();
                if (Columns.isValid(valid, i)) {
                    writer.append(arguments, i, buffer);
                }
                lengths[i] = buffer.length() - starts[i];
            }
            return new BytesColumn(buffer.bytes(), starts, lengths, valid, rowCount);
        };
    }

    /// Decides by the place where the part was found.
    private interface Found {
        boolean holds(BytesColumn text, int row, BytesColumn part, int from);
    }

    private static Kernel test(Found found, boolean anywhere) {
        return (arguments, rowCount, context) -> {
            BytesColumn text = (BytesColumn) arguments[0];
            BytesColumn part = (BytesColumn) arguments[1];
            boolean[] result = new boolean[rowCount];
            for (int i = 0; i < rowCount; i++) {
                int start = text.start(i);
                int end =
                        start
                                + (anywhere
                                        ? text.length(i)
                                        : Math.min(text.length(i), part.length(i)));
                int from =
                        Utf8.indexOf(
                                text.data(),
                                start,
                                end,
                                part.data(),
                                part.start(i),
                                part.length(i));
                result[i] = found.holds(text, i, part, from);
            }
            return new BooleanColumn(result, Columns.validity(arguments), rowCount);
        };
    }

    private static Kernel endsWith() {
        return (arguments, rowCount, context) -> {
            BytesColumn text = (BytesColumn) arguments[0];
            BytesColumn part = (BytesColumn) arguments[1];
            boolean[] result = new boolean[rowCount];
            for (int i = 0; i < rowCount; i++) {
                int end = text.start(i) + text.length(i);
                int length = part.length(i);
                result[i] =
                        length <= text.length(i)
                                && Arrays.equals(
                                        text.data(),
                                        end - length,
                                        end,
                                        part.data(),
                                        part.start(i),
                                        part.start(i) + length);
            }
            return new BooleanColumn(result, Columns.validity(arguments), rowCount);
        };
    }

    /// The place from 1, 0 if there is none; an empty part is found at 1.
    ///
    /// @param first the argument with the place to start from, -1 if there is none
    private static Kernel position(int text, int part, int first) {
        return RowKernel.<IntBuilder>strict(
                DataType.INTEGER,
                (arguments, row, result) -> {
                    BytesColumn in = (BytesColumn) arguments[text];
                    BytesColumn wanted = (BytesColumn) arguments[part];
                    int skipped = first < 0 ? 0 : ((IntColumn) arguments[first]).value(row) - 1;
                    if (skipped < 0 || wanted.length(row) == 0) {
                        result.append(skipped < 0 ? 0 : 1);
                        return;
                    }
                    int start = in.start(row);
                    int end = start + in.length(row);
                    int from = Utf8.offset(in.data(), start, end, skipped);
                    int at =
                            Utf8.indexOf(
                                    in.data(),
                                    from,
                                    end,
                                    wanted.data(),
                                    wanted.start(row),
                                    wanted.length(row));
                    result.append(at < 0 ? 0 : Utf8.count(in.data(), start, at - start) + 1);
                });
    }

    private static void replace(Column[] arguments, int row, TextBuffer buffer) {
        BytesColumn text = (BytesColumn) arguments[0];
        BytesColumn search = (BytesColumn) arguments[1];
        BytesColumn replacement = (BytesColumn) arguments[2];
        int from = text.start(row);
        int end = from + text.length(row);
        int length = search.length(row);
        while (length > 0) {
            int at = Utf8.indexOf(text.data(), from, end, search.data(), search.start(row), length);
            if (at < 0) {
                break;
            }
            buffer.append(text.data(), from, at - from);
            buffer.append(replacement.data(), replacement.start(row), replacement.length(row));
            from = at + length;
        }
        buffer.append(text.data(), from, end - from);
    }

    /// Each character found among the second argument's becomes the one at that place of the third,
    /// or nothing if that is shorter.
    private static void translate(Column[] arguments, int row, TextBuffer buffer) {
        int[] from = ((BytesColumn) arguments[1]).text(row).codePoints().toArray();
        int[] to = ((BytesColumn) arguments[2]).text(row).codePoints().toArray();
        StringBuilder result = new StringBuilder();
        ((BytesColumn) arguments[0])
                .text(row)
                .codePoints()
                .forEach(
                        point -> {
                            int index = 0;
                            while (index < from.length && from[index] != point) {
                                index++;
                            }
                            if (index == from.length) {
                                result.appendCodePoint(point);
                            } else if (index < to.length) {
                                result.appendCodePoint(to[index]);
                            }
                        });
        buffer.append(result.toString());
    }

    private static void reverse(Column[] arguments, int row, TextBuffer buffer) {
        BytesColumn text = (BytesColumn) arguments[0];
        int start = text.start(row);
        int end = start + text.length(row);
        while (end > start) {
            int at = end - 1;
            while (at > start && (text.data()[at] & 0xc0) == 0x80) {
                at--;
            }
            buffer.append(text.data(), at, end - at);
            end = at;
        }
    }

    private static Kernel reverseArray(CallSite site) {
        RowFunction<ArrayBuilder> reverse =
                (arguments, row, result) -> {
                    ArrayColumn array = (ArrayColumn) arguments[0];
                    for (int i = array.length(row) - 1; i >= 0; i--) {
                        result.elements().appendFrom(array.elements(), array.start(row) + i);
                    }
                    result.endRow();
                };
        return RowKernel.strict(site.type(), reverse);
    }

    /// Parts count from 1, from the end if negative; one that is not there is empty.
    private static Kernel splitPart(CallSite site) {
        return RowKernel.<BytesBuilder>strict(
                site.type(),
                (arguments, row, result) -> {
                    BytesColumn text = (BytesColumn) arguments[0];
                    BytesColumn separator = (BytesColumn) arguments[1];
                    int wanted = ((IntColumn) arguments[2]).value(row);
                    if (wanted == 0) {
                        throw KernelErrors.indexOfZero(null);
                    }
                    List<int[]> parts = new ArrayList<>();
                    int from = text.start(row);
                    int end = from + text.length(row);
                    int length = separator.length(row);
                    int at = length == 0 ? -1 : find(text, from, end, separator, row);
                    while (at >= 0) {
                        parts.add(new int[] {from, at});
                        from = at + length;
                        at = find(text, from, end, separator, row);
                    }
                    parts.add(new int[] {from, end});
                    int index = wanted > 0 ? wanted - 1 : parts.size() + wanted;
                    if (index < 0 || index >= parts.size()) {
                        result.append(new byte[0]);
                    } else {
                        int[] part = parts.get(index);
                        result.append(text.data(), part[0], part[1] - part[0]);
                    }
                });
    }

    private static int find(BytesColumn text, int from, int end, BytesColumn part, int row) {
        return Utf8.indexOf(text.data(), from, end, part.data(), part.start(row), part.length(row));
    }

    private static Kernel padded(CallSite site, boolean front) {
        return site.type() instanceof DataType.Binary
                ? rows(site, (a, row, buffer) -> padBytes(a, row, buffer, front))
                : rows(site, (a, row, buffer) -> pad(a, row, buffer, front));
    }

    private static void padBytes(Column[] arguments, int row, TextBuffer buffer, boolean front) {
        BytesColumn bytes = (BytesColumn) arguments[0];
        BytesColumn pad = (BytesColumn) arguments[2];
        int wanted = Math.max(0, ((IntColumn) arguments[1]).value(row));
        int kept = Math.min(wanted, bytes.length(row));
        if (!front) {
            buffer.append(bytes.data(), bytes.start(row), kept);
        }
        int step = pad.length(row);
        for (int left = step == 0 ? 0 : wanted - kept; left > 0; left -= step) {
            buffer.append(pad.data(), pad.start(row), Math.min(left, step));
        }
        if (front) {
            buffer.append(bytes.data(), bytes.start(row), kept);
        }
    }

    private static void pad(Column[] arguments, int row, TextBuffer buffer, boolean front) {
        BytesColumn text = (BytesColumn) arguments[0];
        BytesColumn pad = (BytesColumn) arguments[2];
        int start = text.start(row);
        int end = start + text.length(row);
        int wanted = Math.max(0, ((IntColumn) arguments[1]).value(row));
        int have = Utf8.count(text.data(), start, text.length(row));
        if (have >= wanted) {
            buffer.append(text.data(), start, Utf8.offset(text.data(), start, end, wanted) - start);
            return;
        }
        if (!front) {
            buffer.append(text.data(), start, text.length(row));
        }
        int padStart = pad.start(row);
        int padEnd = padStart + pad.length(row);
        int padCount = Utf8.count(pad.data(), padStart, pad.length(row));
        for (int left = padCount == 0 ? 0 : wanted - have; left > 0; left -= padCount) {
            int cut = Utf8.offset(pad.data(), padStart, padEnd, Math.min(left, padCount));
            buffer.append(pad.data(), padStart, cut - padStart);
        }
        if (front) {
            buffer.append(text.data(), start, text.length(row));
        }
    }
}
