// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.text;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Columns;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.RowKernel;
import dev.millrace.execution.kernel.call.TextBuffer;
import dev.millrace.spi.column.ArrayBuilder;
import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Functions that put strings (or arrays) together.
final class JoinKernels {
    static final List<String> NAMES = List.of("concat", "concat_ws", "array_join");

    private JoinKernels() {}

    static Kernel of(CallSite site) {
        return switch (site.function()) {
            case "concat" -> site.type() instanceof DataType.Array ? concatArrays(site) : concat();
            case "concat_ws" -> concatWithSeparator();
            default -> arrayJoin();
        };
    }

    private static Kernel concat() {
        return (arguments, rowCount, context) -> {
            long[] valid = Columns.validity(arguments);
            int[] starts = new int[rowCount];
            int[] lengths = new int[rowCount];
            TextBuffer buffer = new TextBuffer(rowCount * 16);
            for (int i = 0; i < rowCount; i++) {
                starts[i] = buffer.length();
                if (Columns.isValid(valid, i)) {
                    for (Column argument : arguments) {
                        append(buffer, (BytesColumn) argument, i);
                    }
                }
                lengths[i] = buffer.length() - starts[i];
            }
            return new BytesColumn(buffer.bytes(), starts, lengths, valid, rowCount);
        };
    }

    private static void append(TextBuffer buffer, BytesColumn text, int row) {
        buffer.append(text.data(), text.start(row), text.length(row));
    }

    private static Kernel concatArrays(CallSite site) {
        return RowKernel.<ArrayBuilder>strict(
                site.type(),
                (arguments, row, result) -> {
                    for (Column argument : arguments) {
                        ArrayColumn array = (ArrayColumn) argument;
                        for (int i = 0; i < array.length(row); i++) {
                            result.elements().appendFrom(array.elements(), array.start(row) + i);
                        }
                    }
                    result.endRow();
                });
    }

    /// NULL parts, and NULL elements of arrays, are left out together with their separator.
    private static Kernel concatWithSeparator() {
        return (arguments, rowCount, context) -> {
            BytesColumn separator = (BytesColumn) arguments[0];
            int[] starts = new int[rowCount];
            int[] lengths = new int[rowCount];
            TextBuffer buffer = new TextBuffer(rowCount * 16);
            for (int i = 0; i < rowCount; i++) {
                starts[i] = buffer.length();
                boolean first = true;
                for (int k = 1; k < arguments.length && !separator.isNull(i); k++) {
                    first = appendPart(buffer, separator, arguments[k], i, first);
                }
                lengths[i] = buffer.length() - starts[i];
            }
            return new BytesColumn(buffer.bytes(), starts, lengths, separator.validity(), rowCount);
        };
    }

    private static boolean appendPart(
            TextBuffer buffer, BytesColumn separator, Column part, int row, boolean first) {
        if (part.isNull(row)) {
            return first;
        }
        boolean isFirst = first;
        if (part instanceof ArrayColumn array) {
            BytesColumn elements = (BytesColumn) array.elements();
            for (int i = array.start(row); i < array.start(row) + array.length(row); i++) {
                if (!elements.isNull(i)) {
                    if (!isFirst) {
                        append(buffer, separator, row);
                    }
                    append(buffer, elements, i);
                    isFirst = false;
                }
            }
            return isFirst;
        }
        if (!isFirst) {
            append(buffer, separator, row);
        }
        append(buffer, (BytesColumn) part, row);
        return false;
    }

    private static Kernel arrayJoin() {
        return (arguments, rowCount, context) -> {
            long[] valid = Columns.validity(arguments);
            ArrayColumn array = (ArrayColumn) arguments[0];
            BytesColumn separator = (BytesColumn) arguments[1];
            BytesColumn replacement = arguments.length > 2 ? (BytesColumn) arguments[2] : null;
            int[] starts = new int[rowCount];
            int[] lengths = new int[rowCount];
            TextBuffer buffer = new TextBuffer(rowCount * 16);
            for (int i = 0; i < rowCount; i++) {
                starts[i] = buffer.length();
                if (Columns.isValid(valid, i)) {
                    joinRow(buffer, array, separator, replacement, i);
                }
                lengths[i] = buffer.length() - starts[i];
            }
            return new BytesColumn(buffer.bytes(), starts, lengths, valid, rowCount);
        };
    }

    private static void joinRow(
            TextBuffer buffer,
            ArrayColumn array,
            BytesColumn separator,
            @Nullable BytesColumn replacement,
            int row) {
        boolean first = true;
        if (!(array.elements() instanceof BytesColumn elements)) {
            return;
        }
        for (int i = array.start(row); i < array.start(row) + array.length(row); i++) {
            if (elements.isNull(i) && replacement == null) {
                continue;
            }
            if (!first) {
                append(buffer, separator, row);
            }
            first = false;
            if (!elements.isNull(i)) {
                append(buffer, elements, i);
            } else if (replacement != null) {
                append(buffer, replacement, row);
            }
        }
    }
}
