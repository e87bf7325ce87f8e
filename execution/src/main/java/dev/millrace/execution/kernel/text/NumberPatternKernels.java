// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.text;

import static dev.millrace.execution.kernel.text.WordKernels.text;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Columns;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.RowKernel;
import dev.millrace.plan.function.NumberPattern;
import dev.millrace.plan.function.NumberPattern.Sign;
import dev.millrace.spi.column.BytesBuilder;
import dev.millrace.spi.column.DecimalBuilder;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// Numbers read and written by a constant `NumberPattern`.
final class NumberPatternKernels {
    static final List<String> NAMES = List.of("to_number", "try_to_number", "to_char");

    private NumberPatternKernels() {}

    static Kernel of(CallSite site) {
        String format = site.literalText(1);
        DataType type = site.type();
        if (format == null) {
            return (arguments, rowCount, context) -> Columns.nulls(type, rowCount);
        }
        NumberPattern pattern = NumberPattern.of(format, site.origin());
        if (site.function().equals("to_char")) {
            int scale = ((DataType.Decimal) site.argumentType(0)).scale();
            return RowKernel.<BytesBuilder>strict(
                    type,
                    (a, row, result) ->
                            result.append(
                                    written(
                                            pattern,
                                            new BigDecimal(
                                                    ((DecimalColumn) a[0]).unscaled(row), scale))));
        }
        boolean fails = site.function().equals("to_number");
        return RowKernel.<DecimalBuilder>strict(
                type,
                (a, row, result) -> {
                    String input = text(a[0], row);
                    BigInteger number = new Reading(pattern, input.strip()).number();
                    if (number != null) {
                        result.append(number);
                    } else if (fails) {
                        throw mismatch(format, input);
                    } else {
                        result.appendNull();
                    }
                });
    }

    private static MillraceException mismatch(String format, String input) {
        return MillraceException.of(
                        ErrorKind.ILLEGAL_ARGUMENT, "INVALID_FORMAT.MISMATCH_INPUT", "42601")
                .with("inputType", "\"STRING\"")
                .with("input", input)
                .with("format", format)
                .text(
                        "The format is invalid: "
                                + format
                                + ". The input \"STRING\" "
                                + input
                                + " does not match the format.");
    }

    /// One text that is read by a pattern.
    private static final class Reading {
        private final NumberPattern pattern;
        private final String input;
        private int at;
        private boolean isNegative;

        Reading(NumberPattern pattern, String input) {
            this.pattern = pattern;
            this.input = input;
        }

        private boolean take(char wanted) {
            boolean isThere = at < input.length() && input.charAt(at) == wanted;
            at += isThere ? 1 : 0;
            return isThere;
        }

        private String digits() {
            int from = at;
            while (at < input.length() && input.charAt(at) >= '0' && input.charAt(at) <= '9') {
                at++;
            }
            return input.substring(from, at);
        }

        /// The digits with those behind the point filled up, null if the text is of another form.
        @Nullable BigInteger number() {
            boolean isBracketed = pattern.trailing() == Sign.BRACKETS && take('<');
            sign(pattern.leading());
            if (pattern.hasCurrency() && !take('$')) {
                return null;
            }
            String whole = whole();
            if (whole == null) {
                return null;
            }
            String fraction = pattern.hasPoint() && take('.') ? digits() : "";
            if (fraction.length() > pattern.fraction() || whole.isEmpty() && fraction.isEmpty()) {
                return null;
            }
            sign(pattern.trailing());
            if (isBracketed) {
                isNegative = true;
                if (!take('>')) {
                    return null;
                }
            }
            if (at < input.length()) {
                return null;
            }
            String all = whole + fraction + "0".repeat(pattern.fraction() - fraction.length());
            BigInteger number = new BigInteger(all);
            return isNegative ? number.negate() : number;
        }

        private void sign(@Nullable Sign sign) {
            if (sign == Sign.PLUS_OR_MINUS && take('+')) {
                return;
            }
            if (sign == Sign.PLUS_OR_MINUS || sign == Sign.MINUS) {
                isNegative |= take('-');
            }
        }

