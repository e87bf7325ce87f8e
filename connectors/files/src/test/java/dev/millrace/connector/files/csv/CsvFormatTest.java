// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.csv;

import static dev.millrace.connector.files.FormatFixture.NO_OPTIONS;
import static dev.millrace.connector.files.FormatFixture.options;
import static dev.millrace.connector.files.FormatFixture.utf8;
import static dev.millrace.spi.type.DataType.BINARY;
import static dev.millrace.spi.type.DataType.BOOLEAN;
import static dev.millrace.spi.type.DataType.BYTE;
import static dev.millrace.spi.type.DataType.DATE;
import static dev.millrace.spi.type.DataType.DOUBLE;
import static dev.millrace.spi.type.DataType.FLOAT;
import static dev.millrace.spi.type.DataType.INTEGER;
import static dev.millrace.spi.type.DataType.LONG;
import static dev.millrace.spi.type.DataType.SHORT;
import static dev.millrace.spi.type.DataType.STRING;
import static dev.millrace.spi.type.DataType.TIMESTAMP;
import static dev.millrace.spi.type.DataType.TIMESTAMP_NTZ;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.connector.files.FormatFixture;
import dev.millrace.spi.connector.Options;
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
import java.util.List;

/// The expected values are what Spark 4.2 gives for the same files.
class CsvFormatTest {
    private final FormatFixture fixture = new FormatFixture();
    private final CsvFormat format = new CsvFormat();

    private static DataType.Struct schema(Object... namesAndTypes) {
        StructField[] fields = new StructField[namesAndTypes.length / 2];
        for (int i = 0; i < fields.length; i++) {
            fields[i] =
                    new StructField(
                            (String) namesAndTypes[2 * i], (DataType) namesAndTypes[2 * i + 1]);
        }
        return DataType.Struct.of(fields);
    }

    /// A schema of strings, with the corrupt-record column.
    private static DataType.Struct texts(String... names) {
        List<StructField> fields = new ArrayList<>();
        for (String name : names) {
            fields.add(new StructField(name, STRING));
        }
        fields.add(new StructField("_corrupt_record", STRING));
        return new DataType.Struct(fields);
    }

    private static List<@Nullable Object> row(@Nullable Object... values) {
        return Arrays.asList(values);
    }

    private List<List<@Nullable Object>> read(
            DataType.Struct schema, String text, String... options) {
        return fixture.rows(format, schema, utf8(text), options(options));
    }

    private String write(DataType.Struct schema, List<@Nullable Object> row, String... options) {
        return new String(
                fixture.write(format, schema, List.of(row), options(options)),
                StandardCharsets.UTF_8);
    }

    private String inferred(String text, String... options) {
        return format.inferSchema(
                        List.of(fixture.file("/f.csv", utf8(text))), options(options), fixture)
                .simpleName();
    }

    private static long micros(String instant) {
        return Instant.parse(instant).toEpochMilli() * 1000;
    }

    @Test
    void readsFieldsByPositionAndKeepsWhatItCanOfMalformedRecords() {
        DataType.Struct schema =
                schema("a", INTEGER, "b", STRING, "c", STRING, "_corrupt_record", STRING);
        assertThat(
                        read(
                                schema,
                                """
                                1,x,y
                                2,"q,z",w
                                3,"q""r",w
                                4,"q\\"r",w
                                5, sp , t\s
                                6,,""
                                7
                                8,a,b,c
                                x,a,b

                                  \s
                                9,'a,b
                                """))
                .containsExactly(
                        row(1, "x", "y", null),
                        row(2, "q,z", "w", null),
                        row(3, "\"q\"\"r\"", "w", null),
                        row(4, "q\"r", "w", null),
                        row(5, " sp ", " t ", null),
                        row(6, null, null, null),
                        row(7, null, null, "7"),
                        row(8, "a", "b", "8,a,b,c"),
                        row(null, "a", "b", "x,a,b"),
                        row(9, "'a", "b", null));
    }

