// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.write;

import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Values of partition columns as text: what Spark's cast to string gives.
final class PartitionText {
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    private PartitionText() {}

    /// The text of one value, null for NULL.
    static @Nullable String of(Column column, DataType type, int row, ZoneId timeZone) {
        Object value = BoxedValues.read(column, type, row);
        if (value == null) {
            return null;
        }
        return switch (type) {
            case DataType.Date ignored -> LocalDate.ofEpochDay((Integer) value).toString();
            case DataType.Timestamp ignored -> timestamp((Long) value, timeZone);
            case DataType.TimestampNtz ignored -> timestamp((Long) value, ZoneOffset.UTC);
            case DataType.Float32 ignored -> Float.toString(((Double) value).floatValue());
            case DataType.Decimal ignored -> ((BigDecimal) value).toPlainString();
            case DataType.Binary ignored -> new String((byte[]) value, StandardCharsets.UTF_8);
            default -> value.toString();
        };
    }

    private static String timestamp(long micros, ZoneId timeZone) {
        long fraction = Math.floorMod(micros, 1_000_000L);
        LocalDateTime local =
                LocalDateTime.ofInstant(
                        Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L)), timeZone);
        String text = SECONDS.format(local);
        if (fraction == 0) {
            return text;
        }
        String digits = String.format("%06d", fraction);
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        return text + "." + digits.substring(0, end);
    }
}
