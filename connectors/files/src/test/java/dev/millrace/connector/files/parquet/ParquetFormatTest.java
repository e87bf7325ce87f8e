// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.parquet;

import static dev.millrace.connector.files.FormatFixture.NO_OPTIONS;
import static dev.millrace.connector.files.FormatFixture.options;
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
import dev.millrace.spi.connector.ColumnPredicate;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.format.FileReader;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

class ParquetFormatTest {
    private static final DataType.Decimal SMALL = new DataType.Decimal(7, 2);
    private static final DataType.Decimal MIDDLE = new DataType.Decimal(18, 6);
    private static final DataType.Decimal LARGE = new DataType.Decimal(38, 10);

    private final FormatFixture fixture = new FormatFixture();
    private final ParquetFormat format = new ParquetFormat();

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

    private List<List<@Nullable Object>> roundTrip(
            DataType.Struct schema, List<List<@Nullable Object>> rows, Options options) {
        byte[] file = fixture.write(format, schema, rows, options);
        return fixture.rows(format, schema, file, NO_OPTIONS);
    }

    private static final DataType.Struct FLAT =
            schema(
                    "bool", BOOLEAN,
                    "i8", BYTE,
                    "i16", SHORT,
                    "i32", INTEGER,
                    "i64", LONG,
                    "f32", FLOAT,
                    "f64", DOUBLE,
                    "text", STRING,
                    "day", DATE,
                    "instant", TIMESTAMP,
                    "local", TIMESTAMP_NTZ,
                    "small", SMALL,
                    "middle", MIDDLE,
                    "large", LARGE);