    @Test
    void readsQuotesInAnyPlaceAsSparkDoes() {
        assertThat(
                        read(
                                texts("a", "b"),
                                """
                                "ab"c,d
                                "a" ,b
                                 "a",b
                                "abc,d
                                "a""b"c",d
                                """))
                .containsExactly(
                        row("\"ab\"c", "d", null),
                        row("a", "b", null),
                        row(" \"a\"", "b", null),
                        row("abc,d", null, "\"abc,d"),
                        row("\"a\"\"b\"c\"", "d", null));
        assertThat(
                        read(
                                texts("a", "b"),
                                "\"a\\\\\",b\n\"a\\nb\",c\n\"a\\\\\\\"b\",c\na\\,b,c\n\\\"a,b\n"))
                .containsExactly(
                        row("a\\", "b", null),
                        row("a\\nb", "c", null),
                        row("a\\\"b", "c", null),
                        row("a\\", "b", "a\\,b,c"),
                        row("\\\"a", "b", null));
        assertThat(read(texts("a", "b"), "1,\"a\\\n\"\",\"a\"\"\"\n"))
                .containsExactly(row("1", "a", null), row(null, "a\"\"", null));
        assertThat(read(texts("a", "b"), "\"a\"\"b\",c\n\"a\\\"\",c\n", "escape", "\""))
                .containsExactly(row("a\"b", "c", null), row("a\\\",c", null, "\"a\\\"\",c"));
        assertThat(read(texts("a", "b"), "'a,b',c\n'it''s',d\n'it\\'s',d\n", "quote", "'"))
                .containsExactly(
                        row("a,b", "c", null), row("'it''s'", "d", null), row("it's", "d", null));
    }

    @Test
    void readsEveryType() {
        DataType.Struct schema =
                schema(
                        "a", BOOLEAN,
                        "b", BYTE,
                        "c", SHORT,
                        "d", LONG,
                        "e", new DataType.Decimal(5, 2),
                        "f", DATE,
                        "g", TIMESTAMP,
                        "i", TIMESTAMP_NTZ);
        long time = micros("2024-01-02T10:00:00Z");
        assertThat(
                        read(
                                schema,
                                """
                                true,1,2,3,1.235,2024-01-02,2024-01-02 10:00:00,2024-01-02 10:00:00
                                TRUE,+1,2.0,3L,"1,234",2024-1-2,2024-01-02T10:00:00Z,2024-01-02
                                yes,200, 2 ,,12345,5,17,x
                                """))
                .containsExactly(
                        row(true, 1, 2, 3L, new BigDecimal("1.24"), 19724, time, time),
                        row(true, 1, null, null, null, 19724, time, micros("2024-01-02T00:00:00Z")),
                        row(null, null, null, null, null, null, null, null));
        assertThat(
                        read(
                                schema("a", DOUBLE, "b", FLOAT),
                                "NaN,Inf\n-Inf,1.5\n 1.5,x\nInfinity,1\n1e3,-0\n1d,2f\n"))
                .containsExactly(
                        row(Double.NaN, Double.POSITIVE_INFINITY),
                        row(Double.NEGATIVE_INFINITY, 1.5),
                        row(1.5, null),
                        row(Double.POSITIVE_INFINITY, 1.0),
                        row(1000.0, -0.0),
                        row(1.0, 2.0));
        assertThat(
                        read(
                                schema("a", LONG),
                                "9223372036854775807\n-9223372036854775808\n9223372036854775808\n"))
                .containsExactly(row(Long.MAX_VALUE), row(Long.MIN_VALUE), row((Object) null));
    }

    @Test
    void readsNullAndEmptyValues() {
        DataType.Struct schema = schema("a", STRING, "b", STRING, "c", STRING);
        assertThat(read(schema, "x,NULL,\"NULL\"\n,\"\",y\n", "nullValue", "NULL"))
                .containsExactly(row("x", null, null), row(null, "", "y"));
        assertThat(read(schema, "x,,\"\"\n", "emptyValue", "E"))
                .containsExactly(row("x", null, "E"));
        assertThat(read(texts("a", "b"), "a,-\n-,\"-\"\n", "nullValue", "-"))
                .containsExactly(row("a", null, null), row(null, null, null));
    }

    @Test
    void skipsHeadersCommentsAndBlanks() {
        DataType.Struct schema = schema("a", INTEGER, "b", STRING);
        assertThat(read(schema, "\na,b\n\n1,x\n", "header", "true")).containsExactly(row(1, "x"));
        assertThat(read(schema, "b,a\nx,1\n", "header", "true")).containsExactly(row(null, "1"));
        assertThat(read(schema("a", INTEGER), "# c\n1\n# d\n2\n", "comment", "#"))
                .containsExactly(row(1), row(2));
        assertThat(
                        read(
                                schema("a", STRING, "b", STRING),
                                "  x ,\" y \"\n",
                                "ignoreLeadingWhiteSpace",
                                "true",
                                "ignoreTrailingWhiteSpace",
                                "true"))
                .containsExactly(row("x", " y "));
        assertThatThrownBy(
                        () ->
                                read(
                                        schema,
                                        "b,a\nx,1\n",
                                        "header",
                                        "true",
                                        "enforceSchema",
                                        "false"))
                .hasRootCauseMessage(
                        "CSV header does not conform to the schema.\n Header: b, a\n Schema: a, b\n"
                                + "Expected: a but found: b\nCSV file: mem:/f.csv");
    }

