// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.json;

import static dev.millrace.connector.files.FormatFixture.NO_OPTIONS;
import static dev.millrace.connector.files.FormatFixture.options;
import static dev.millrace.connector.files.FormatFixture.utf8;
import static dev.millrace.spi.type.DataType.BINARY;
import static dev.millrace.spi.type.DataType.BOOLEAN;
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

import dev.millrace.connector.files.FormatFixture;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Inference and writing; the expected values are what Spark 4.2 gives.
class JsonFormatTest {
    private final JsonFormat format = new JsonFormat();

    private static DataType.Struct schema(Object... namesAndTypes) {
        StructField[] fields = new StructField[namesAndTypes.length / 2];
        for (int i = 0; i < fields.length; i++) {
            fields[i] =
                    new StructField(
                            (String) namesAndTypes[2 * i], (DataType) namesAndTypes[2 * i + 1]);
        }
        return DataType.Struct.of(fields);
    }

    private static List<@Nullable Object> row(@Nullable Object... values) {
        return Arrays.asList(values);
    }

    private String inferred(String text, String... options) {
        FormatFixture fixture = new FormatFixture();
        return format.inferSchema(
                        List.of(fixture.file("/f.json", utf8(text))), options(options), fixture)
                .simpleName();
    }

    private String write(
            String zone, DataType.Struct schema, List<@Nullable Object> row, String... options) {
        return new String(
                new FormatFixture(zone).write(format, schema, List.of(row), options(options)),
                StandardCharsets.UTF_8);
    }

    private static long micros(String instant) {
        Instant time = Instant.parse(instant);
        return time.getEpochSecond() * 1_000_000 + time.getNano() / 1000;
    }

    @Test
    void infersTypesMergedOverAllRecordsSortedByName() {
        assertThat(
                        inferred(
                                """
                                {"b":1,"a":"x","c":1.5,"d":true,"e":null,"f":[1,2.5],"g":{"y":1,"x":"s"}}
                                {"b":1.5,"f":["q"],"g":{"z":1}}
                                """))
                .isEqualTo(
                        "struct<a:string,b:double,c:double,d:boolean,e:string,f:array<string>,"
                                + "g:struct<x:string,y:bigint,z:bigint>>");
        assertThat(
                        inferred(
                                """
                                {"a":9223372036854775808,"b":12345678901234567890123456789012345678901234567890}
                                {"c":[],"d":{},"e":[{}],"f":[null]}
                                """))
                .isEqualTo("struct<a:decimal(19,0),b:double,c:array<string>,f:array<string>>");
        assertThat(
                        inferred(
                                "{\"a\":1}\n{\"a\":true}\n{\"b\":{\"x\":1}}\n{\"b\":[1]}\n"
                                        + "{\"c\":\"2024-01-01\"}\n"))
                .isEqualTo("struct<a:string,b:string,c:string>");
        assertThat(inferred("{\"a\":9223372036854775808}\n{\"a\":1.5}\n"))
                .isEqualTo("struct<a:double>");
        assertThat(
                        inferred(
                                "{\"c\":{\"b\":1}}\n"
                                        + "{\"c\":null}\n"
                                        + "{\"d\":[1]}\n"
                                        + "{\"d\":[{\"e\":1}]}\n"
                                        + "[{\"z\":1},{\"z\":\"x\"}]\n"))
                .isEqualTo("struct<c:struct<b:bigint>,d:array<string>,z:string>");
    }

