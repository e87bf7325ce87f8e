// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.display;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

class TableTextTest {
    private static final DataType.Struct SCHEMA =
            DataType.Struct.of(
                    new StructField("id", DataType.LONG), new StructField("name", DataType.STRING));
    private static final List<ColumnBatch> ROWS =
            List.of(
                    BoxedValues.batch(
                            SCHEMA,
                            List.of(
                                    Arrays.asList(1L, "a name of 21 letters!"),
                                    Arrays.asList(null, "日本"),
                                    Arrays.asList(3L, "line\nfeed"))));

    @Test
    void cellsAreCutAndStandRight() {
        assertThat(table(20, 20).horizontal(ROWS))
                .isEqualTo(
                        """
                        +----+--------------------+
                        |  id|                name|
                        +----+--------------------+
                        |   1|a name of 21 lett...|
                        |NULL|                日本|
                        |   3|          line\\nfeed|
                        +----+--------------------+
                        """);
    }

    @Test
    void cellsThatAreNotCutStandLeft() {
        assertThat(table(2, 0).horizontal(ROWS))
                .isEqualTo(
                        """
                        +----+---------------------+
                        |id  |name                 |
                        +----+---------------------+
                        |1   |a name of 21 letters!|
                        |NULL|日本                 |
                        +----+---------------------+
                        only showing top 2 rows\
                        """);
    }

    @Test
    void verticalRowsHaveHeadlines() {
        assertThat(table(1, 20).vertical(ROWS))
                .isEqualTo(
                        "-RECORD 0--------------------\n"
                                + " id   | 1                    \n"
                                + " name | a name of 21 lett... \n"
                                + "only showing top 1 row");
    }

    @Test
    void noRowsShowTheHeaderOnly() {
        assertThat(table(20, 20).horizontal(List.of()))
                .isEqualTo("+---+----+\n| id|name|\n+---+----+\n+---+----+\n");
        assertThat(table(20, 20).vertical(List.of())).isEqualTo("(0 rows)");
    }

    @Test
    void valuesAreWrittenAsSparkWritesThem() {
        CellText text = new CellText(ZoneId.of("Asia/Ho_Chi_Minh"));
        assertThat(text.of(1e7, DataType.DOUBLE)).isEqualTo("1.0E7");
        assertThat(text.of(new BigDecimal("1.50"), new DataType.Decimal(10, 2))).isEqualTo("1.50");
        assertThat(text.of(1_704_103_200_120_000L, DataType.TIMESTAMP))
                .isEqualTo("2024-01-01 17:00:00.12");
        assertThat(text.of(19_723, DataType.DATE)).isEqualTo("2024-01-01");
        assertThat(text.of(new byte[] {0x41, (byte) 0xFF}, DataType.BINARY)).isEqualTo("[41 FF]");
        assertThat(text.of(Arrays.asList(1, null), new DataType.Array(DataType.INTEGER, true)))
                .isEqualTo("[1, NULL]");
        assertThat(
                        text.of(
                                Map.of("k", 2),
                                new DataType.Map(DataType.STRING, DataType.INTEGER, true)))
                .isEqualTo("{k -> 2}");
        assertThat(text.of(93_784_500_000L, DataType.DAY_TIME_INTERVAL))
                .isEqualTo("INTERVAL '1 02:03:04.5' DAY TO SECOND");
    }

    private static TableText table(int rows, int truncate) {
        return new TableText(SCHEMA, rows, truncate, ZoneId.of("UTC"));
    }
}
