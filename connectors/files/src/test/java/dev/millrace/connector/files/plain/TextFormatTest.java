// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.plain;

import static dev.millrace.connector.files.FormatFixture.NO_OPTIONS;
import static dev.millrace.connector.files.FormatFixture.options;
import static dev.millrace.connector.files.FormatFixture.utf8;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.connector.files.FormatFixture;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.InflaterInputStream;

/// Answers are Spark 4.2's unless a test says otherwise.
class TextFormatTest {
    private static final DataType.Struct VALUE =
            DataType.Struct.of(new StructField("value", DataType.STRING));

    private final TextFormat format = new TextFormat();
    private final FormatFixture fixture = new FormatFixture();

    @Test
    void everyLineIsARow() {
        assertThat(lines("one\n\ntwo\r\nthree\rfour", NO_OPTIONS))
                .containsExactly("one", "", "two", "three", "four");
        assertThat(lines("one\n", NO_OPTIONS)).containsExactly("one");
        assertThat(lines("\n\n", NO_OPTIONS)).containsExactly("", "");
        assertThat(lines("", NO_OPTIONS)).isEmpty();
        assertThat(lines("\uFEFFone\n\uFEFFtwo", NO_OPTIONS)).containsExactly("one", "\uFEFFtwo");
    }

    @Test
    void separatorsMayBeGiven() {
        assertThat(lines("one|two||three|", options("lineSep", "|")))
                .containsExactly("one", "two", "", "three");
        assertThat(lines("one--two\n--three", options("lineSep", "--")))
                .containsExactly("one", "two\n", "three");
        assertThat(lines("one\r\ntwo\r", options("lineSep", "\r\n")))
                .containsExactly("one", "two\r");
        assertThat(lines("a\0b|\0c", options("lineSep", "|", "encoding", "UTF-16LE")))
                .containsExactly("a\0b", "c");
    }

    @Test
    void wholeFilesAreOneRow() {
        assertThat(lines("one\ntwo\n", options("wholetext", "true"))).containsExactly("one\ntwo\n");
        assertThat(lines("", options("wholetext", "true"))).isEmpty();
        String large = "0123456789\n".repeat(1_000_000);
        assertThat(lines(large, options("wholetext", "TRUE"))).containsExactly(large);
    }

    @Test
    void partsGiveTheRowsOfTheWhole() {
        SplittableRandom random = new SplittableRandom(7);
        StringBuilder text = new StringBuilder();
        List<String> expected = new ArrayList<>();
        String[] ends = {"\n", "\r\n", "\r"};
        while (text.length() < 7_000_000) {
            String line = "x".repeat(1 + random.nextInt(900));
            expected.add(line);
            text.append(line).append(ends[random.nextInt(3)]);
        }
        byte[] content = utf8(text.toString());
        assertThat(
                        format.reader(VALUE, NO_OPTIONS, fixture)
                                .partStarts(fixture.input(content), "mem:/f.txt"))
                .hasSizeGreaterThan(2);

        assertThat(lines(text.toString(), NO_OPTIONS).equals(expected)).isTrue();
    }

    @Test
    void rowsAreCountedWithoutTheirText() {
        assertThat(
                        fixture.rows(
                                format,
                                VALUE,
                                utf8("one\ntwo\n\n"),
                                NO_OPTIONS,
                                List.of(),
                                "mem:/f.txt"))
                .hasSize(3);
    }

    @Test
    void rowsBecomeLines() throws IOException {
        assertThat(written(NO_OPTIONS)).isEqualTo("one\n\nt\no\n\n");
        assertThat(written(options("lineSep", "|"))).isEqualTo("one||t\no||");
        assertThat(written(options("lineSep", "|", "encoding", "UTF-16LE")))
                .isEqualTo("one|\0|\0t\no|\0|\0");
    }

    @Test
    void filesAreCompressed() throws IOException {
        for (String compression : List.of("gzip", "deflate")) {
            Options options = options("compression", compression);
            String extension = format.writer(VALUE, options, fixture).extension();
            byte[] content = fixture.write(format, VALUE, rows(), options);
            assertThat(
                            fixture.rows(
                                    format,
                                    VALUE,
                                    content,
                                    NO_OPTIONS,
                                    List.of("value"),
                                    "mem:/f" + extension))
                    .hasSize(5);
        }
        assertThat(format.writer(VALUE, options("compression", "gzip"), fixture).extension())
                .isEqualTo(".txt.gz");
        byte[] deflated = fixture.write(format, VALUE, rows(), options("compression", "deflate"));
        assertThat(new InflaterInputStream(new ByteArrayInputStream(deflated)).readAllBytes())
                .isEqualTo(utf8("one\n\nt\no\n\n"));
    }

    @Test
    void otherSchemasAreRefused() {
        assertRefused(
                "`n` of the type \"INT\"",
                new StructField("s", DataType.STRING),
                new StructField("n", DataType.INTEGER));
        assertRefused("`b` of the type \"BINARY\"", new StructField("b", DataType.BINARY));
        assertRefused(
                "only a single column, and you have 2 columns",
                new StructField("a", DataType.STRING),
                new StructField("b", DataType.STRING));
        assertRefused("only a single column, and you have 0 columns");
    }

    @Test
    void wrongOptionsAreRefused() {
        assertThatThrownBy(() -> lines("", options("lineSep", "")))
                .hasMessage("requirement failed: 'lineSep' cannot be an empty string.");
        assertThatThrownBy(() -> lines("", options("wholetext", "maybe")))
                .hasMessage("For input string: \"maybe\"");
        assertThatThrownBy(() -> lines("", options("lineSep", "x", "encoding", "no-such-one")))
                .hasMessage("no-such-one");
        assertThatThrownBy(() -> lines("", options("fs.defaultFS", "file:///")))
                .hasMessageContaining("'fs.defaultFS' = 'file:///' of the text reader");
        assertThatThrownBy(() -> lines("", options("compression", "zip")))
                .hasMessageContaining("The codec zip is not available");
    }

    private void assertRefused(String message, StructField... fields) {
        DataType.Struct schema = DataType.Struct.of(fields);
        assertThatThrownBy(() -> format.writer(schema, NO_OPTIONS, fixture))
                .isInstanceOf(MillraceException.class)
                .hasMessageContaining(message);
        assertThatThrownBy(() -> format.reader(schema, NO_OPTIONS, fixture))
                .hasMessageContaining(message);
    }

    private String written(Options options) throws IOException {
        return new String(
                fixture.write(format, VALUE, rows(), options),
                java.nio.charset.StandardCharsets.UTF_8);
    }

    private static List<List<@Nullable Object>> rows() {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (String value : new @Nullable String[] {"one", null, "t\no", ""}) {
            List<@Nullable Object> row = new ArrayList<>();
            row.add(value);
            rows.add(row);
        }
        assertThat(BoxedValues.batch(VALUE, rows).rowCount()).isEqualTo(4);
        return rows;
    }

    private List<Object> lines(String text, Options options) {
        List<Object> lines = new ArrayList<>();
        for (List<@Nullable Object> row : fixture.rows(format, VALUE, utf8(text), options)) {
            lines.add(String.valueOf(row.getFirst()));
        }
        return lines;
    }
}
