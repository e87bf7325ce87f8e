// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.json;

import static dev.millrace.connector.files.FormatFixture.NO_OPTIONS;
import static dev.millrace.connector.files.FormatFixture.options;
import static dev.millrace.connector.files.FormatFixture.utf8;
import static dev.millrace.spi.type.DataType.BYTE;
import static dev.millrace.spi.type.DataType.DATE;
import static dev.millrace.spi.type.DataType.DOUBLE;
import static dev.millrace.spi.type.DataType.FLOAT;
import static dev.millrace.spi.type.DataType.INTEGER;
import static dev.millrace.spi.type.DataType.LONG;
import static dev.millrace.spi.type.DataType.STRING;
import static dev.millrace.spi.type.DataType.TIMESTAMP;
import static dev.millrace.spi.type.DataType.TIMESTAMP_NTZ;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.util.Objects.requireNonNull;

import dev.millrace.connector.files.FormatFixture;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

class JsonReaderTest {
    private final FormatFixture fixture = new FormatFixture();

    private static DataType.Struct schema(Object... namesAndTypes) {
        StructField[] fields = new StructField[namesAndTypes.length / 2];
        for (int i = 0; i < fields.length; i++) {
            fields[i] =
                    new StructField(
                            (String) namesAndTypes[2 * i], (DataType) namesAndTypes[2 * i + 1]);
        }
        return DataType.Struct.of(fields);
    }

    private List<List<@Nullable Object>> read(DataType.Struct schema, String text) {
        return read(schema, text, NO_OPTIONS);
    }

    private List<List<@Nullable Object>> read(
            DataType.Struct schema, String text, Options options) {
        return fixture.rows(new JsonFormat(), schema, utf8(text), options);
    }

    private @Nullable Object one(DataType type, String json) {
        return read(schema("a", type), "{\"a\":" + json + "}").getFirst().getFirst();
    }

    private static List<@Nullable Object> row(@Nullable Object... values) {
        return Arrays.asList(values);
    }

    private static long micros(String instant) {
        return Instant.parse(instant).toEpochMilli() * 1000;
    }

    @Test
    void readsFieldsInAnyOrderAndSkipsUnknownOnes() {
        assertThat(
                        read(
                                schema("a", INTEGER, "b", STRING),
                                """
                                {"a":1,"b":"x"}
                                {"b":"y","a":2}
                                {"z":{"a":[1,{"b":"}"}]},"b":"w"}
                                {"A":5}
                                {}
                                """))
                .containsExactly(
                        row(1, "x"), row(2, "y"), row(null, "w"), row(null, null), row(null, null));
    }

    @Test
    void skipsBlankLinesAndAcceptsAnyLineEnd() {
        assertThat(read(schema("a", INTEGER), "\n  \n{\"a\":1}\r\n\r\n{\"a\":2}\r{\"a\":3}"))
                .containsExactly(row(1), row(2), row(3));
    }

