// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

import dev.millrace.spi.column.CalendarIntervalValue;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Interval text: `1 day 2 hours`, `interval -1.5 seconds`, in any case and any order of units.
public final class IntervalText {
    private static final Pattern PAIR =
            Pattern.compile("([+-]?)\\s*(\\d*)(?:\\.(\\d*))?\\s+([a-z]+)(?:\\s+|$)");
    private static final Pattern PREFIX = Pattern.compile("interval(\\s+|$)");
    private static final long MICROS_PER_SECOND = 1_000_000;

    private IntervalText() {}

    /// Parses the text.
    ///
    /// @throws MillraceException `INVALID_INTERVAL_FORMAT` or `CANNOT_PARSE_INTERVAL`
    public static CalendarIntervalValue parse(String text) {
        String rest = text.strip().toLowerCase(Locale.ROOT);
        Matcher prefix = PREFIX.matcher(rest);
        if (prefix.lookingAt()) {
            rest = rest.substring(prefix.end());
        }
        if (rest.isEmpty()) {
            throw invalid("INPUT_IS_EMPTY", text, null, "");
        }
        Sum sum = new Sum();
        Matcher pair = PAIR.matcher(rest);
        int at = 0;
        while (at < rest.length()) {
            if (!pair.find(at) || pair.start() != at) {
                throw malformed(text, rest.substring(at));
            }
            sum.add(text, pair);
            at = pair.end();
        }
        return new CalendarIntervalValue(sum.months, sum.days, sum.micros);
    }

    /// Milliseconds of an interval without months, for triggers and timeouts; null if it has
    /// months.
    public static @Nullable Long milliseconds(String text) {
        CalendarIntervalValue value = parse(text);
        if (value.months() != 0) {
            return null;
        }
        return Math.addExact(value.days() * 86_400_000L, Math.floorDiv(value.micros(), 1000L));
    }

    private static MillraceException malformed(String text, String rest) {
        String word = rest.strip().split("\\s+", 2)[0];
        if (!word.matches("[+-]?[\\d.]*")) {
            return invalid("UNRECOGNIZED_NUMBER", text, "number", "'" + word + "'");
        }
        return rest.strip().equals(word)
                ? invalid("MISSING_UNIT", text, "word", "'" + word + "'")
                : invalid("UNKNOWN_PARSING_ERROR", text, "word", "'" + word + "'");
    }

    private static MillraceException invalid(
            String subCondition, String text, @Nullable String name, String value) {
        String condition = "INVALID_INTERVAL_FORMAT." + subCondition;
        return name == null
                ? SparkErrors.of(ErrorKind.ILLEGAL_ARGUMENT, condition, "input", text)
                : SparkErrors.of(ErrorKind.ILLEGAL_ARGUMENT, condition, "input", text, name, value);
    }

    /// The parts added up so far.
    private static final class Sum {
        private int months;
        private int days;
        private long micros;

        void add(String text, Matcher pair) {
            String digits = pair.group(2);
            String fraction = pair.group(3);
            String unit = pair.group(4);
            if (digits.isEmpty() && (fraction == null || fraction.isEmpty())) {
                throw invalid("UNRECOGNIZED_NUMBER", text, "number", "'" + unit + "'");
            }
            boolean isSecond = unit.equals("second") || unit.equals("seconds");
            if (fraction != null && !isSecond) {
                throw invalid("INVALID_FRACTION", text, "unit", "'" + unit + "'");
            }
            if (fraction != null && fraction.length() > 9) {
                throw invalid("INVALID_PRECISION", text, "value", "'" + fraction + "'");
            }
            try {
                long value = digits.isEmpty() ? 0 : Long.parseLong(digits);
                long sign = pair.group(1).equals("-") ? -1 : 1;
                add(text, unit, sign * value);
                if (fraction != null && !fraction.isEmpty()) {
                    long nanos = Long.parseLong((fraction + "000000000").substring(0, 9));
                    micros = Math.addExact(micros, sign * (nanos / 1000));
                }
            } catch (ArithmeticException | NumberFormatException overflow) {
                throw invalid("ARITHMETIC_EXCEPTION", text, null, "");
            }
        }

        private void add(String text, String unit, long value) {
            switch (unit) {
                case "year", "years" -> addMonths(Math.multiplyExact(value, 12L));
                case "month", "months" -> addMonths(value);
                case "week", "weeks" -> addDays(Math.multiplyExact(value, 7L));
                case "day", "days" -> addDays(value);
                case "hour", "hours" -> addMicros(value, 3600 * MICROS_PER_SECOND);
                case "minute", "minutes" -> addMicros(value, 60 * MICROS_PER_SECOND);
                case "second", "seconds" -> addMicros(value, MICROS_PER_SECOND);
                case "millisecond", "milliseconds" -> addMicros(value, 1000);
                case "microsecond", "microseconds" -> addMicros(value, 1);
                case "nanosecond", "nanoseconds" -> addMicros(value / 1000, 1);
                default -> throw invalid("INVALID_UNIT", text, "unit", "'" + unit + "'");
            }
        }

        private void addMonths(long value) {
            months = Math.addExact(months, Math.toIntExact(value));
        }

        private void addDays(long value) {
            days = Math.addExact(days, Math.toIntExact(value));
        }

        private void addMicros(long value, long unitMicros) {
            micros = Math.addExact(micros, Math.multiplyExact(value, unitMicros));
        }
    }
}
