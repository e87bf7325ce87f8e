// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.usercode;

import dev.millrace.connect.convert.SparkTypes;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.jspecify.annotations.Nullable;

import scala.jdk.javaapi.CollectionConverters;

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
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Values as user functions see them: what Spark's row encoder gives. Dates and timestamps are
/// `java.sql` objects, structs are `Row`s, arrays and maps Scala collections; on the way back the
/// `java.time` classes and Java collections are
/// accepted as well.
final class ExternalValues {
    private final ZoneId timeZone;

    ExternalValues(ZoneId timeZone) {
        this.timeZone = timeZone;
    }

    @Nullable Object toExternal(Column column, DataType type, int row) {
        return external(BoxedValues.read(column, type, row), type);
    }

    private @Nullable Object external(@Nullable Object value, DataType type) {
        if (value == null) {
            return null;
        }
        return switch (type) {
            case DataType.Int8 ignored -> ((Integer) value).byteValue();
            case DataType.Int16 ignored -> ((Integer) value).shortValue();
            case DataType.Float32 ignored -> ((Double) value).floatValue();
            case DataType.Date ignored -> Date.valueOf(LocalDate.ofEpochDay((Integer) value));
            case DataType.Timestamp ignored -> Timestamp.from(instant((Long) value));
            case DataType.TimestampNtz ignored ->
                    LocalDateTime.ofInstant(instant((Long) value), ZoneOffset.UTC);
            case DataType.Time ignored -> LocalTime.ofNanoOfDay((Long) value);
            case DataType.DayTimeInterval ignored -> Duration.of((Long) value, ChronoUnit.MICROS);
            case DataType.YearMonthInterval ignored ->
                    Period.ofMonths((Integer) value).normalized();
            case DataType.Array(var element, var ignored) -> {
                List<@Nullable Object> elements = new ArrayList<>();
                for (Object each : (List<?>) value) {
                    elements.add(external(each, element));
                }
                yield CollectionConverters.asScala(elements).toSeq();
            }
            case DataType.Map(var keyType, var valueType, var ignored) -> {
                Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
                ((Map<?, ?>) value)
                        .forEach(
                                (k, v) ->
                                        entries.put(external(k, keyType), external(v, valueType)));
                yield CollectionConverters.asScala(entries);
            }
            case DataType.Struct struct -> row((List<?>) value, struct);
            default -> value;
        };
    }

    private Row row(List<?> values, DataType.Struct struct) {
        @Nullable Object[] fields = new @Nullable Object[struct.size()];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = external(values.get(i), struct.field(i).type());
        }
        return new GenericRowWithSchema(fields, SparkTypes.toSpark(struct));
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    /// The boxed form of a value that user code returned.
    @Nullable Object toBoxed(@Nullable Object value, DataType type) {
        if (value == null) {
            return null;
        }
        return switch (type) {
            case DataType.Decimal decimal -> decimal(value, decimal);
            case DataType.Text ignored -> value.toString();
            case DataType.Date ignored -> date(value);
            case DataType.Timestamp ignored -> timestamp(value);
            case DataType.TimestampNtz ignored ->
                    micros(((LocalDateTime) value).toInstant(ZoneOffset.UTC));
            case DataType.Time time -> time.truncate(((LocalTime) value).toNanoOfDay());
            case DataType.DayTimeInterval ignored -> ((Duration) value).toNanos() / 1000;
            case DataType.YearMonthInterval ignored -> (int) ((Period) value).toTotalMonths();
            case DataType.Array(var element, var ignored) -> {
                List<@Nullable Object> elements = new ArrayList<>();
                for (Object each : list(value)) {
                    elements.add(toBoxed(each, element));
                }
                yield elements;
            }
            case DataType.Map(var keyType, var valueType, var ignored) -> {
                Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
                map(value)
                        .forEach((k, v) -> entries.put(toBoxed(k, keyType), toBoxed(v, valueType)));
                yield entries;
            }
            case DataType.Struct struct -> fields(value, struct);
            default -> value;
        };
    }

    private @Nullable Object fields(Object value, DataType.Struct struct) {
        if (!(value instanceof Row row)) {
            throw MillraceException.unsupported(
                    "a user function that returns a struct as " + value.getClass().getName());
        }
        List<@Nullable Object> fields = new ArrayList<>();
        for (int i = 0; i < struct.size(); i++) {
            fields.add(toBoxed(row.get(i), struct.field(i).type()));
        }
        return fields;
    }

    private static @Nullable BigDecimal decimal(Object value, DataType.Decimal type) {
        BigDecimal exact =
                switch (value) {
                    case BigDecimal decimal -> decimal;
                    case scala.math.BigDecimal decimal -> decimal.bigDecimal();
                    case BigInteger integer -> new BigDecimal(integer);
                    default -> new BigDecimal(value.toString());
                };
        BigDecimal scaled = exact.setScale(type.scale(), RoundingMode.HALF_UP);
        return scaled.precision() <= type.precision() ? scaled : null;
    }

    private static int date(Object value) {
        LocalDate date = value instanceof Date sql ? sql.toLocalDate() : (LocalDate) value;
        return Math.toIntExact(date.toEpochDay());
    }

    private long timestamp(Object value) {
        return switch (value) {
            case Timestamp sql -> micros(sql.toInstant());
            case LocalDateTime local -> micros(local.atZone(timeZone).toInstant());
            default -> micros((Instant) value);
        };
    }

    private static List<?> list(Object value) {
        return switch (value) {
            case scala.collection.Seq<?> seq -> CollectionConverters.asJava(seq);
            case Object[] array -> java.util.Arrays.asList(array);
            default -> (List<?>) value;
        };
    }

    private static Map<?, ?> map(Object value) {
        return value instanceof scala.collection.Map<?, ?> map
                ? CollectionConverters.asJava(map)
                : (Map<?, ?>) value;
    }
}
