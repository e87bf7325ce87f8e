// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.text;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A LIKE pattern, matched over UTF-8 bytes: `_` is one character, `%` any number of them.
final class LikePattern {
    private static final int ANY = -1;
    private static final int MANY = -2;

    /// Code points, `ANY` and `MANY`.
    private final int[] tokens;

    /// The bytes of a pattern `abc`, `abc%`, `%abc` or `%abc%`, for which no tokens are needed.
    private final byte[] plain;

    private final boolean isPlain;
    private final boolean openStart;
    private final boolean openEnd;

    private LikePattern(int[] tokens) {
        this.tokens = tokens;
        int length = tokens.length;
        this.openStart = length > 0 && tokens[0] == MANY;
        this.openEnd = length > 1 && tokens[length - 1] == MANY;
        int from = openStart ? 1 : 0;
        int to = openEnd ? length - 1 : length;
        StringBuilder middle = new StringBuilder();
        boolean plainSoFar = true;
        for (int i = from; i < to; i++) {
            plainSoFar &= tokens[i] >= 0;
            middle.appendCodePoint(Math.max(0, tokens[i]));
        }
        this.isPlain = plainSoFar;
        this.plain = middle.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// Compiles a pattern. The escape character may stand only before `_`, `%` and itself.
    static LikePattern of(String pattern, char escape) {
        int[] points = pattern.codePoints().toArray();
        int[] tokens = new int[points.length];
        int count = 0;
        for (int i = 0; i < points.length; i++) {
            int point = points[i];
            if (point == escape) {
                if (i + 1 == points.length) {
                    throw invalid(pattern, "ESC_AT_THE_END", "");
                }
                i++;
                if (points[i] != '_' && points[i] != '%' && points[i] != escape) {
                    throw invalid(pattern, "ESC_IN_THE_MIDDLE", Character.toString(points[i]));
                }
                tokens[count++] = points[i];
            } else {
                tokens[count++] = point == '_' ? ANY : point == '%' ? MANY : point;
            }
        }
        return new LikePattern(Arrays.copyOf(tokens, count));
    }

    private static MillraceException invalid(String pattern, String condition, String next) {
        String shown = "'" + pattern + "'";
        MillraceException.Builder error =
                MillraceException.of(ErrorKind.ANALYSIS, "INVALID_FORMAT." + condition, "42601")
                        .with("format", shown);
        String text =
                "The format is invalid: " + shown + ". The escape character is not allowed to";
        return next.isEmpty()
                ? error.text(text + " end with.")
                : error.with("char", "'" + next + "'").text(text + " precede '" + next + "'.");
    }

    boolean matches(byte[] data, int start, int length) {
        if (!isPlain) {
            return matchesTokens(data, start, start + length);
        }
        if (length < plain.length) {
            return false;
        }
        if (openStart && openEnd) {
            return Utf8.indexOf(data, start, start + length, plain, 0, plain.length) >= 0;
        }
        if (!openStart && !openEnd && length != plain.length) {
            return false;
        }
        int from = openStart ? start + length - plain.length : start;
        return Arrays.equals(data, from, from + plain.length, plain, 0, plain.length);
    }

    /// Greedy with one place to come back to: after the last `%`, one more character is given to it
    /// each time the rest does not match.
    private boolean matchesTokens(byte[] data, int start, int end) {
        int at = start;
        int token = 0;
        int retryToken = -1;
        int retryAt = 0;
        while (at < end) {
            int wanted = token < tokens.length ? tokens[token] : Integer.MIN_VALUE;
            if (wanted == MANY) {
                retryToken = ++token;
                retryAt = at;
            } else if (wanted == ANY || wanted == Utf8.codePoint(data, at, end)) {
                at = Math.min(end, at + Utf8.width(data[at]));
                token++;
            } else if (retryToken >= 0) {
                retryAt = Math.min(end, retryAt + Utf8.width(data[retryAt]));
                at = retryAt;
                token = retryToken;
            } else {
                return false;
            }
        }
        while (token < tokens.length && tokens[token] == MANY) {
            token++;
        }
        return token == tokens.length;
    }
}
