// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.golden;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.util.SparkDateTimeUtils$;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.YearMonthIntervalType;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Values as Hive prints them, which is how the golden files hold rows.
///
/// @param zone in which a timestamp is shown
/// @param binaryStyle `spark.sql.binaryOutputStyle`
record HiveText(ZoneId zone, String binaryStyle) {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.US)
                    .withChronology(IsoChronology.INSTANCE)
                    .withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter TIME = fraction("HH:mm:ss");
    private static final DateTimeFormatter TIMESTAMP = fraction("uuuu-MM-dd HH:mm:ss");
    private static final long SECONDS_PER_DAY = 86_400;

    private static DateTimeFormatter fraction(String pattern) {
        return new DateTimeFormatterBuilder()
                .appendPattern(pattern)
                .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
                .toFormatter(Locale.US);
    }

    /// The columns of a row, separated by tabs.
    String row(Row row, StructType schema) {
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < row.length(); i++) {
            columns.add(text(row.get(i), schema.fields()[i].dataType(), false));
        }
        return String.join("\t", columns);
    }

    private String text(@Nullable Object value, DataType type, boolean nested) {
        return switch (value) {
            case null -> nested ? "null" : "NULL";
            case Date date -> DATE.format(day(date));
            case LocalDate date -> DATE.format(date);
            case Timestamp time -> TIMESTAMP.format(instant(time).atZone(zone));
            case Instant time -> TIMESTAMP.format(time.atZone(zone));
            case LocalDateTime time -> TIMESTAMP.format(time);
            case LocalTime time -> TIME.format(time);
            case byte[] bytes -> binary(bytes);
            case BigDecimal decimal -> decimal.toPlainString();
            case String text -> nested && type instanceof StringType ? '"' + text + '"' : text;
            case Period period when type instanceof YearMonthIntervalType -> yearMonth(period);
            case Duration duration when type instanceof DayTimeIntervalType -> dayTime(duration);
            default -> collection(value, type);
        };
    }

    private String collection(Object value, DataType type) {
        if (value instanceof Row struct && type instanceof StructType fields) {
            List<String> parts = new ArrayList<>();
            for (int i = 0; i < struct.length(); i++) {
                parts.add(
                        '"'
                                + fields.fields()[i].name()
                                + "\":"
                                + text(struct.get(i), fields.fields()[i].dataType(), true));
            }
            return parts.stream().collect(Collectors.joining(",", "{", "}"));
        }
        if (type instanceof ArrayType array) {
            return elements(value).stream()
                    .map(element -> text(element, array.elementType(), true))
                    .collect(Collectors.joining(",", "[", "]"));
        }
        if (type instanceof MapType map) {
            return entries(value).entrySet().stream()
                    .map(entry -> entry(entry, map))
                    .sorted()
                    .collect(Collectors.joining(",", "{", "}"));
        }
        return value.toString();
    }

    private String entry(Map.Entry<?, ?> entry, MapType type) {
        return text(entry.getKey(), type.keyType(), true)
                + ':'
                + text(entry.getValue(), type.valueType(), true);
    }

    private static List<?> elements(Object value) {
        return value instanceof scala.collection.Seq<?> seq
                ? scala.jdk.javaapi.CollectionConverters.asJava(seq)
                : (List<?>) value;
    }

    private static Map<?, ?> entries(Object value) {
        return value instanceof scala.collection.Map<?, ?> map
                ? scala.jdk.javaapi.CollectionConverters.asJava(map)
                : (Map<?, ?>) value;
    }

    /// The day that the client has turned into one of the old calendar.
    private static LocalDate day(Date date) {
        return LocalDate.ofEpochDay(SparkDateTimeUtils$.MODULE$.fromJavaDate(date));
    }

    private static Instant instant(Timestamp time) {
        return SparkDateTimeUtils$.MODULE$.microsToInstant(
                SparkDateTimeUtils$.MODULE$.fromJavaTimestamp(time));
    }

    private static String yearMonth(Period period) {
        long months = period.toTotalMonths();
        return (months < 0 ? "-" : "") + Math.abs(months / 12) + "-" + Math.abs(months % 12);
    }

    private static String dayTime(Duration duration) {
        boolean negative = duration.isNegative();
        Duration size = duration.abs();
        long seconds = size.getSeconds();
        return String.format(
                Locale.US,
                "%s%d %02d:%02d:%02d.%09d",
                negative ? "-" : "",
                seconds / SECONDS_PER_DAY,
                seconds / 3600 % 24,
                seconds / 60 % 60,
                seconds % 60,
                size.getNano());
    }

    private String binary(byte[] bytes) {
        Function<byte[], String> style =
                switch (binaryStyle) {
                    case "BASE64" ->
                            all -> Base64.getEncoder().withoutPadding().encodeToString(all);
                    case "HEX" -> HexFormat.of().withUpperCase()::formatHex;
                    case "HEX_DISCRETE" ->
                            all ->
                                    "["
                                            + HexFormat.ofDelimiter(" ")
                                                    .withUpperCase()
                                                    .formatHex(all)
                                            + "]";
                    case "BASIC" -> java.util.Arrays::toString;
                    default -> all -> new String(all, StandardCharsets.UTF_8);
                };
        return style.apply(bytes);
    }
}