    @Test
    void readsOtherSeparatorsAndLineEnds() {
        assertThat(read(texts("a", "b"), "a;b|c;d\n", "sep", ";", "lineSep", "|"))
                .containsExactly(row("a", "b", null), row("c", "d\n", null));
        assertThat(read(texts("a", "b", "c"), "a||b||c\n", "sep", "||"))
                .containsExactly(row("a", "b", "c", null));
        assertThat(read(texts("a", "b"), "a\tb\n", "sep", "\\t"))
                .containsExactly(row("a", "b", null));
        assertThat(read(texts("a", "b"), "\ufeffa,b\r\nc,d\re,f"))
                .containsExactly(row("a", "b", null), row("c", "d", null), row("e", "f", null));
    }

    @Test
    void readsRecordsOfSeveralLinesOnlyWhenAsked() {
        DataType.Struct schema = schema("a", INTEGER, "b", STRING, "_corrupt_record", STRING);
        String text = "1,\"x\ny\"\n2,z\n";
        assertThat(read(schema, text, "multiLine", "true"))
                .containsExactly(row(1, "x\ny", null), row(2, "z", null));
        assertThat(read(schema, text))
                .containsExactly(row(1, "x", null), row(null, null, "y\""), row(2, "z", null));
        assertThat(read(texts("a", "b"), "\"a\nb\",c\n\"d,\ne\n\"\",f\n", "multiLine", "true"))
                .containsExactly(row("a\nb", "c", null), row("d,\ne\n\"", "f", null));
    }