    @Test
    void readsNumbersByTheRangeOfTheirType() {
        assertThat(one(INTEGER, "-2147483648")).isEqualTo(Integer.MIN_VALUE);
        assertThat(one(INTEGER, "2147483648")).isNull();
        assertThat(one(INTEGER, "2.0")).isNull();
        assertThat(one(INTEGER, "\"1\"")).isNull();
        assertThat(one(LONG, "9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(one(LONG, "-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
        assertThat(one(LONG, "9223372036854775808")).isNull();
        assertThat(one(BYTE, "200")).isEqualTo(-56);
        assertThat(one(BYTE, "256")).isNull();
        assertThat(one(DOUBLE, "1")).isEqualTo(1.0);
        assertThat(one(DOUBLE, "1e400")).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(one(FLOAT, "0.1")).isEqualTo((double) 0.1f);
    }

    @Test
    void readsEveryDoubleExactly() {
        SplittableRandom random = new SplittableRandom(7);
        StringBuilder lines = new StringBuilder();
        double[] wanted = new double[20_000];
        for (int i = 0; i < wanted.length; i++) {
            String text =
                    switch (i % 4) {
                        case 0 -> Double.toString(Double.longBitsToDouble(random.nextLong()));
                        case 1 ->
                                BigDecimal.valueOf(random.nextLong(), random.nextInt(40))
                                        .toString();
                        case 2 -> random.nextInt(2_000_000_000) + "." + random.nextInt(1_000_000);
                        default -> random.nextLong() + "e" + (random.nextInt(60) - 30);
                    };
            wanted[i] = Double.parseDouble(text);
            lines.append("{\"a\":").append(text).append("}\n");
        }
        List<List<@Nullable Object>> rows = read(schema("a", DOUBLE), lines.toString());
        for (int i = 0; i < wanted.length; i++) {
            assertThat(rows.get(i).getFirst()).isEqualTo(wanted[i]);
        }
    }

    @Test
    void readsNumbersOfAnyCountOfDigits() {
        for (int count = 1; count <= 18; count++) {
            String digits = "987654321012345678".substring(0, count);
            assertThat(one(LONG, digits)).isEqualTo(Long.parseLong(digits));
            assertThat(one(LONG, "-" + digits + " ")).isEqualTo(-Long.parseLong(digits));
            String fraction = digits + "." + digits;
            assertThat(one(DOUBLE, fraction)).isEqualTo(Double.parseDouble(fraction));
            assertThat(one(DOUBLE, "0." + digits)).isEqualTo(Double.parseDouble("0." + digits));
            assertThat(one(LONG, digits + ":")).isNull();
            assertThat(one(LONG, digits + "/")).isNull();
        }
    }

    @Test
    void readsWordsForNoNumber() {
        assertThat(one(DOUBLE, "NaN")).isEqualTo(Double.NaN);
        assertThat(one(DOUBLE, "\"NaN\"")).isEqualTo(Double.NaN);
        assertThat(one(DOUBLE, "-Infinity")).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(one(DOUBLE, "\"-INF\"")).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(one(DOUBLE, "\"1.5\"")).isNull();
        assertThat(
                        read(
                                schema("a", DOUBLE, "b", INTEGER),
                                "{\"b\":1,\"a\":NaN}",
                                options("allowNonNumericNumbers", "false")))
                .containsExactly(row(null, null));
    }

    @Test
    void keepsTheTextOfOtherValuesInStrings() {
        assertThat(one(STRING, "1.50")).isEqualTo("1.50");
        assertThat(one(STRING, "true")).isEqualTo("true");
        assertThat(one(STRING, "{ \"x\" : [1, 2] }")).isEqualTo("{ \"x\" : [1, 2] }");
        assertThat(one(STRING, "null")).isNull();
    }

    @Test
    void decodesEscapes() {
        assertThat(one(STRING, "\"a\\n\\\"\\\\\\/\\u00e9\\u20ac\\ud83d\\ude00z\""))
                .isEqualTo("a\n\"\\/é€😀z");
        assertThat(one(STRING, "\"\\ud83d!\"")).isEqualTo("?!");
        assertThat(one(STRING, "\"grüße 😀 日本\"")).isEqualTo("grüße 😀 日本");
        assertThat(one(STRING, "'it'")).isEqualTo("it");
    }

    @Test
    void readsDecimalsExactly() {
        DataType.Decimal money = new DataType.Decimal(10, 2);
        assertThat(one(money, "12.345")).isEqualTo(new BigDecimal("12.35"));
        assertThat(one(money, "-99999999.99")).isEqualTo(new BigDecimal("-99999999.99"));
        assertThat(one(money, "123456789.00")).isNull();
        assertThat(one(money, "\"1,234.5\"")).isEqualTo(new BigDecimal("1234.50"));
        assertThat(one(money, "1e3")).isEqualTo(new BigDecimal("1000.00"));
        assertThat(one(new DataType.Decimal(38, 10), "1234567890123456789012345678.5"))
                .isEqualTo(new BigDecimal("1234567890123456789012345678.5000000000"));
    }

    @Test
    void readsTimestampsInAllFormsOfACast() {
        assertThat(one(TIMESTAMP, "\"2024-01-02 03:04:05\""))
                .isEqualTo(micros("2024-01-02T03:04:05Z"));
        assertThat(one(TIMESTAMP, "\"2024-01-02T03:04:05.123456789Z\""))
                .isEqualTo(micros("2024-01-02T03:04:05.123Z") + 456);
        assertThat(one(TIMESTAMP, "\"2024-1-2 3:4:5+01:00\""))
                .isEqualTo(micros("2024-01-02T02:04:05Z"));
        assertThat(one(TIMESTAMP, "\"2024-01-02 03:04:05 Europe/Berlin\""))
                .isEqualTo(micros("2024-01-02T02:04:05Z"));
        assertThat(one(TIMESTAMP, "\"2024\"")).isEqualTo(micros("2024-01-01T00:00:00Z"));
        assertThat(one(TIMESTAMP, "\"10:30\"")).isEqualTo(micros("2024-02-29T10:30:00Z"));
        assertThat(one(TIMESTAMP, "1700000000")).isEqualTo(1_700_000_000_000_000L);
        assertThat(one(TIMESTAMP, "\"2024-13-01\"")).isNull();
        assertThat(one(TIMESTAMP, "1.5")).isNull();
        assertThat(one(TIMESTAMP_NTZ, "\"2024-01-02T03:04:05\""))
                .isEqualTo(micros("2024-01-02T03:04:05Z"));
        assertThat(one(DATE, "\"2024-02-29\"")).isEqualTo(19782);
        assertThat(one(DATE, "\"2023-02-29\"")).isNull();
        assertThat(one(DATE, "\"2024-02-29T10:00:00\"")).isEqualTo(19782);
    }

    @Test
    void readsLocalTimesInTheZoneOfTheSession() {
        FormatFixture berlin = new FormatFixture("Europe/Berlin");
        DataType.Struct schema = schema("a", TIMESTAMP);
        String lines =
                """
                {"a":"2024-03-31 01:59:59"}
                {"a":"2024-03-31 02:30:00"}
                {"a":"2024-03-31 03:00:00"}
                {"a":"2024-10-27 02:30:00"}
                {"a":"2024-07-01 12:00:00"}
                """;
        assertThat(berlin.rows(new JsonFormat(), schema, utf8(lines), NO_OPTIONS))
                .containsExactly(
                        row(micros("2024-03-31T00:59:59Z")),
                        row(micros("2024-03-31T01:30:00Z")),
                        row(micros("2024-03-31T01:00:00Z")),
                        row(micros("2024-10-27T00:30:00Z")),
                        row(micros("2024-07-01T10:00:00Z")));
    }

    @Test
    void readsTimestampsByAPattern() {
        Options options =
                options("timestampFormat", "dd/MM/yyyy HH:mm:ss.SSS", "dateFormat", "yyyyMMdd");
        assertThat(
                        read(
                                schema("t", TIMESTAMP, "d", DATE),
                                """
                                {"t":"02/01/2024 03:04:05.25","d":"20240229"}
                                {"t":"2024-01-02 03:04:05","d":"2024-02-29"}
                                """,
                                options))
                .containsExactly(row(micros("2024-01-02T03:04:05.250Z"), 19782), row(null, null));
    }

    @Test
    void readsNestedValues() {
        DataType.Struct inner = schema("x", INTEGER, "y", STRING);
        DataType.Struct schema =
                schema(
                        "s", inner,
                        "l", new DataType.Array(inner, true),
                        "m", new DataType.Map(STRING, LONG, true));
        assertThat(
                        read(
                                schema,
                                """
                                {"s":{"x":1,"y":"a"},"l":[{"x":2},{"y":"b"},null],"m":{"k":1,"j":null}}
                                {"s":null,"l":[],"m":{}}
                                {"l":[{"x":3,"x":4}]}
                                """))
                .containsExactly(
                        row(
                                row(1, "a"),
                                Arrays.asList(row(2, null), row(null, "b"), null),
                                mapOf("k", 1L, "j", null)),
                        row(null, List.of(), Map.of()),
                        row(null, List.of(row(4, null)), null));
    }

    private static Map<String, @Nullable Object> mapOf(
            String k1, @Nullable Object v1, String k2, @Nullable Object v2) {
        Map<String, @Nullable Object> map = new java.util.LinkedHashMap<>();
        map.put(k1, v1);
        map.put(k2, v2);
        return map;
    }

    @Test
    void keepsTheGoodFieldsOfABadRecord() {
        assertThat(
                        read(
                                schema("a", INTEGER, "b", STRING, "_corrupt_record", STRING),
                                """
                                {"a":"x","b":"y"}
                                {"a":1,"b":"z"
                                not json
                                {"a":2,"b":"ok"}
                                null
                                """))
                .containsExactly(
                        row(null, "y", "{\"a\":\"x\",\"b\":\"y\"}"),
                        row(null, null, "{\"a\":1,\"b\":\"z\""),
                        row(null, null, "not json"),
                        row(2, "ok", null),
                        row(null, null, "null"));
    }

    @Test
    void aBadElementOrMapValueMakesTheWholeFieldNull() {
        DataType.Struct inner = schema("x", INTEGER, "y", STRING);
        DataType.Struct schema =
                schema(
                        "l",
                        new DataType.Array(INTEGER, true),
                        "s",
                        inner,
                        "m",
                        new DataType.Map(STRING, INTEGER, true),
                        "_corrupt_record",
                        STRING);
        String line =
                "{\"l\":[1,\"q\",3],\"s\":{\"x\":\"w\",\"y\":\"z\"},\"m\":{\"a\":1,\"b\":\"c\"}}";
        assertThat(read(schema, line + "\n"))
                .containsExactly(row(null, row(null, "z"), null, line));
    }

    @Test
    void dropsMalformedRecordsWhenAsked() {
        assertThat(
                        read(
                                schema("a", INTEGER),
                                "{\"a\":1}\n{\"a\":\"x\"}\n{\"a\n{\"a\":2}\n",
                                options("mode", "DROPMALFORMED")))
                .containsExactly(row(1), row(2));
    }

    @Test
    void failsOnMalformedRecordsWhenAsked() {
        assertThatThrownBy(
                        () ->
                                read(
                                        schema("a", INTEGER, "b", STRING),
                                        "{\"a\":1}\n{\"a\":\"x\",\"b\":\"q\"}\n",
                                        options("mode", "failfast")))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e -> {
                            assertThat(e.condition()).isEqualTo("FAILED_READ_FILE.NO_HINT");
                            MillraceException cause =
                                    requireNonNull((MillraceException) e.getCause());
                            assertThat(cause.condition())
                                    .isEqualTo("MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION");
                            assertThat(cause.parameters()).containsEntry("badRecord", "[null,q]");
                        });
    }

    @Test
    void readsEachObjectOfATopLevelArrayAsARow() {
        assertThat(read(schema("a", INTEGER), "[{\"a\":1},{\"a\":2}]\n[]\n{\"a\":3}\n"))
                .containsExactly(row(1), row(2), row(3));
    }

    @Test
    void marksAllRowsOfAnArrayWithABadField() {
        DataType.Struct schema = schema("a", INTEGER, "_corrupt_record", STRING);
        String partial = "[{\"a\":1},{\"a\":\"x\"}]";
        String bad = "[{\"a\":1},5]";
        assertThat(read(schema, partial + "\n" + bad + "\n"))
                .containsExactly(row(1, partial), row(null, partial), row(null, bad));
    }

    @Test
    void keepsTheFieldsBeforeAWrongTokenInsideAField() {
        DataType.Struct schema = schema("id", INTEGER, "a", schema("x", INTEGER), "b", INTEGER);
        assertThat(
                        read(
                                schema,
                                """
                                {"id":1,"a":{"x":tru},"b":3}
                                {"id":1,"a":{"x":1 "y":2},"b":3}
                                {"id":1,"a":{"x":
                                {"id":1,"a":{"x":1
                                {"id":5,"z":{"x":tru},"b":3}
                                {"id":5,"a":[tru],"b":3}
                                """))
                .containsExactly(
                        row(1, null, null),
                        row(null, null, null),
                        row(1, null, null),
                        row(null, null, null),
                        row(null, null, null),
                        row(null, null, null));
    }

    @Test
    void lastOfTwoEqualNamesWins() {
        assertThat(
                        read(
                                schema("a", INTEGER),
                                "{\"a\":1,\"a\":2}\n{\"a\":1,\"a\":null}\n{\"a\":1,\"a\":\"x\"}\n"))
                .containsExactly(row(2), row((Object) null), row(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":01}",
                "{\"a\":1.}",
                "{\"a\":-}",
                "{\"a\":+1}",
                "{\"a\":tru}",
                "{\"a\":truely}",
                "{\"a\":1,}",
                "{\"a\":1 \"b\":2}",
                "{\"a\" 1}",
                "{a:1}",
                "{\"a\":\"x}",
                "{\"a\":\"\\q\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":1",
                "{\"b\":[1,2,}",
                "{\"b\":{\"c\":1]}",
                "{\"b\":\"tab\there\"}",
                "{\"a\":1e}",
                "{\"a\":",
                "{",
                "[",
                "\"text\"",
                "12",
                "{/*c*/\"a\":1}"
            })
    void textThatIsNotJsonGivesARowOfNulls(String line) {
        assertThat(read(schema("a", INTEGER, "_corrupt_record", STRING), line + "\n{\"a\":7}\n"))
                .containsExactly(row(null, line), row(7, null));
    }

    @Test
    void acceptsWhatTheOptionsAllow() {
        assertThat(
                        read(
                                schema("a", INTEGER, "b", STRING),
                                "{/*c*/a:007,'b':'\\q\t'} // end\n",
                                options(
                                        "allowComments", "true",
                                        "allowUnquotedFieldNames", "true",
                                        "allowNumericLeadingZeros", "true",
                                        "allowBackslashEscapingAnyCharacter", "true",
                                        "allowUnquotedControlChars", "true")))
                .containsExactly(row(7, "q\t"));
    }

    @Test
    void refusesOptionsThatSparkFollowsAndItDoesNot() {
        assertThatThrownBy(
                        () -> read(schema("a", INTEGER), "", options("singleVariantColumn", "v")))
                .hasMessageContaining("singleVariantColumn");
    }

    @Test
    void readsAWholeFileAsOneDocument() {
        assertThat(
                        read(
                                schema("a", INTEGER),
                                "[\n {\"a\":\n 1},\n {\"a\":2}\n]\n",
                                options("multiLine", "true")))
                .containsExactly(row(1), row(2));
    }

    @Test
    void readsCompressedAndEncodedFiles() throws IOException {
        DataType.Struct schema = schema("a", STRING);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(utf8("{\"a\":\"é\"}\n"));
        }
        assertThat(
                        fixture.rows(
                                new JsonFormat(),
                                schema,
                                bytes.toByteArray(),
                                NO_OPTIONS,
                                schema.names(),
                                "mem:/x.json.gz"))
                .containsExactly(row("é"));
        assertThat(
                        fixture.rows(
                                new JsonFormat(),
                                schema,
                                "{\"a\":\"é\"}\n".getBytes(StandardCharsets.ISO_8859_1),
                                options("encoding", "ISO-8859-1", "lineSep", "\n")))
                .containsExactly(row("é"));
    }

    @Test
    void splitsAtASeparatorOfTheUsers() {
        assertThat(read(schema("a", INTEGER), "{\"a\":1}||{\"a\":\n2}", options("lineSep", "||")))
                .containsExactly(row(1), row(2));
    }

    @Test
    void readsAFileInPartsAsAWhole() {
        StringBuilder lines = new StringBuilder();
        int count = 200_000;
        for (int i = 0; i < count; i++) {
            lines.append("{\"a\":").append(i).append(",\"b\":\"x\\n").append(i).append("\"}\n");
        }
        List<List<@Nullable Object>> rows =
                read(schema("a", INTEGER, "b", STRING), lines.toString());
        assertThat(rows).hasSize(count);
        for (int i = 0; i < count; i++) {
            assertThat(rows.get(i)).isEqualTo(row(i, "x\n" + i));
        }
    }

    @Test
    void readsALineLongerThanTheBuffer() {
        String text = "é".repeat(1_500_000);
        assertThat(read(schema("a", STRING), "{\"a\":\"" + text + "\"}\n{\"a\":\"b\"}\n"))
                .containsExactly(row(text), row("b"));
    }

    @Test
    void countsRowsWithoutColumns() {
        DataType.Struct schema = schema("a", INTEGER);
        assertThat(
                        fixture.rows(
                                new JsonFormat(),
                                schema,
                                utf8("{\"a\":1}\n\n{\"a\":2}\n"),
                                NO_OPTIONS,
                                List.of(),
                                "mem:/x.json"))
                .hasSize(2);
    }

    @Test
    void refusesToReadOnlyTheCorruptRecords() {
        DataType.Struct schema = schema("a", INTEGER, "_corrupt_record", STRING);
        assertThatThrownBy(
                        () ->
                                fixture.rows(
                                        new JsonFormat(),
                                        schema,
                                        utf8("{}"),
                                        NO_OPTIONS,
                                        List.of("_corrupt_record"),
                                        "mem:/x.json"))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e ->
                                assertThat(e.condition())
                                        .isEqualTo(
                                                "UNSUPPORTED_FEATURE.QUERY_ONLY_CORRUPT_RECORD_COLUMN"));
    }
}
