// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.encoding;

import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.column.NullColumn;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.apache.spark.sql.catalyst.encoders.AgnosticEncoder;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/// Readers of values without parts: numbers, texts, times.
final class LeafReaders {
    private LeafReaders() {}

    static ObjectReader of(AgnosticEncoder<?> encoder, DataType type, TypePath path) {
        Class<?> wanted = encoder.clsTag().runtimeClass();
        ObjectReader reader = reader(wanted, encoder, type);
        if (reader == null) {
            throw MillraceException.unsupported("values of the class " + wanted.getName());
        }
        if (!fits(wanted, type)) {
            throw cannotUpCast(encoder, type, path);
        }
        return (column, row) -> column.isNull(row) ? null : reader.read(column, row);
    }

    private static @Nullable ObjectReader reader(
            Class<?> wanted, AgnosticEncoder<?> encoder, DataType type) {
        return switch (wanted.getName()) {
            case "boolean", "java.lang.Boolean" -> (c, row) -> ((BooleanColumn) c).value(row);
            case "byte", "java.lang.Byte" -> (c, row) -> (byte) ((IntColumn) c).value(row);
            case "short", "java.lang.Short" -> (c, row) -> (short) ((IntColumn) c).value(row);
            case "int", "java.lang.Integer" -> (c, row) -> ((IntColumn) c).value(row);
            case "long", "java.lang.Long" -> LeafReaders::integral;
            case "float", "java.lang.Float" -> (c, row) -> (float) floating(c, row);
            case "double", "java.lang.Double" -> LeafReaders::floating;
            case "java.lang.String" -> LeafReaders::text;
            case "[B" -> (c, row) -> ((BytesColumn) c).bytes(row);
            case "java.sql.Date" -> (c, row) -> Date.valueOf(date(c, row));
            case "java.time.LocalDate" -> LeafReaders::date;
            case "java.sql.Timestamp" -> (c, row) -> Timestamp.from(instant(c, row));
            case "java.time.Instant" -> LeafReaders::instant;
            case "java.time.LocalDateTime" ->
                    (c, row) -> LocalDateTime.ofInstant(instant(c, row), ZoneOffset.UTC);
            case "java.time.LocalTime" -> (c, row) -> LocalTime.ofNanoOfDay(integral(c, row));
            case "java.time.Duration" ->
                    (c, row) -> Duration.of(integral(c, row), ChronoUnit.MICROS);
            case "java.time.Period" ->
                    (c, row) -> Period.ofMonths(((IntColumn) c).value(row)).normalized();
            case "java.math.BigDecimal" -> decimal(encoder, type);
            case "scala.math.BigDecimal" -> {
                ObjectReader decimal = decimal(encoder, type);
                yield (c, row) -> decimal.read(c, row) instanceof BigDecimal d ? scala(d) : null;
            }
            case "java.math.BigInteger" -> (c, row) -> integer(c, row, type);
            case "scala.math.BigInt" ->
                    (c, row) -> scala.math.BigInt.javaBigInteger2bigInt(integer(c, row, type));
            case "java.lang.Void" -> (c, row) -> null;
            default -> null;
        };
    }

    /// True if the reader for the class can read columns of the type.
    private static boolean fits(Class<?> wanted, DataType type) {
        if (type instanceof DataType.Null) {
            return true;
        }
        return switch (wanted.getName()) {
            case "boolean", "java.lang.Boolean" -> type instanceof DataType.Bool;
            case "byte", "java.lang.Byte" -> type instanceof DataType.Int8;
            case "short", "java.lang.Short" -> bits(type) <= 16;
            case "int", "java.lang.Integer" -> bits(type) <= 32;
            case "long", "java.lang.Long" -> bits(type) <= 64;
            case "float", "java.lang.Float" -> type instanceof DataType.Float32 || bits(type) <= 64;
            case "double", "java.lang.Double" ->
                    type instanceof DataType.Float32
                            || type instanceof DataType.Float64
                            || bits(type) <= 64;
            case "java.lang.String" -> type instanceof DataType.Text;
            case "[B" -> type instanceof DataType.Binary;
            case "java.sql.Date", "java.time.LocalDate" -> type instanceof DataType.Date;
            case "java.sql.Timestamp", "java.time.Instant" -> type instanceof DataType.Timestamp;
            case "java.time.LocalDateTime" -> type instanceof DataType.TimestampNtz;
            case "java.time.LocalTime" -> type instanceof DataType.Time;
            case "java.time.Duration" -> type instanceof DataType.DayTimeInterval;
            case "java.time.Period" -> type instanceof DataType.YearMonthInterval;
            default -> type instanceof DataType.Decimal || bits(type) <= 64;
        };
    }

    /// Width of an integer type, a large number for others.
    private static int bits(DataType type) {
        return switch (type) {
            case DataType.Int8 ignored -> 8;
            case DataType.Int16 ignored -> 16;
            case DataType.Int32 ignored -> 32;
            case DataType.Int64 ignored -> 64;
            default -> Integer.MAX_VALUE;
        };
    }

    private static MillraceException cannotUpCast(
            AgnosticEncoder<?> encoder, DataType type, TypePath path) {
        String source = '"' + type.sqlName() + '"';
        String target = '"' + encoder.dataType().sql() + '"';
        String details =
                "The type path of the target object is:\n"
                        + path.text()
                        + "\nYou can either add an explicit cast to the input data or choose a"
                        + " higher precision type of the field in the target object";
        return MillraceException.of(ErrorKind.ANALYSIS, "CANNOT_UP_CAST_DATATYPE", "42846")
                .with("expression", "value")
                .with("sourceType", source)
                .with("targetType", target)
                .with("details", details)
                .text("Cannot up cast value from " + source + " to " + target + ".\n" + details);
    }

    private static long integral(Column column, int row) {
        return switch (column) {
            case IntColumn ints -> ints.value(row);
            case LongColumn longs -> longs.value(row);
            default -> throw unexpected(column);
        };
    }

    private static double floating(Column column, int row) {
        return column instanceof DoubleColumn doubles
                ? doubles.value(row)
                : (double) integral(column, row);
    }

    static String text(Column column, int row) {
        return ((BytesColumn) column).text(row);
    }

    private static LocalDate date(Column column, int row) {
        return LocalDate.ofEpochDay(((IntColumn) column).value(row));
    }

    private static Instant instant(Column column, int row) {
        return Instant.EPOCH.plus(((LongColumn) column).value(row), ChronoUnit.MICROS);
    }

    private static BigDecimal exact(Column column, int row, DataType type) {
        return switch (column) {
            case DecimalColumn decimals -> decimals.value(row, ((DataType.Decimal) type).scale());
            default -> BigDecimal.valueOf(integral(column, row));
        };
    }

    /// Decimals have the scale of the encoder.
    private static ObjectReader decimal(AgnosticEncoder<?> encoder, DataType type) {
        int scale = ((org.apache.spark.sql.types.DecimalType) encoder.dataType()).scale();
        return (column, row) -> {
            BigDecimal value = exact(column, row, type);
            return value.scale() == scale ? value : value.setScale(scale, RoundingMode.HALF_UP);
        };
    }

    private static Object scala(BigDecimal value) {
        return scala.math.BigDecimal.javaBigDecimal2bigDecimal(value);
    }

    private static BigInteger integer(Column column, int row, DataType type) {
        return exact(column, row, type).toBigInteger();
    }

    private static IllegalStateException unexpected(Column column) {
        String form = column instanceof NullColumn ? "NULLs" : column.getClass().getSimpleName();
        return MillraceException.bug("a column of " + form + " where numbers are expected");
    }
}
