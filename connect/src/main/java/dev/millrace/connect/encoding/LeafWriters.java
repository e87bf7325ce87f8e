// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.encoding;

import dev.millrace.spi.column.BooleanBuilder;
import dev.millrace.spi.column.BytesBuilder;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.column.DecimalBuilder;
import dev.millrace.spi.column.DoubleBuilder;
import dev.millrace.spi.column.IntBuilder;
import dev.millrace.spi.column.LongBuilder;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

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

/// Writers of values without parts, by the type of the column.
final class LeafWriters {
    private LeafWriters() {}

    /// Writes a value that is not null.
    @FunctionalInterface
    private interface Form {
        void write(Object value, ColumnBuilder builder);
    }

    static ObjectWriter of(DataType type) {
        Form form = form(type);
        return (value, builder) -> {
            if (value == null) {
                builder.appendNull();
                return;
            }
            try {
                form.write(value, builder);
            } catch (ClassCastException e) {
                throw wrongClass(value, type, e);
            }
        };
    }

    private static Form form(DataType type) {
        return switch (type) {
            case DataType.Null ignored -> (value, builder) -> builder.appendNull();
            case DataType.Bool ignored ->
                    (value, builder) -> ((BooleanBuilder) builder).append((Boolean) value);
            case DataType.Int8 ignored -> ints();
            case DataType.Int16 ignored -> ints();
            case DataType.Int32 ignored -> ints();
            case DataType.Int64 ignored ->
                    (value, builder) ->
                            ((LongBuilder) builder).append(((Number) value).longValue());
            case DataType.Float32 ignored -> doubles();
            case DataType.Float64 ignored -> doubles();
            case DataType.Decimal decimal -> decimals(decimal);
            case DataType.Text ignored ->
                    (value, builder) -> ((BytesBuilder) builder).append((String) value);
            case DataType.Binary ignored ->
                    (value, builder) -> ((BytesBuilder) builder).append((byte[]) value);
            case DataType.Date ignored ->
                    (value, builder) -> ((IntBuilder) builder).append(days(value));
            case DataType.Timestamp ignored ->
                    (value, builder) -> ((LongBuilder) builder).append(micros(value));
            case DataType.TimestampNtz ignored ->
                    (value, builder) ->
                            ((LongBuilder) builder)
                                    .append(
                                            micros(
                                                    ((LocalDateTime) value)
                                                            .toInstant(ZoneOffset.UTC)));
            case DataType.Time time ->
                    (value, builder) ->
                            ((LongBuilder) builder)
                                    .append(time.truncate(((LocalTime) value).toNanoOfDay()));
            case DataType.DayTimeInterval ignored ->
                    (value, builder) ->
                            ((LongBuilder) builder)
                                    .append(Math.floorDiv(((Duration) value).toNanos(), 1000L));
            case DataType.YearMonthInterval ignored ->
                    (value, builder) ->
                            ((IntBuilder) builder)
                                    .append(Math.toIntExact(((Period) value).toTotalMonths()));
            case DataType.CalendarInterval ignored -> throw refused(type);
            case DataType.Array ignored -> throw refused(type);
            case DataType.Map ignored -> throw refused(type);
            case DataType.Struct ignored -> throw refused(type);
        };
    }

    private static MillraceException refused(DataType type) {
        return MillraceException.unsupported("objects of the type " + type.sqlName());
    }

    private static Form ints() {
        return (value, builder) -> ((IntBuilder) builder).append(((Number) value).intValue());
    }

    private static Form doubles() {
        return (value, builder) -> ((DoubleBuilder) builder).append(((Number) value).doubleValue());
    }

    /// A value with too many digits before the point becomes NULL, as Spark makes it.
    private static Form decimals(DataType.Decimal type) {
        return (value, builder) -> {
            BigDecimal exact =
                    switch (value) {
                        case BigDecimal decimal -> decimal;
                        case scala.math.BigDecimal decimal -> decimal.bigDecimal();
                        case BigInteger integer -> new BigDecimal(integer);
                        case scala.math.BigInt integer -> new BigDecimal(integer.bigInteger());
                        default -> throw new ClassCastException(value.getClass().getName());
                    };
            BigDecimal scaled = exact.setScale(type.scale(), RoundingMode.HALF_UP);
            if (scaled.precision() > type.precision()) {
                builder.appendNull();
            } else {
                ((DecimalBuilder) builder).append(scaled.unscaledValue());
            }
        };
    }

    private static int days(Object value) {
        LocalDate date = value instanceof Date sql ? sql.toLocalDate() : (LocalDate) value;
        return Math.toIntExact(date.toEpochDay());
    }

    private static long micros(Object value) {
        return micros(value instanceof Timestamp sql ? sql.toInstant() : (Instant) value);
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static MillraceException wrongClass(
            Object value, DataType type, ClassCastException cause) {
        String external = value.getClass().getName();
        String wanted = '"' + type.sqlName() + '"';
        return MillraceException.of(ErrorKind.RUNTIME, "INVALID_EXTERNAL_TYPE", "42K0N")
                .with("externalType", external)
                .with("type", wanted)
                .with("expr", "\"value\"")
                .cause(cause)
                .text(
                        "The external type "
                                + external
                                + " is not valid for the type "
                                + wanted
                                + " at the expression \"value\".");
    }
}
