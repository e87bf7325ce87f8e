// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.PartitionPath;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The expected types are what Spark 4.2 answered for the same directories.
class PartitionLayoutTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "1, int",
                "01, int",
                "-5, int",
                "+5, int",
                "3000000000, bigint",
                "99999999999999999999, \"decimal(20,0)\"",
                "1.5, double",
                "1e3, \"decimal(4,0)\"",
                "1d, double",
                "NaN, double",
                "0x1p3, double",
                "2024-01-01, date",
                "2024-1-1, string",
                "2024-01-01 10:00:00, timestamp",
                "2024-01-01 10%3A00%3A00.5, timestamp",
                "2024-01-01T10:00:00, string",
                "true, string",
                "abc, string",
                "a%20b, string",
                "__HIVE_DEFAULT_PARTITION__, void",
                "12:00, string",
                "1., \"decimal(1,0)\"",
                "-, string",
                "99999999999999999999999999999999999999999, double",
                "1E2, \"decimal(3,0)\"",
                "Infinity, double"
            })
    void typeOfOneValueIsTheOneSparkGuesses(String value, String type) {
        assertThat(typeOf(value)).isEqualTo(type);
    }

    @Test
    void typesOfSeveralValuesAreWidenedAsSparkDoes() {
        assertThat(typeOf("1", "abc")).isEqualTo("string");
        assertThat(typeOf("1", "3000000000")).isEqualTo("bigint");
        assertThat(typeOf("1", "1.5")).isEqualTo("double");
        assertThat(typeOf("3000000000", "1.5")).isEqualTo("string");
        assertThat(typeOf("2024-01-01", "2024-01-01 10:00:00")).isEqualTo("timestamp");
        assertThat(typeOf("2024-01-01", "1")).isEqualTo("string");
        assertThat(typeOf("1", "__HIVE_DEFAULT_PARTITION__")).isEqualTo("int");
        assertThat(typeOf("1", "99999999999999999999")).isEqualTo("decimal(20,0)");
        assertThat(typeOf("1.5", "99999999999999999999")).isEqualTo("string");
        assertThat(typeOf("3000000000", "99999999999999999999")).isEqualTo("decimal(20,0)");
    }

    @Test
    void valuesAreReadAsTheirType() {
        PartitionLayout layout =
                layout(null, "/t/a=1/b=x%2Fy", "/t/a=2/b=__HIVE_DEFAULT_PARTITION__");

        assertThat(layout.columns().names()).containsExactly("a", "b");
        assertThat(layout.values("/t/a=1/b=x%2Fy")).isEqualTo(Arrays.asList(1, "x/y"));
        assertThat(layout.values("/t/a=2/b=__HIVE_DEFAULT_PARTITION__"))
                .isEqualTo(Arrays.asList(2, null));
    }

    @Test
    void timestampsAreInTheSessionTimeZone() {
        assertThat(
                        PartitionValues.read(
                                "2024-01-01 10%3A00%3A00.5",
                                DataType.TIMESTAMP, "t", ZoneId.of("Asia/Bangkok")))
                .isEqualTo(1704078000_500_000L);
        assertThat(PartitionValues.read("2024-01-01", DataType.DATE, "d", ZoneOffset.UTC))
                .isEqualTo(19723);
    }

    @Test
    void usersTypeWins() {
        DataType.Struct schema =
                DataType.Struct.of(
                        new StructField("A", DataType.STRING), new StructField("x", DataType.LONG));

        PartitionLayout layout = layout(schema, "/t/a=01");

        assertThat(layout.columns().simpleName()).isEqualTo("struct<A:string>");
        assertThat(layout.values("/t/a=01")).isEqualTo(List.of("01"));
        assertThatThrownBy(() -> PartitionValues.read("abc", DataType.DATE, "p", ZoneOffset.UTC))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e ->
                                assertThat(e.fullText())
                                        .isEqualTo(
                                                "[INVALID_PARTITION_VALUE] Failed to cast value"
                                                        + " 'abc' to data type \"DATE\" for"
                                                        + " partition column `p`. Ensure the value"
                                                        + " matches the expected data type for this"
                                                        + " partition column. SQLSTATE: 42846"));
    }

    @Test
    void directoriesOfDifferentBasesConflict() {
        assertThatThrownBy(() -> layout(null, "/t/a=1/b=3", "/t/a=1/sub/b=2"))
                .hasMessageContaining(
                        "Suspicious paths:\n\n\tfile:/t\n\tfile:/t/a=1/sub\n\nIf provided");
    }

    @Test
    void directoriesOfDifferentColumnsConflict() {
        assertThatThrownBy(() -> layout(null, "/t/p=1", "/t/q=1"))
                .hasMessageContaining(
                        "Partition column name list #0: p\n\tPartition column name list #1: q\n");
    }

    @Test
    void looseFilesBesidePartitionsDoNotConflict() {
        PartitionLayout layout = layout(null, "/t", "/t/p=1");

        assertThat(layout.columns().names()).containsExactly("p");
        assertThat(layout.covers("/t")).isFalse();
        assertThat(layout.covers("/t/p=1")).isTrue();
    }

    @Test
    void escapingTurnsBack() {
        String text = "a b/c=é%:*?\"'\\{[]^#\u0001\u007f";

        assertThat(PartitionPath.segment("k", "a b/c=é%")).isEqualTo("k=a b%2Fc%3Dé%25");
        assertThat(PartitionPath.unescape(PartitionPath.escape(text))).isEqualTo(text);
        assertThat(PartitionPath.unescape("100%zz%4")).isEqualTo("100%zz%4");
        assertThat(PartitionPath.segment("k", "")).isEqualTo("k=__HIVE_DEFAULT_PARTITION__");
    }

    private static String typeOf(String... values) {
        return layout(null, Stream.of(values).map(v -> "/t/p=" + v).toArray(String[]::new))
                .columns()
                .field(0)
                .type()
                .simpleName();
    }

    private static PartitionLayout layout(DataType.@Nullable Struct schema, String... directories) {
        return PartitionLayout.discover(
                List.of(directories),
                Set.of("/t"),
                new PartitionLayout.Typing(schema, true, ZoneOffset.UTC),
                path -> "file:" + path);
    }
}
