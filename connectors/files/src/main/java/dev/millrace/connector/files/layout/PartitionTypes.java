// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.layout;

import dev.millrace.spi.storage.PartitionPath;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Collection;
import java.util.regex.Pattern;

/// Guesses the type of a partition column from the names of its directories, with Spark's order of
/// guesses: int, long, integral decimal, double, timestamp, date, string.
final class PartitionTypes {
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern TIMESTAMP =
            Pattern.compile(
                    "([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]{1,9})?)");

    private PartitionTypes() {}

    /// The type of a column with these raw values.
    static DataType of(Collection<String> rawValues) {
        DataType type = DataType.NULL;
        for (String raw : rawValues) {
            type = wider(type, ofValue(raw));
        }
        return type;
    }

    /// The type when guessing is switched off.
    static DataType ofUntyped(Collection<String> rawValues) {
        return rawValues.stream().allMatch(PartitionPath.NULL_VALUE::equals)
                ? DataType.NULL
                : DataType.STRING;
    }

    private static DataType ofValue(String raw) {
        if (raw.equals(PartitionPath.NULL_VALUE)) {
            return DataType.NULL;
        }
        if (isInt(raw)) {
            return DataType.INTEGER;
        }
        if (isLong(raw)) {
            return DataType.LONG;
        }
        DataType number = decimalOrDouble(raw);
        if (number != null) {
            return number;
        }
        if (isTimestamp(PartitionPath.unescape(raw))) {
            return DataType.TIMESTAMP;
        }
        return isDate(raw) ? DataType.DATE : DataType.STRING;
    }

    private static DataType wider(DataType one, DataType other) {
        if (one.equals(other) || other.equals(DataType.NULL)) {
            return one;
        }
        if (one.equals(DataType.NULL)) {
            return other;
        }
        if (isTemporal(one) && isTemporal(other)) {
            return DataType.TIMESTAMP;
        }
        boolean hasInt = one.equals(DataType.INTEGER) || other.equals(DataType.INTEGER);
        boolean hasDouble = one.equals(DataType.DOUBLE) || other.equals(DataType.DOUBLE);
        if (isIntegral(one) && isIntegral(other)) {
            return DataType.LONG;
        }
        if (hasInt && hasDouble) {
            return DataType.DOUBLE;
        }
        if (isExact(one) && isExact(other)) {
            return new DataType.Decimal(Math.max(digits(one), digits(other)), 0);
        }
        return DataType.STRING;
    }

    private static boolean isTemporal(DataType type) {
        return type.equals(DataType.DATE) || type.equals(DataType.TIMESTAMP);
    }

    private static boolean isIntegral(DataType type) {
        return type.equals(DataType.INTEGER) || type.equals(DataType.LONG);
    }

    private static boolean isExact(DataType type) {
        return isIntegral(type) || type instanceof DataType.Decimal;
    }

    private static int digits(DataType type) {
        if (type instanceof DataType.Decimal decimal) {
            return decimal.precision();
        }
        return type.equals(DataType.INTEGER)
                ? DataType.Decimal.FOR_INT.precision()
                : DataType.Decimal.FOR_LONG.precision();
    }

    private static boolean isInt(String raw) {
        try {
            Integer.parseInt(raw);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean isLong(String raw) {
        try {
            Long.parseLong(raw);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static @Nullable DataType decimalOrDouble(String raw) {
        try {
            BigDecimal value = new BigDecimal(raw);
            long digits = (long) value.precision() - Math.min(value.scale(), 0);
            if (value.scale() <= 0 && digits <= DataType.Decimal.MAX_PRECISION) {
                return new DataType.Decimal((int) digits, 0);
            }
        } catch (NumberFormatException e) {
            // Not exact; Java's floating point syntax is wider.
        }
        try {
            Double.parseDouble(raw);
            return DataType.DOUBLE;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static boolean isDate(String raw) {
        if (!DATE.matcher(raw).matches()) {
            return false;
        }
        try {
            LocalDate.parse(raw);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isTimestamp(String text) {
        var matcher = TIMESTAMP.matcher(text);
        if (!matcher.matches()) {
            return false;
        }
        try {
            LocalDate.parse(matcher.group(1));
            LocalTime.parse(matcher.group(2));
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