    @Test
    void dropsOrRefusesMalformedRecordsWhenAsked() {
        DataType.Struct schema = schema("a", INTEGER, "b", STRING);
        assertThat(read(schema, "1,x\nq,y\n3\n4,z\n", "mode", "DROPMALFORMED"))
                .containsExactly(row(1, "x"), row(4, "z"));
        assertThatThrownBy(() -> read(schema, "1,x\nq,y\n", "mode", "FAILFAST"))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e -> assertThat(e.condition()).isEqualTo("FAILED_READ_FILE.NO_HINT"))
                .hasRootCauseMessage(
                        "Malformed records are detected in record parsing: [null,y].\nParse Mode:"
                                + " FAILFAST. To process malformed records as null result, try"
                                + " setting the option 'mode' as 'PERMISSIVE'. ");
    }

    @Test
    void readsAFileInPartsAsAWhole() {
        StringBuilder text = new StringBuilder("n,t\n");
        int count = 300_000;
        for (int i = 0; i < count; i++) {
            text.append(i).append(",\"value ").append(i).append("\"\n");
        }
        List<List<@Nullable Object>> rows =
                read(schema("n", INTEGER, "t", STRING), text.toString(), "header", "true");
        assertThat(rows).hasSize(count);
        for (int i = 0; i < count; i += 997) {
            assertThat(rows.get(i)).isEqualTo(row(i, "value " + i));
        }
        assertThat(
                        fixture.rows(
                                format,
                                schema("n", INTEGER, "t", STRING),
                                utf8(text.toString()),
                                options("header", "true"),
                                List.of("t"),
                                "mem:/f.csv"))
                .hasSize(count)
                .startsWith(row("value 0"));
    }

    @Test
    void infersNamesAndTypes() {
        assertThat(
                        inferred(
                                """
                                a,b,c,d,e,f,g,h
                                1,1.5,x,true,2024-01-01,2024-01-01 10:00:00,,99999999999
                                2,2,y,false,2024-01-02,2024-01-02 10:00:00,,1
                                """,
                                "header",
                                "true",
                                "inferSchema",
                                "true"))
                .isEqualTo(
                        "struct<a:int,b:double,c:string,d:boolean,e:date,f:timestamp,g:string,"
                                + "h:bigint>");
        assertThat(inferred("a,b\n1,2\n")).isEqualTo("struct<_c0:string,_c1:string>");
        assertThat(inferred("a,a,A,\n1,2,3,4\n", "header", "true"))
                .isEqualTo("struct<a0:string,a1:string,A2:string,_c3:string>");
        assertThat(inferTypes("1,x\n2.5,\n,true\n")).isEqualTo("struct<_c0:double,_c1:string>");
        assertThat(inferTypes("1,2024-01-01\n12345678901234567890,2024-01-01 10:00:00\n"))
                .isEqualTo("struct<_c0:decimal(20,0),_c1:timestamp>");
        assertThat(inferTypes("true\n1\n")).isEqualTo("struct<_c0:string>");
        assertThat(inferTypes("2024-01-01\n5\n")).isEqualTo("struct<_c0:string>");
        assertThat(inferTypes("1.5\n12345678901234567890\n")).isEqualTo("struct<_c0:double>");
        assertThat(inferTypes(" 1 ,NaN\n2,Inf\n")).isEqualTo("struct<_c0:double,_c1:double>");
        assertThat(inferTypes("1,2\n3\n4,5,6\n")).isEqualTo("struct<_c0:int,_c1:int>");
        assertThat(inferTypes("10:00:00,12:30\n")).isEqualTo("struct<_c0:timestamp,_c1:timestamp>");
        assertThat(inferTypes("")).isEqualTo("struct<>");
    }

    private String inferTypes(String text) {
        return inferred(text, "inferSchema", "true");
    }

    @Test
    void writesWhatSparkWrites() {
        DataType.Struct schema =
                schema(
                        "a",
                        INTEGER,
                        "b",
                        STRING,
                        "e",
                        STRING,
                        "sp",
                        STRING,
                        "q",
                        STRING,
                        "c",
                        STRING,
                        "n",
                        STRING,
                        "bs",
                        STRING,
                        "t",
                        TIMESTAMP,
                        "d",
                        DATE,
                        "dec",
                        new DataType.Decimal(3, 2),
                        "x",
                        DOUBLE,
                        "y",
                        DOUBLE,
                        "bo",
                        BOOLEAN,
                        "h",
                        STRING,
                        "bin",
                        BINARY,
                        "qc",
                        STRING);
        List<@Nullable Object> values =
                row(
                        1,
                        null,
                        "",
                        " sp ",
                        "q\"r",
                        "c,d",
                        "n\nl",
                        "b\\s",
                        micros("2024-01-02T03:04:05.123Z") + 456,
                        19724,
                        new BigDecimal("1.50"),
                        Double.NaN,
                        1.0e10,
                        true,
                        "#h",
                        utf8("AB"),
                        "qc\"\\\"z,");
        assertThat(write(schema, values))
                .isEqualTo(
                        "1,,\"\",sp,\"q\\\"r\",\"c,d\",\"n\n"
                            + "l\",b\\s,2024-01-02T03:04:05.123Z,2024-01-02,1.50,NaN,1.0E10,true,#h,[41"
                            + " 42],\"qc\\\"\\\\\\\"z,\"\n");
    }

    @Test
    void writeOptionsChangeWhatIsWritten() {
        DataType.Struct four = schema("a", INTEGER, "b", STRING, "e", STRING, "sp", STRING);
        assertThat(
                        write(
                                four,
                                row(1, null, "", " sp "),
                                "header",
                                "true",
                                "nullValue",
                                "NULL",
                                "emptyValue",
                                "EMPTY",
                                "ignoreLeadingWhiteSpace",
                                "false",
                                "ignoreTrailingWhiteSpace",
                                "false"))
                .isEqualTo("a,b,e,sp\n1,NULL,EMPTY, sp \n");
        DataType.Struct two = schema("a", STRING, "b", STRING);
        assertThat(write(two, row("b\"c", null), "quoteAll", "true", "sep", ";"))
                .isEqualTo("\"b\\\"c\";\"\"\n");
        assertThat(write(two, row("a\"b", "x"), "escapeQuotes", "false")).isEqualTo("a\"b,x\n");
        assertThat(write(two, row("#x", "y#"), "comment", "#")).isEqualTo("\"#x\",y#\n");
        assertThat(write(two, row(" ", "\\,"))).isEqualTo("\"\",\"\\\\,\"\n");
    }

    @Test
    void readsWhatItWrote() {
        DataType.Struct schema = schema("a", STRING, "b", LONG, "t", TIMESTAMP);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        String[] texts = {"x", "a,b", "q\"r", "\\", "\\\"", "é😀", "a\"", "\"", ",\"\\"};
        for (int i = 0; i < 1000; i++) {
            rows.add(row(texts[i % texts.length], (long) i * i, i * 86_399_000_000L));
        }
        byte[] file = fixture.write(format, schema, rows, options("compression", "gzip"));
        assertThat(fixture.rows(format, schema, file, NO_OPTIONS, schema.names(), "mem:/f.csv.gz"))
                .isEqualTo(rows);
    }

    @Test
    void refusesWhatItDoesNotSupport() {
        assertThatThrownBy(() -> read(schema("a", new DataType.Array(INTEGER, true)), "1\n"))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e ->
                                assertThat(e.condition())
                                        .isEqualTo("UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE"));
        assertThatThrownBy(() -> read(schema("a", INTEGER), "1\n", "columnPruning", "false"))
                .hasMessageContaining("columnPruning");
        Options bad = options("compression", "rar");
        assertThatThrownBy(() -> format.writer(schema("a", INTEGER), bad, fixture))
                .hasMessageContaining("rar");
    }
}
