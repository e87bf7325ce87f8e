// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.layout;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.PartitionPath;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Values of partition columns as directories spell them, read as a given type. Values are boxed as
/// `BoxedValues` says.
public final class PartitionValues {
    private static final Pattern DATE = Pattern.compile("([0-9]{4,7})-([0-9]{1,2})-([0-9]{1,2})");
    private static final Pattern TIMESTAMP =
            Pattern.compile(
                    "([0-9]{4,7}-[0-9]{1,2}-[0-9]{1,2})(?:["
                            + " T]([0-9]{1,2}):([0-9]{1,2})(?::([0-9]{1,2})(?:\\.([0-9]{0,9}))?)?)?"
                            + "(Z|[+-][0-9]{2}:?[0-9]{2})?");

    private PartitionValues() {}

    /// Reads a raw (still escaped) value.
    ///
    /// @param column for the message `INVALID_PARTITION_VALUE`
    public static @Nullable Object read(String raw, DataType type, String column, ZoneId timeZone) {
        if (raw.equals(PartitionPath.NULL_VALUE)) {
            return null;
        }
        try {
            return parse(raw, type, timeZone);
        } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
            throw MillraceException.of(ErrorKind.RUNTIME, "INVALID_PARTITION_VALUE", "42846")
                    .with("value", "'" + raw + "'")
                    .with("dataType", "\"" + type.sqlName() + "\"")
                    .with("columnName", "`" + column + "`")
                    .cause(e)
                    .text(
                            "Failed to cast value '"
                                    + raw
                                    + "' to data type \""
                                    + type.sqlName()
                                    + "\" for partition column `"
                                    + column
                                    + "`. Ensure the value matches the expected data type for this"
                                    + " partition column.");
        }
    }

    private static @Nullable Object parse(String raw, DataType type, ZoneId timeZone) {
        return switch (type) {
            case DataType.Null ignored -> null;
            case DataType.Text ignored -> PartitionPath.unescape(raw);
            case DataType.Int8 ignored -> (int) Byte.parseByte(raw);
            case DataType.Int16 ignored -> (int) Short.parseShort(raw);
            case DataType.Int32 ignored -> Integer.parseInt(raw);
            case DataType.Int64 ignored -> Long.parseLong(raw);
            case DataType.Float32 ignored -> (double) (float) Double.parseDouble(raw);
            case DataType.Float64 ignored -> Double.parseDouble(raw);
            case DataType.Decimal decimal -> decimal(raw, decimal);
            case DataType.Date ignored -> Math.toIntExact(date(raw).toEpochDay());
            case DataType.Timestamp ignored ->
                    timestampMicros(PartitionPath.unescape(raw), timeZone);
            case DataType.TimestampNtz ignored ->
                    timestampMicros(PartitionPath.unescape(raw), ZoneOffset.UTC);
            case DataType.Bool ignored -> bool(raw);
            case DataType.Binary ignored -> raw.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            case DataType.Time ignored -> throw unusable(type);
            case DataType.CalendarInterval ignored -> throw unusable(type);
            case DataType.DayTimeInterval ignored -> throw unusable(type);
            case DataType.YearMonthInterval ignored -> throw unusable(type);
            case DataType.Array ignored -> throw unusable(type);
            case DataType.Map ignored -> throw unusable(type);
            case DataType.Struct ignored -> throw unusable(type);
        };
    }

    /// The refusal of a type that cannot partition.
    public static MillraceException unusable(DataType type) {
        return MillraceException.of(
                        ErrorKind.ANALYSIS, "INVALID_PARTITION_COLUMN_DATA_TYPE", "0A000")
                .with("type", "\"" + type.sqlName() + "\"")
                .text("Cannot use \"" + type.sqlName() + "\" for partition column.");
    }

    /// A date, `yyyy-MM-dd` with one or two digits of month and day.
    static LocalDate date(String text) {
        Matcher matcher = DATE.matcher(text.strip());
        if (!matcher.matches()) {
            throw new DateTimeException("'" + text + "' is not a date");
        }
        return LocalDate.of(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)));
    }

    /// A timestamp in microseconds since the epoch. Text without an offset is in `timeZone`; a date
    /// alone is its midnight.
    public static long timestampMicros(String text, ZoneId timeZone) {
        Matcher matcher = TIMESTAMP.matcher(text.strip());
        if (!matcher.matches()) {
            throw new DateTimeException("'" + text + "' is not a timestamp");
        }
        LocalDateTime local =
                date(matcher.group(1))
                        .atTime(
                                number(matcher.group(2)),
                                number(matcher.group(3)),
                                number(matcher.group(4)),
                                nanos(matcher.group(5)));
        String offset = matcher.group(6);
        ZoneId zone = offset == null ? timeZone : ZoneId.of(offset);
        var instant = local.atZone(zone).toInstant();
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1000);
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static int nanos(@Nullable String fraction) {
        return fraction == null ? 0 : Integer.parseInt((fraction + "000000000").substring(0, 9));
    }

    private static BigDecimal decimal(String raw, DataType.Decimal type) {
        BigDecimal value = new BigDecimal(raw).setScale(type.scale(), RoundingMode.HALF_UP);
        if (value.precision() > type.precision()) {
            throw new ArithmeticException(raw + " does not fit " + type.simpleName());
        }
        return value;
    }

    private static boolean bool(String raw) {
        if (raw.equalsIgnoreCase("true")) {
            return true;
        }
        if (raw.equalsIgnoreCase("false")) {
            return false;
        }
        throw new NumberFormatException("'" + raw + "' is neither true nor false");
    }
}
