// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.display;

import dev.millrace.execution.kernel.time.TimeFormat;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/// A value as `show()` prints it: like a cast to string, but NULL is `NULL` and binary is `[41
/// 42]`.
///
/// @param timeZone the session's, for timestamps
public record CellText(ZoneId timeZone) {
    private static final long MICROS_PER_SECOND = 1_000_000L;

    /// The value of a row.
    public String of(Column column, DataType type, int row) {
        return of(BoxedValues.read(column, type, row), type);
    }

    /// A boxed value (see `BoxedValues`).
    public String of(@Nullable Object value, DataType type) {
        if (value == null) {
            return "NULL";
        }
        return switch (type) {
            case DataType.Float32 ignored -> Float.toString(((Double) value).floatValue());
            case DataType.Decimal ignored -> ((BigDecimal) value).toPlainString();
            case DataType.Date ignored -> date(LocalDate.ofEpochDay((Integer) value));
            case DataType.Timestamp ignored -> timestamp((Long) value, timeZone);
            case DataType.TimestampNtz ignored -> timestamp((Long) value, ZoneOffset.UTC);
            case DataType.Time ignored -> TimeFormat.timeText((Long) value);
            case DataType.Binary ignored -> hex((byte[]) value);
            case DataType.DayTimeInterval interval -> dayTime((Long) value, interval);
            case DataType.YearMonthInterval interval -> yearMonth((Integer) value, interval);
            case DataType.Array array -> elements((List<?>) value, array.element());
            case DataType.Map map -> entries((Map<?, ?>) value, map);
            case DataType.Struct struct -> fields((List<?>) value, struct);
            case DataType.Null ignored -> "NULL";
            case DataType.Bool ignored -> value.toString();
            case DataType.Int8 ignored -> value.toString();
            case DataType.Int16 ignored -> value.toString();
            case DataType.Int32 ignored -> value.toString();
            case DataType.Int64 ignored -> value.toString();
            case DataType.Float64 ignored -> value.toString();
            case DataType.Text ignored -> value.toString();
            case DataType.CalendarInterval ignored -> value.toString();
        };
    }

    private String elements(List<?> values, DataType element) {
        StringJoiner text = new StringJoiner(", ", "[", "]");
        for (Object value : values) {
            text.add(of(value, element));
        }
        return text.toString();
    }

    private String entries(Map<?, ?> values, DataType.Map type) {
        StringJoiner text = new StringJoiner(", ", "{", "}");
        values.forEach((k, v) -> text.add(of(k, type.key()) + " -> " + of(v, type.value())));
        return text.toString();
    }

    private String fields(List<?> values, DataType.Struct type) {
        StringJoiner text = new StringJoiner(", ", "{", "}");
        for (int i = 0; i < type.size(); i++) {
            text.add(of(values.get(i), type.field(i).type()));
        }
        return text.toString();
    }

    private static String hex(byte[] bytes) {
        return "[" + HexFormat.ofDelimiter(" ").withUpperCase().formatHex(bytes) + "]";
    }

    /// Years beyond four digits get a sign, as Spark prints them.
    private static String date(LocalDate date) {
        return date.getYear() > 9999 ? "+" + date.toString().replace("+", "") : date.toString();
    }

    private static String timestamp(long micros, ZoneId zone) {
        Instant instant =
                Instant.ofEpochSecond(
                        Math.floorDiv(micros, MICROS_PER_SECOND),
                        Math.floorMod(micros, MICROS_PER_SECOND) * 1000L);
        LocalDateTime time = LocalDateTime.ofInstant(instant, zone);
        String text =
                String.format(
                        Locale.ROOT,
                        "%s %02d:%02d:%02d",
                        date(time.toLocalDate()),
                        time.getHour(),
                        time.getMinute(),
                        time.getSecond());
        return text + fraction(time.getNano() / 1000);
    }

    private static String fraction(int micros) {
        if (micros == 0) {
            return "";
        }
        String digits = String.format(Locale.ROOT, "%06d", micros);
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        return "." + digits.substring(0, end);
    }

    private static String dayTime(long micros, DataType.DayTimeInterval type) {
        long rest = Math.abs(micros);
        long[] sizes = {
            86_400L * MICROS_PER_SECOND, 3600L * MICROS_PER_SECOND, 60L * MICROS_PER_SECOND
        };
        StringBuilder text = new StringBuilder(micros < 0 ? "-" : "");
        for (int unit = type.start(); unit <= type.end(); unit++) {
            boolean first = unit == type.start();
            long size = unit < sizes.length ? sizes[unit] : MICROS_PER_SECOND;
            long count = rest / size;
            rest %= size;
            text.append(first ? "" : unit == DataType.DayTimeInterval.HOUR ? " " : ":");
            text.append(
                    first && unit == DataType.DayTimeInterval.DAY
                            ? Long.toString(count)
                            : twoDigits(count));
            if (unit == DataType.DayTimeInterval.SECOND) {
                text.append(fraction((int) rest));
            }
        }
        return "INTERVAL '" + text + "' " + type.sqlName().substring("INTERVAL ".length());
    }

    private static String twoDigits(long count) {
        return count < 10 ? "0" + count : Long.toString(count);
    }

    private static String yearMonth(int months, DataType.YearMonthInterval type) {
        int size = Math.abs(months);
        String text =
                type.start() == type.end()
                        ? Integer.toString(
                                type.start() == DataType.YearMonthInterval.YEAR ? size / 12 : size)
                        : size / 12 + "-" + size % 12;
        return "INTERVAL '"
                + (months < 0 ? "-" : "")
                + text
                + "' "
                + type.sqlName().substring("INTERVAL ".length());
    }
}
