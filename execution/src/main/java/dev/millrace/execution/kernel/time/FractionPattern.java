// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.time;

import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;

/// Adds a pattern to a formatter so that a run of `S` takes from one to that many digits, and a run
/// of two `y` (by now `u`) means the years 2000 to 2099.
final class FractionPattern {
    private FractionPattern() {}

    static void append(DateTimeFormatterBuilder builder, String pattern) {
        StringBuilder rest = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\'') {
                quoted = !quoted;
            }
            if (quoted || (c != 'S' && c != '[' && c != ']')) {
                rest.append(c);
                continue;
            }
            flush(builder, rest);
            switch (c) {
                case '[' -> builder.optionalStart();
                case ']' -> builder.optionalEnd();
                default -> {
                    int end = i;
                    while (end < pattern.length() && pattern.charAt(end) == 'S') {
                        end++;
                    }
                    builder.appendFraction(ChronoField.NANO_OF_SECOND, 1, end - i, false);
                    i = end - 1;
                }
            }
        }
        flush(builder, rest);
    }

    private static void flush(DateTimeFormatterBuilder builder, StringBuilder pattern) {
        if (!pattern.isEmpty()) {
            builder.appendPattern(pattern.toString());
            pattern.setLength(0);
        }
    }
}
