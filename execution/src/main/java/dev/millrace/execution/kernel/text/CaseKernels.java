// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.text;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.RowKernel;
import dev.millrace.spi.column.BytesBuilder;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.IntColumn;

import java.util.List;
import java.util.Locale;

/// Case and length. ASCII, nearly everything, is done on bytes.
final class CaseKernels {
    static final List<String> NAMES =
            List.of("upper", "lower", "initcap", "length", "octet_length");

    private CaseKernels() {}

    static Kernel of(CallSite site) {
        return switch (site.function()) {
            case "upper" -> cased(true);
            case "lower" -> cased(false);
            case "initcap" ->
                    RowKernel.<BytesBuilder>strict(
                            site.type(),
                            (arguments, row, result) ->
                                    result.append(
                                            capitalised(((BytesColumn) arguments[0]).text(row))));
            case "length" ->
                    length(site.argumentType(0) instanceof dev.millrace.spi.type.DataType.Text);
            default -> length(false);
        };
    }

    private static Kernel cased(boolean upper) {
        return (arguments, rowCount, context) -> {
            BytesColumn source = (BytesColumn) arguments[0];
            byte[] data = source.data();
            int[] starts = new int[rowCount];
            int total = 0;
            for (int i = 0; i < rowCount; i++) {
                starts[i] = total;
                total += source.length(i);
            }
            byte[] result = new byte[total];
            int bits = 0;
            int least = upper ? 'a' : 'A';
            for (int i = 0; i < rowCount; i++) {
                int from = source.start(i);
                int to = starts[i];
                for (int k = 0; k < source.length(i); k++) {
                    byte b = data[from + k];
                    bits |= b;
                    result[to + k] = (byte) (b - least < 26 && b >= least ? b ^ 0x20 : b);
                }
            }
            return bits < 0
                    ? casedUnicode(source, upper, rowCount)
                    : new BytesColumn(
                            result, starts, source.lengths(), source.validity(), rowCount);
        };
    }

    private static Column casedUnicode(BytesColumn source, boolean upper, int rowCount) {
        BytesBuilder result = new BytesBuilder(rowCount);
        for (int i = 0; i < rowCount; i++) {
            if (source.isNull(i)) {
                result.appendNull();
            } else {
                String text = source.text(i);
                result.append(
                        upper ? text.toUpperCase(Locale.ROOT) : text.toLowerCase(Locale.ROOT));
            }
        }
        return result.build();
    }

    /// The first letter of each word in upper case, all others in lower case. Words end at blanks.
    private static String capitalised(String text) {
        StringBuilder result = new StringBuilder(text.length());
        int start = 0;
        while (start < text.length()) {
            int blank = text.indexOf(' ', start);
            int end = blank < 0 ? text.length() : blank;
            if (end > start) {
                String word = text.substring(start, end);
                String first = Character.toString(word.codePointAt(0));
                // how a letter is written small depends on where in the word it stands
                String small = word.toLowerCase(Locale.ROOT);
                result.append(title(first))
                        .append(small, first.toLowerCase(Locale.ROOT).length(), small.length());
            }
            if (blank >= 0) {
                result.append(' ');
            }
            start = end + 1;
        }
        return result.toString();
    }

    /// A letter whose upper case is several begins with the first of them: `ß` gives `Ss`.
    private static String title(String letter) {
        String upper = letter.toUpperCase(Locale.ROOT);
        int first = upper.offsetByCodePoints(0, 1);
        return first == upper.length()
                ? Character.toString(Character.toTitleCase(letter.codePointAt(0)))
                : upper.substring(0, first) + upper.substring(first).toLowerCase(Locale.ROOT);
    }

    private static Kernel length(boolean codePoints) {
        return (arguments, rowCount, context) -> {
            BytesColumn source = (BytesColumn) arguments[0];
            if (!codePoints) {
                return new IntColumn(source.lengths(), source.validity(), rowCount);
            }
            int[] result = new int[rowCount];
            for (int i = 0; i < rowCount; i++) {
                result[i] = Utf8.count(source.data(), source.start(i), source.length(i));
            }
            return new IntColumn(result, source.validity(), rowCount);
        };
    }
}
