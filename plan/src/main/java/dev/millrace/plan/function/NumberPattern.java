// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import dev.millrace.plan.relation.Origin;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How `to_number` and `to_char` write a number: `[MI|S] [$] [0|9|G|,]* [.|D] [0|9]* [PR|MI|S]`.
///
/// @param leading the sign in front, null if there is none
/// @param groups the digits before the point between thousands separators, each `0` or `9`
/// @param fraction how many digits there are behind the point
/// @param trailing the sign at the end, null if there is none
public record NumberPattern(
        @Nullable Sign leading,
        boolean hasCurrency,
        List<String> groups,
        boolean hasPoint,
        int fraction,
        @Nullable Sign trailing) {
    /// How a sign is written.
    public enum Sign {
        /// `S`: plus or minus.
        PLUS_OR_MINUS,
        /// `MI`: minus or a blank.
        MINUS,
        /// `PR`: the number in angle brackets if it is negative.
        BRACKETS
    }

    private static final String STRUCTURE =
            "`[MI|S]` `[$]` `[0|9|G|,]*` `[.|D]` `[0|9]*` `[$]` `[PR|MI|S]`";
    private static final List<String> ONCE = List.of(".", "$", "S", "MI", "PR");

    public NumberPattern {
        groups = List.copyOf(groups);
    }

    /// Digits before the point.
    public int whole() {
        return groups.stream().mapToInt(String::length).sum();
    }

    /// Reads a pattern, in any case of its letters.
    ///
    /// @throws MillraceException INVALID_FORMAT
    public static NumberPattern of(String text, @Nullable Origin origin) {
        String pattern = text.toUpperCase(Locale.ROOT);
        List<String> tokens = tokens(pattern);
        check(pattern, tokens, origin);
        Sign leading = null;
        Sign trailing = null;
        List<String> groups = new ArrayList<>();
        int fraction = 0;
        boolean hasPoint = false;
        for (String token : tokens) {
            switch (token) {
                case "S", "MI", "PR" -> {
                    if (groups.isEmpty() && !hasPoint) {
                        leading = sign(token);
                    } else {
                        trailing = sign(token);
                    }
                }
                case "." -> hasPoint = true;
                case "$" -> {}
                default -> {
                    if (hasPoint) {
                        fraction = token.length();
                    } else {
                        groups.addAll(List.of(token.split(",")));
                    }
                }
            }
        }
        boolean hasCurrency = tokens.contains("$");
        return new NumberPattern(leading, hasCurrency, groups, hasPoint, fraction, trailing);
    }

    private static Sign sign(String token) {
        return switch (token) {
            case "S" -> Sign.PLUS_OR_MINUS;
            case "MI" -> Sign.MINUS;
            default -> Sign.BRACKETS;
        };
    }

    /// Digits with the separators among them are one token.
    private static List<String> tokens(String pattern) {
        List<String> tokens = new ArrayList<>();
        for (int at = 0; at < pattern.length(); ) {
            int end = at;
            while (end < pattern.length() && "09,G".indexOf(pattern.charAt(end)) >= 0) {
                end++;
            }
            if (end > at) {
                tokens.add(pattern.substring(at, end).replace('G', ','));
            } else if (pattern.startsWith("MI", at) || pattern.startsWith("PR", at)) {
                end = at + 2;
                tokens.add(pattern.substring(at, end));
            } else {
                end = at + 1;
                tokens.add(pattern.substring(at, end).replace('D', '.'));
            }
            at = end;
        }
        return tokens;
    }

    private static boolean isDigits(String token) {
        return "09,".indexOf(token.charAt(0)) >= 0;
    }

    private static void check(String pattern, List<String> tokens, @Nullable Origin origin) {
        if (tokens.isEmpty()) {
            throw invalid("EMPTY", pattern, "The number format string cannot be empty.", origin);
        }
        int digits = -1;
        for (int i = tokens.size() - 1; i >= 0; i--) {
            digits = isDigits(tokens.get(i)) ? i : digits;
        }
        int point = tokens.indexOf(".");
        int currency = tokens.indexOf("$");
        if (digits < 0) {
            String text = "The format string requires at least one number digit.";
            throw invalid("WRONG_NUM_DIGIT", pattern, text, origin);
        }
        if (digits < currency) {
            String text = "Currency characters must appear before digits in the number format.";
            throw invalid("CUR_MUST_BEFORE_DIGIT", pattern, text, origin);
        }
        if (point >= 0 && point < currency) {
            String text =
                    "Currency characters must appear before any decimal point in the number"
                            + " format.";
            throw invalid("CUR_MUST_BEFORE_DEC", pattern, text, origin);
        }
        checkSeparators(pattern, tokens, point, origin);
        for (String token : ONCE) {
            if (tokens.stream().filter(token::equals).count() > 1) {
                String shown = token.equals(".") ? ". or D" : token;
                String text = "At most one " + shown + " is allowed in the number format.";
                throw builder("WRONG_NUM_TOKEN", pattern, origin)
                        .with("token", shown)
                        .text(whole(pattern, text));
            }
        }
        checkOrder(pattern, tokens, origin);
    }

    private static void checkSeparators(
            String pattern, List<String> tokens, int point, @Nullable Origin origin) {
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i);
            boolean isWhole = point < 0 || i < point;
            if (isDigits(token) && isWhole && isBadlySeparated(token)) {
                String text =
                        "Thousands separators (, or G) must have digits in between them in the"
                                + " number format.";
                throw invalid("CONT_THOUSANDS_SEPS", pattern, text, origin);
            }
        }
        for (int i = point + 1; point >= 0 && i < tokens.size(); i++) {
            if (tokens.get(i).contains(",")) {
                String text =
                        "Thousands separators (, or G) may not appear after the decimal point in"
                                + " the number format.";
                throw invalid("THOUSANDS_SEPS_MUST_BEFORE_DEC", pattern, text, origin);
            }
        }
    }

    private static boolean isBadlySeparated(String digits) {
        return digits.startsWith(",") || digits.endsWith(",") || digits.contains(",,");
    }

    /// Each token takes a place of the structure that is behind that of the token before it.
    private static void checkOrder(String pattern, List<String> tokens, @Nullable Origin origin) {
        List<List<String>> places =
                List.of(
                        List.of("MI", "S"),
                        List.of("$"),
                        List.of("digits"),
                        List.of("."),
                        List.of("digits"),
                        List.of("$"),
                        List.of("PR", "MI", "S"));
        int place = 0;
        for (int i = 0; i < tokens.size(); i++) {
            String kind = isDigits(tokens.get(i)) ? "digits" : tokens.get(i);
            boolean isFound = false;
            // Digits right behind other digits are one token, so that the second place of digits
            // is only for those behind a point.
            while (!isFound && place < places.size()) {
                isFound = places.get(place++).contains(kind);
            }
            if (!isFound) {
                String shown =
                        kind.equals("digits") ? "digit sequence" : "character '" + kind + "'";
                boolean isKnown = ONCE.contains(kind) || kind.equals("digits");
                shown = isKnown ? shown : shown + "'";
                throw builder("UNEXPECTED_TOKEN", pattern, origin)
                        .with("token", shown)
                        .with("structure", STRUCTURE)
                        .text(
                                whole(
                                        pattern,
                                        "Found the unexpected "
                                                + shown
                                                + " in the format string; the structure of the"
                                                + " format string must match: "
                                                + STRUCTURE
                                                + "."));
            }
        }
    }

    private static MillraceException invalid(
            String condition, String pattern, String text, @Nullable Origin origin) {
        return builder(condition, pattern, origin).text(whole(pattern, text));
    }

    private static String whole(String pattern, String text) {
        return "The format is invalid: '" + pattern + "'. " + text;
    }

    private static MillraceException.Builder builder(
            String condition, String pattern, @Nullable Origin origin) {
        return TypeErrors.error("INVALID_FORMAT." + condition, "42601", origin)
                .with("format", "'" + pattern + "'");
    }
}
