// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.spi.column.CalendarIntervalValue;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Interval text as `window`, `withWatermark` and triggers take it: `10 minutes`,
/// `interval 1 hour 30 minutes`, `1.5 seconds`.
public final class IntervalText {
    private static final Pattern PART = Pattern.compile("\\s*([+-]?\\s*\\d*\\.?\\d+)\\s+([a-z]+)");
    private static final long SECOND = 1_000_000;

    private IntervalText() {}

    /// @throws MillraceException CANNOT_PARSE_INTERVAL
    public static CalendarIntervalValue parse(String text) {
        String rest = text.strip().toLowerCase(Locale.ROOT);
        if (rest.startsWith("interval ")) {
            rest = rest.substring("interval ".length());
        }
        long months = 0;
        long days = 0;
        long micros = 0;
        Matcher part = PART.matcher(rest);
        int end = 0;
        try {
            while (end < rest.length() && part.find(end) && part.start() == end) {
                String unit = part.group(2);
                BigDecimal amount = new BigDecimal(part.group(1).replaceAll("\\s+", ""));
                switch (unit) {
                    case "year", "years" -> months += amount.longValueExact() * 12;
                    case "month", "months" -> months += amount.longValueExact();
                    case "week", "weeks" -> days += amount.longValueExact() * 7;
                    case "day", "days" -> days += amount.longValueExact();
                    default -> micros = Math.addExact(micros, micros(amount, unit, text));
                }
                end = part.end();
            }
            if (end == 0 || end != rest.length()) {
                throw unreadable(text);
            }
            return new CalendarIntervalValue(
                    Math.toIntExact(months), Math.toIntExact(days), micros);
        } catch (ArithmeticException e) {
            throw unreadable(text);
        }
    }

    private static long micros(BigDecimal amount, String unit, String text) {
        long size =
                switch (unit) {
                    case "hour", "hours" -> 3600 * SECOND;
                    case "minute", "minutes" -> 60 * SECOND;
                    case "second", "seconds" -> SECOND;
                    case "millisecond", "milliseconds" -> 1000;
                    case "microsecond", "microseconds" -> 1;
                    default -> throw unreadable(text);
                };
        return amount.multiply(BigDecimal.valueOf(size)).longValueExact();
    }

    private static MillraceException unreadable(String text) {
        return MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT, "CANNOT_PARSE_INTERVAL", "22006")
                .with("intervalString", "'" + text + "'")
                .text(
                        "Unable to parse '"
                                + text
                                + "'. Please ensure that the value provided is in a valid format"
                                + " for defining an interval. You can reference the documentation"
                                + " for the correct format. If the issue persists, please double"
                                + " check that the input value is not null or empty and try"
                                + " again.");
    }
}
