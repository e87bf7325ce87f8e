// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.spi.column.CalendarIntervalValue;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.DataType.DayTimeInterval;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// How constants read in column names.
final class LiteralText {
    private static final long SECOND = 1_000_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final DateTimeFormatter CLOCK =
            new DateTimeFormatterBuilder()
                    .appendPattern("HH:mm:ss")
                    .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
                    .toFormatter(java.util.Locale.ROOT);

    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder()
                    .appendPattern("yyyy-MM-dd ")
                    .append(CLOCK)
                    .toFormatter(java.util.Locale.ROOT);

    private LiteralText() {}

    static String of(Literal literal, ZoneId zone) {
        return of(literal.value(), literal.type(), zone);
    }

    private static String of(@Nullable Object value, DataType type, ZoneId zone) {
        if (value == null) {
            return "NULL";
        }
        return switch (type) {
            case DataType.Float32 ignored -> Float.toString(((Number) value).floatValue());
            case DataType.Date ignored ->
                    "DATE '" + LocalDate.ofEpochDay(((Number) value).longValue()) + "'";
            case DataType.Timestamp ignored -> "TIMESTAMP '" + time((Long) value, zone) + "'";
            case DataType.TimestampNtz ignored ->
                    "TIMESTAMP_NTZ '" + time((Long) value, ZoneOffset.UTC) + "'";
            case DataType.Time ignored ->
                    "TIME '" + CLOCK.format(LocalTime.ofNanoOfDay((Long) value)) + "'";
            case DataType.Binary ignored ->
                    "X'" + HexFormat.of().withUpperCase().formatHex((byte[]) value) + "'";
            case DataType.Decimal ignored -> ((BigDecimal) value).toPlainString();
            case DayTimeInterval interval -> dayTime((Long) value, interval);
            case DataType.YearMonthInterval interval -> yearMonth((Integer) value, interval);
            case DataType.CalendarInterval ignored -> calendar((CalendarIntervalValue) value);
            case DataType.Array array ->
                    ((List<?>) value)
                            .stream()
                                    .map(v -> of(v, array.element(), zone))
                                    .collect(Collectors.joining(", ", "ARRAY(", ")"));
            case DataType.Map map ->
                    ((Map<?, ?>) value)
                            .entrySet().stream()
                                    .map(
                                            e ->
                                                    of(e.getKey(), map.key(), zone)
                                                            + ", "
                                                            + of(e.getValue(), map.value(), zone))
                                    .collect(Collectors.joining(", ", "MAP(", ")"));
            default -> value.toString();
        };
    }

    private static String time(long micros, ZoneId zone) {
        Instant instant =
                Instant.ofEpochSecond(
                        Math.floorDiv(micros, SECOND), Math.floorMod(micros, SECOND) * 1000);
        return TIME.format(LocalDateTime.ofInstant(instant, zone));
    }

    /// `INTERVAL '1 02:03:04.5' DAY TO SECOND`: the first unit takes what is left over, a first
    /// unit of days is not padded.
    private static String dayTime(long micros, DayTimeInterval type) {
        String sign = micros < 0 ? "-" : "";
        long rest = Math.abs(micros);
        StringBuilder text = new StringBuilder();
        for (int unit = type.start(); unit <= type.end(); unit++) {
            long size = unit == 0 ? DAY : unit == 1 ? HOUR : unit == 2 ? MINUTE : SECOND;
            long count = rest / size;
            rest -= count * size;
            if (unit > type.start()) {
                text.append(unit == DayTimeInterval.HOUR ? ' ' : ':');
            }
            text.append(unit == DayTimeInterval.DAY ? count : pad(count));
        }
        if (type.end() == DayTimeInterval.SECOND && rest > 0) {
            text.append('.').append(String.format("%06d", rest).replaceAll("0+$", ""));
        }
        return "INTERVAL '" + sign + text + "' " + units(type.simpleName());
    }

    private static String pad(long count) {
        return count < 10 ? "0" + count : Long.toString(count);
    }

    private static String yearMonth(int months, DataType.YearMonthInterval type) {
        String sign = months < 0 ? "-" : "";
        int count = Math.abs(months);
        String text;
        if (type.start() == type.end()) {
            text = String.valueOf(type.start() == 0 ? count / 12 : count);
        } else {
            text = count / 12 + "-" + count % 12;
        }
        return "INTERVAL '" + sign + text + "' " + units(type.simpleName());
    }

    private static String units(String simpleName) {
        return simpleName.substring("interval ".length()).toUpperCase(java.util.Locale.ROOT);
    }

    private static String calendar(CalendarIntervalValue value) {
        StringBuilder text = new StringBuilder();
        append(text, value.months() / 12, "years");
        append(text, value.months() % 12, "months");
        append(text, value.days(), "days");
        append(text, value.micros() / HOUR, "hours");
        append(text, value.micros() % HOUR / MINUTE, "minutes");
        if (value.micros() % MINUTE != 0) {
            String seconds =
                    BigDecimal.valueOf(value.micros() % MINUTE, 6)
                            .stripTrailingZeros()
                            .toPlainString();
            text.append(text.isEmpty() ? "" : " ").append(seconds).append(" seconds");
        }
        return "INTERVAL '" + (text.isEmpty() ? "0 seconds" : text) + "'";
    }

    private static void append(StringBuilder text, long count, String unit) {
        if (count != 0) {
            text.append(text.isEmpty() ? "" : " ").append(count).append(' ').append(unit);
        }
    }
}