        /// Digits between separators, matched from the last group on; null if they do not fit.
        private @Nullable String whole() {
            List<String> found = new ArrayList<>();
            found.add(digits());
            while (at < input.length() && input.charAt(at) == ',') {
                at++;
                found.add(digits());
            }
            List<String> groups = pattern.groups();
            if (found.size() > Math.max(1, groups.size())) {
                return null;
            }
            for (int i = 1; i <= groups.size(); i++) {
                String group = groups.get(groups.size() - i);
                int length = i > found.size() ? 0 : found.get(found.size() - i).length();
                boolean fits =
                        group.startsWith("0") ? length == group.length() : length <= group.length();
                if (!fits) {
                    return null;
                }
            }
            String whole = String.join("", found);
            return groups.isEmpty() && !whole.isEmpty() ? null : whole;
        }
    }

    /// Digits without a place in the pattern make all of them `#`.
    static String written(NumberPattern pattern, BigDecimal number) {
        BigDecimal plain = number.abs().stripTrailingZeros();
        plain = plain.scale() < 0 ? plain.setScale(0) : plain;
        String shown = plain.toPlainString();
        int point = shown.indexOf('.');
        String whole = point < 0 ? shown : shown.substring(0, point);
        whole = whole.equals("0") ? "" : whole;
        String fraction = point < 0 ? "" : shown.substring(point + 1);
        boolean fits = whole.length() <= pattern.whole() && fraction.length() <= pattern.fraction();
        boolean isNegative = number.signum() < 0;
        StringBuilder text = new StringBuilder();
        text.append(opening(pattern, isNegative));
        if (pattern.hasCurrency()) {
            text.append('$');
        }
        if (fits) {
            appendWhole(pattern.groups(), pattern.whole(), whole, text);
        } else {
            text.append(String.join(" ", pattern.groups()).replaceAll("[09]", "#"));
        }
        if (pattern.hasPoint()) {
            int last = text.length() - 1;
            if (last >= 0 && text.charAt(last) == ' ') {
                text.setCharAt(last, '0');
            }
            text.append('.');
        }
        int missing = pattern.fraction() - fraction.length();
        text.append(fits ? fraction + "0".repeat(missing) : "#".repeat(pattern.fraction()));
        return text.append(closing(pattern.trailing(), isNegative)).toString();
    }

    private static String opening(NumberPattern pattern, boolean isNegative) {
        if (pattern.trailing() == Sign.BRACKETS) {
            return isNegative ? "<" : "";
        }
        return closing(pattern.leading(), isNegative);
    }

    private static String closing(@Nullable Sign sign, boolean isNegative) {
        return switch (sign) {
            case null -> "";
            case PLUS_OR_MINUS -> isNegative ? "-" : "+";
            case MINUS -> isNegative ? "-" : " ";
            case BRACKETS -> isNegative ? ">" : "  ";
        };
    }

    /// What is left free by digits goes in front of a sign, so that the sign stands at them.
    private static void appendWhole(
            List<String> groups, int places, String digits, StringBuilder text) {
        int skipped = places - digits.length();
        int place = 0;
        for (String group : groups) {
            if (place > 0) {
                int last = text.length() - 1;
                boolean isBehindDigit = last >= 0 && Character.isDigit(text.charAt(last));
                append(isBehindDigit ? ',' : ' ', text);
            }
            for (int i = 0; i < group.length(); i++, place++) {
                char free = group.charAt(0) == '0' ? '0' : ' ';
                append(place < skipped ? free : digits.charAt(place - skipped), text);
            }
        }
    }

    private static void append(char next, StringBuilder text) {
        int last = text.length() - 1;
        if (next == ' ' && last >= 0 && "+-<".indexOf(text.charAt(last)) >= 0) {
            text.insert(last, ' ');
        } else {
            text.append(next);
        }
    }
}