    @Test
    void addsTheCorruptRecordColumnWhenALineIsMalformed() {
        assertThat(inferred("{\"a\":1}\n{\"a\":\"x\"}\nbad\n"))
                .isEqualTo("struct<_corrupt_record:string,a:string>");
        assertThat(inferred("[1,2]\n5\n")).isEqualTo("struct<_corrupt_record:string>");
        assertThat(inferred("bad\n", "mode", "DROPMALFORMED")).isEqualTo("struct<>");
        assertThat(inferred("\n\n")).isEqualTo("struct<>");
        assertThatThrownBy(() -> inferred("bad\n", "mode", "FAILFAST"))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e ->
                                assertThat(e.condition())
                                        .isEqualTo(
                                                "MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION"));
        assertThatThrownBy(() -> inferred("{\"B\":1,\"b\":2}\n"))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e -> assertThat(e.condition()).isEqualTo("COLUMN_ALREADY_EXISTS"));
    }

    @Test
    void infersAsTheOptionsSay() {
        assertThat(inferred("{\"a\":1,\"b\":[true]}\n", "primitivesAsString", "true"))
                .isEqualTo("struct<a:string,b:array<string>>");
        assertThat(
                        inferred(
                                "{\"a\":\"2024-01-01"
                                        + " 10:00:00\",\"b\":\"2024-01-01\",\"c\":\"x\"}\n",
                                "inferTimestamp",
                                "true"))
                .isEqualTo("struct<a:timestamp,b:timestamp,c:string>");
        assertThat(
                        inferred(
                                "{\"a\":null,\"b\":[],\"c\":{},\"d\":1}\n",
                                "dropFieldIfAllNull",
                                "true"))
                .isEqualTo("struct<d:bigint>");
        assertThat(inferred("{\"a\":1.25}\n{\"a\":2}\n", "prefersDecimal", "true"))
                .isEqualTo("struct<a:decimal(22,2)>");
        assertThat(inferred("{\n\"a\":\n1}", "multiLine", "true")).isEqualTo("struct<a:bigint>");
    }

    @Test
    void writesWhatSparkWrites() {
        DataType.Struct schema =
                schema(
                        "a", INTEGER,
                        "b", STRING,
                        "t", TIMESTAMP,
                        "n", TIMESTAMP_NTZ,
                        "d", DATE,
                        "dec", new DataType.Decimal(3, 2),
                        "x", DOUBLE,
                        "i", DOUBLE,
                        "y", DOUBLE,
                        "f", FLOAT,
                        "bin", BINARY,
                        "arr", new DataType.Array(INTEGER, true),
                        "m", new DataType.Map(STRING, INTEGER, true),
                        "s", schema("x", INTEGER, "y", INTEGER),
                        "str", STRING,
                        "bo", BOOLEAN,
                        "sd", new DataType.Decimal(10, 9));
        long time = micros("2024-01-02T03:04:05.123456Z");
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("k", 1);
        map.put("n", null);
        List<@Nullable Object> values =
                row(
                        1,
                        null,
                        time,
                        time,
                        19724,
                        new BigDecimal("1.50"),
                        Double.NaN,
                        Double.POSITIVE_INFINITY,
                        1.0e10,
                        (double) 0.1f,
                        utf8("AB"),
                        row(1, null),
                        map,
                        row(1, null),
                        "q\"\\/\n\u0001é\u007f",
                        true,
                        new BigDecimal("0.000000100"));
        assertThat(write("UTC", schema, values))
                .isEqualTo(
                        "{\"a\":1,\"t\":\"2024-01-02T03:04:05.123Z\",\"n\":\"2024-01-02T03:04:05.123\",\"d\":\"2024-01-02\",\"dec\":1.50,\"x\":\"NaN\",\"i\":\"Infinity\",\"y\":1.0E10,\"f\":0.1,\"bin\":\"QUI=\",\"arr\":[1,null],\"m\":{\"k\":1,\"n\":null},\"s\":{\"x\":1},\"str\":\"q\\\"\\\\/\\n"
                            + "\\u0001é\u007f\",\"bo\":true,\"sd\":1.00E-7}\n");
    }

    @Test
    void writesNullFieldsZonesAndPatternsAsTheOptionsSay() {
        DataType.Struct schema = schema("b", STRING, "m", new DataType.Map(DATE, INTEGER, true));
        assertThat(write("UTC", schema, row(null, Map.of(19724, 2)), "ignoreNullFields", "false"))
                .isEqualTo("{\"b\":null,\"m\":{\"19724\":2}}\n");
        DataType.Struct times = schema("t", TIMESTAMP, "u", TIMESTAMP);
        assertThat(
                        write(
                                "Europe/Berlin",
                                times,
                                row(
                                        micros("0001-01-02T03:04:05.123456Z"),
                                        micros("+12024-01-02T03:04:05Z"))))
                .isEqualTo(
                        "{\"t\":\"0001-01-02T03:57:33.123+00:53:28\","
                                + "\"u\":\"+12024-01-02T04:04:05.000+01:00\"}\n");
        assertThat(
                        write(
                                "UTC",
                                schema("t", TIMESTAMP, "d", DATE),
                                row(micros("2024-01-02T03:04:05Z"), 19724),
                                "timestampFormat",
                                "dd/MM/yyyy HH:mm",
                                "dateFormat",
                                "dd.MM.yyyy"))
                .isEqualTo("{\"t\":\"02/01/2024 03:04\",\"d\":\"02.01.2024\"}\n");
        assertThat(write("UTC", schema("a", INTEGER), row((Object) null))).isEqualTo("{}\n");
    }

    @Test
    void readsWhatItWrote() {
        DataType.Struct schema =
                schema(
                        "a", LONG,
                        "s", STRING,
                        "d", DOUBLE,
                        "l", new DataType.Array(schema("x", STRING, "y", TIMESTAMP), true));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            rows.add(
                    row(
                            (long) i * i * i,
                            i % 7 == 0 ? null : "t\t\"" + i + "\\é😀",
                            1.0 / (i + 1),
                            List.of(row("x" + i, i * 1_000_000L * 86_399), row(null, 0L))));
        }
        FormatFixture fixture = new FormatFixture("Asia/Ho_Chi_Minh");
        byte[] file = fixture.write(format, schema, rows, options("compression", "gzip"));
        assertThat(fixture.rows(format, schema, file, NO_OPTIONS, schema.names(), "mem:/f.json.gz"))
                .isEqualTo(rows);
    }
}