    private static List<List<@Nullable Object>> flatRows(int count) {
        SplittableRandom random = new SplittableRandom(count);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<@Nullable Object> row =
                    row(
                            random.nextBoolean(),
                            random.nextInt(256) - 128,
                            random.nextInt(65536) - 32768,
                            i / 10,
                            random.nextLong(),
                            (double) random.nextInt(1000) / 8,
                            random.nextDouble(),
                            i % 3 == 0 ? "näme" + i : "k" + i % 7,
                            random.nextInt(40_000) - 10_000,
                            random.nextLong(4_000_000_000_000_000L) - 1_000_000_000_000_000L,
                            random.nextLong(4_000_000_000_000_000L),
                            BigDecimal.valueOf(random.nextInt(9_999_999), 2),
                            BigDecimal.valueOf(-random.nextLong(1_000_000_000_000_000_000L), 6),
                            BigDecimal.valueOf(random.nextLong(), 10)
                                    .multiply(BigDecimal.valueOf(random.nextLong(), 0))
                                    .movePointLeft(9)
                                    .setScale(10, java.math.RoundingMode.DOWN));
            if (i % 11 == 5) {
                row.set(random.nextInt(row.size()), null);
            }
            rows.add(row);
        }
        return rows;
    }

    @ParameterizedTest
    @ValueSource(strings = {"snappy", "uncompressed", "gzip", "zstd"})
    void writesAndReadsEveryFlatType(String codec) {
        List<List<@Nullable Object>> rows = flatRows(30_000);
        assertThat(roundTrip(FLAT, rows, options("compression", codec))).isEqualTo(rows);
    }

    @Test
    void writesAndReadsNullsEmptyFilesAndRequiredColumns() {
        DataType.Struct schema = schema("a", INTEGER, "b", STRING);
        List<List<@Nullable Object>> rows = List.of(row(null, null), row(null, "x"), row(1, null));
        assertThat(roundTrip(schema, rows, NO_OPTIONS)).isEqualTo(rows);
        assertThat(roundTrip(schema, List.of(), NO_OPTIONS)).isEmpty();
        DataType.Struct required =
                DataType.Struct.of(
                        new StructField("a", LONG, false), new StructField("b", BINARY, false));
        byte[] file = fixture.write(format, required, List.of(row(1L, new byte[] {1})), NO_OPTIONS);
        assertThat(fixture.rows(format, required, file, NO_OPTIONS, List.of("a"), "mem:/f"))
                .isEqualTo(List.of(row(1L)));
    }

    @Test
    void writesAndReadsColumnsWithoutAValueInTheirFirstPage() {
        List<@Nullable Object> nothing = Collections.nCopies(FLAT.size(), null);
        assertThat(roundTrip(FLAT, List.of(nothing), NO_OPTIONS)).isEqualTo(List.of(nothing));
        List<List<@Nullable Object>> rows = new ArrayList<>(Collections.nCopies(25_000, nothing));
        rows.addAll(flatRows(100));
        assertThat(roundTrip(FLAT, rows, NO_OPTIONS)).isEqualTo(rows);
    }

    private static final DataType.Struct NESTED =
            schema(
                    "id", INTEGER,
                    "s", schema("x", INTEGER, "t", schema("y", STRING)),
                    "l", new DataType.Array(STRING, true),
                    "ll", new DataType.Array(new DataType.Array(LONG, true), true),
                    "ls",
                            new DataType.Array(
                                    schema("k", STRING, "v", new DataType.Array(INTEGER, true)),
                                    true),
                    "m", new DataType.Map(STRING, schema("p", DOUBLE, "q", SMALL), true));

    private static List<List<@Nullable Object>> nestedRows(int count) {
        SplittableRandom random = new SplittableRandom(3);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(
                    row(
                            i,
                            maybe(random, row(maybe(random, i), maybe(random, row("t" + i)))),
                            maybe(random, list(random, "e" + i)),
                            maybe(random, list(random, list(random, (long) i))),
                            maybe(
                                    random,
                                    list(random, row("k" + i, maybe(random, list(random, i))))),
                            maybe(random, map(random, i))));
        }
        return rows;
    }

    private static @Nullable Object maybe(SplittableRandom random, @Nullable Object value) {
        return random.nextInt(5) == 0 ? null : value;
    }

    private static List<@Nullable Object> list(SplittableRandom random, Object element) {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            list.add(maybe(random, element));
        }
        return list;
    }

    private static Map<String, @Nullable Object> map(SplittableRandom random, int i) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int entry = random.nextInt(4); entry > 0; entry--) {
            map.put(
                    "key" + entry,
                    maybe(
                            random,
                            row(maybe(random, i * 0.5), maybe(random, BigDecimal.valueOf(i, 2)))));
        }
        return map;
    }

    @Test
    void writesAndReadsNestedValues() {
        List<List<@Nullable Object>> rows = nestedRows(25_000);
        assertThat(roundTrip(NESTED, rows, NO_OPTIONS)).isEqualTo(rows);
    }

    @Test
    void readsOnlyTheColumnsAskedForInTheirOrder() {
        byte[] file = fixture.write(format, NESTED, nestedRows(100), NO_OPTIONS);
        List<List<@Nullable Object>> rows =
                fixture.rows(format, NESTED, file, NO_OPTIONS, List.of("l", "id"), "mem:/f");
        List<List<@Nullable Object>> wanted = new ArrayList<>();
        nestedRows(100).forEach(row -> wanted.add(row(row.get(2), row.get(0))));
        assertThat(rows).isEqualTo(wanted);
        assertThat(fixture.rows(format, NESTED, file, NO_OPTIONS, List.of(), "mem:/f"))
                .hasSize(100);
    }

    @Test
    void matchesNamesInAnyCaseAndFillsMissingColumnsWithNulls() {
        byte[] file =
                fixture.write(
                        format,
                        schema("Id", INTEGER, "s", schema("x", INTEGER)),
                        List.of(row(1, row(2)), row(3, null)),
                        NO_OPTIONS);
        DataType.Struct wanted =
                schema(
                        "ID",
                        LONG,
                        "S",
                        schema("z", STRING),
                        "other",
                        new DataType.Array(LONG, true));
        assertThat(fixture.rows(format, wanted, file, NO_OPTIONS))
                .isEqualTo(List.of(row(1L, row((Object) null), null), row(3L, null, null)));
    }

    @Test
    void refusesATypeThatDoesNotFit() {
        byte[] file = fixture.write(format, schema("a", LONG), List.of(row(1L)), NO_OPTIONS);
        assertThatThrownBy(() -> fixture.rows(format, schema("a", STRING), file, NO_OPTIONS))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e -> {
                            assertThat(e.condition())
                                    .isEqualTo(
                                            "FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH");
                            assertThat(e.parameters())
                                    .containsEntry("column", "[a]")
                                    .containsEntry("expectedType", "string")
                                    .containsEntry("actualType", "INT64");
                        });
    }

    @Test
    void infersTheSchemaThatWasWritten() {
        byte[] file = fixture.write(format, NESTED, nestedRows(3), NO_OPTIONS);
        assertThat(
                        format.inferSchema(
                                List.of(fixture.file("/f.parquet", file)), NO_OPTIONS, fixture))
                .isEqualTo(NESTED);
        ParquetFooter footer = ParquetFooter.read(fixture.input(file), "mem:/f");
        assertThat(ParquetTypes.schema(footer.root())).isEqualTo(NESTED);
        byte[] flat = fixture.write(format, FLAT, flatRows(3), NO_OPTIONS);
        ParquetFooter flatFooter = ParquetFooter.read(fixture.input(flat), "mem:/f");
        assertThat(ParquetTypes.schema(flatFooter.root())).isEqualTo(FLAT);
    }

    @Test
    void mergesTheSchemasOfAllFilesWhenAsked() {
        var one =
                fixture.file("/1", fixture.write(format, schema("a", LONG), List.of(), NO_OPTIONS));
        var two =
                fixture.file(
                        "/2", fixture.write(format, schema("b", STRING), List.of(), NO_OPTIONS));
        assertThat(format.inferSchema(List.of(one, two), options("mergeSchema", "true"), fixture))
                .isEqualTo(schema("a", LONG, "b", STRING));
        assertThat(format.inferSchema(List.of(one, two), NO_OPTIONS, fixture))
                .isEqualTo(schema("a", LONG));
    }

    @Test
    void skipsRowGroupsThatCannotMatch() {
        DataType.Struct schema = schema("n", INTEGER, "t", STRING);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            rows.add(row(i, String.format("t%05d", i)));
        }
        byte[] file = writeInGroups(schema, rows);
        assertThat(ParquetFooter.read(fixture.input(file), "mem:/f").rowGroups())
                .hasSizeGreaterThan(3);
        assertThat(matching(schema, file, "n", ColumnPredicate.Operator.EQUAL, 9_999))
                .hasSizeBetween(1, 2_000)
                .anySatisfy(row -> assertThat(row.getFirst()).isEqualTo(9_999));
        assertThat(matching(schema, file, "n", ColumnPredicate.Operator.GREATER, 9_999)).isEmpty();
        assertThat(matching(schema, file, "t", ColumnPredicate.Operator.LESS, "t00001"))
                .hasSizeBetween(1, 2_000)
                .anySatisfy(row -> assertThat(row.getFirst()).isEqualTo(0));
        assertThat(fixture.rows(format, schema, file, NO_OPTIONS)).isEqualTo(rows);
    }

    private byte[] writeInGroups(DataType.Struct schema, List<List<@Nullable Object>> rows) {
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        try {
            var output = FormatFixture.output(bytes);
            var writer =
                    format.writer(schema, options("parquet.block.size", "8000"), fixture)
                            .open(output);
            for (int i = 0; i < rows.size(); i += 1000) {
                writer.write(
                        dev.millrace.spi.column.BoxedValues.batch(
                                schema, rows.subList(i, i + 1000)));
            }
            writer.finish();
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    private List<List<@Nullable Object>> matching(
            DataType.Struct schema,
            byte[] file,
            String column,
            ColumnPredicate.Operator operator,
            Object value) {
        FileReader reader = format.reader(schema, NO_OPTIONS, fixture);
        return FormatFixture.drain(
                reader.open(
                        fixture.input(file),
                        "mem:/f",
                        0,
                        file.length,
                        schema.names(),
                        List.of(new ColumnPredicate.Compare(column, operator, value))),
                schema);
    }

    @Test
    void namesAFileThatIsNotParquet() {
        byte[] good = fixture.write(format, schema("a", LONG), List.of(row(1L)), NO_OPTIONS);
        for (byte[] bad :
                List.of(
                        new byte[0],
                        FormatFixture.utf8("{\"a\":1}\n{\"a\":2}\n"),
                        Arrays.copyOf(good, good.length - 3))) {
            assertThatThrownBy(() -> fixture.rows(format, schema("a", LONG), bad, NO_OPTIONS))
                    .isInstanceOfSatisfying(
                            MillraceException.class,
                            e -> {
                                assertThat(e.condition()).isEqualTo("FAILED_READ_FILE.NO_HINT");
                                assertThat(e.getMessage()).contains("mem:/f.parquet");
                            });
            assertThatThrownBy(
                            () ->
                                    format.inferSchema(
                                            List.of(fixture.file("/bad", bad)),
                                            NO_OPTIONS,
                                            fixture))
                    .isInstanceOfSatisfying(
                            MillraceException.class,
                            e ->
                                    assertThat(e.condition())
                                            .isEqualTo("FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER"));
        }
    }

    @Test
    void namesAFileWithADamagedPage() {
        byte[] file = fixture.write(format, FLAT, flatRows(1000), NO_OPTIONS);
        Arrays.fill(file, 200, 2000, (byte) 0x5A);
        assertThatThrownBy(() -> fixture.rows(format, FLAT, file, NO_OPTIONS))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e -> assertThat(e.condition()).isEqualTo("FAILED_READ_FILE.NO_HINT"));
    }

    @Test
    void refusesWhatItCannotWrite() {
        assertThatThrownBy(() -> format.writer(schema("a", DataType.NULL), NO_OPTIONS, fixture))
                .hasMessageContaining("VOID");
        assertThatThrownBy(
                        () ->
                                format.writer(
                                        schema("a", LONG), options("compression", "zip"), fixture))
                .hasMessageContaining("zip");
        assertThatThrownBy(
                        () ->
                                format.writer(
                                        schema("a", LONG),
                                        options("parquet.page.size", "100"),
                                        fixture))
                .hasMessageContaining("parquet.page.size");
    }
}
