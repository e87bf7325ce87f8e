// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.execution.physical.RandomRows;
import dev.millrace.execution.physical.TestTable;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

class RowCodecTest {
    private static TestTable table(int seed) {
        List<DataType> types = RandomRows.allTypes();
        return TestTable.of(0, types, RandomRows.of(types, 500, 20, new Random(seed)));
    }

    private static List<DataType> types(TestTable table) {
        return table.schema().fields().stream().map(f -> f.type()).toList();
    }

    @Test
    void rowsOfEveryTypeComeBackAsTheyWere() {
        for (int seed = 0; seed < 20; seed++) {
            TestTable table = table(seed);
            ColumnBatch batch = BoxedValues.batch(table.schema(), table.rows());
            RowCodec codec = RowCodec.ofValues(types(table));
            RowBuffer rows = new RowBuffer();
            codec.encode(batch.columns(), batch.rowCount(), rows);
            ColumnBatch decoded = new ColumnBatch(batch.rowCount(), codec.decode(rows));
            assertThat(BoxedValues.rows(decoded, table.schema())).isEqualTo(table.rows());
        }
    }

    @Test
    void equalRowsHaveEqualBytesWhateverColumnsTheyComeFrom() {
        TestTable table = table(7);
        ColumnBatch batch = BoxedValues.batch(table.schema(), table.rows());
        int[] backwards = new int[batch.rowCount()];
        for (int i = 0; i < backwards.length; i++) {
            backwards[i] = backwards.length - 1 - i;
        }
        ColumnBatch gathered = batch.gather(backwards, backwards.length);
        RowCodec codec = RowCodec.ofKeys(types(table));
        RowBuffer one = new RowBuffer();
        RowBuffer other = new RowBuffer();
        codec.encode(batch.columns(), batch.rowCount(), one);
        codec.encode(gathered.columns(), batch.rowCount(), other);
        for (int i = 0; i < backwards.length; i++) {
            assertThat(bytes(one, i)).isEqualTo(bytes(other, backwards[i]));
        }
    }

    private static byte[] bytes(RowBuffer rows, int row) {
        return Arrays.copyOfRange(
                rows.bytes(), rows.start(row), rows.start(row) + rows.length(row));
    }

    @Test
    void keysHaveOneZeroAndOneNotANumber() {
        double otherNaN = Double.longBitsToDouble(0x7ff8000000000001L);
        DoubleColumn column =
                new DoubleColumn(new double[] {0.0, -0.0, Double.NaN, otherNaN}, null, 4);
        RowBuffer rows = new RowBuffer();
        RowCodec.ofKeys(List.of(DataType.DOUBLE)).encode(List.of(column), 4, rows);
        assertThat(bytes(rows, 0)).isEqualTo(bytes(rows, 1));
        assertThat(bytes(rows, 2)).isEqualTo(bytes(rows, 3));
        RowCodec.ofValues(List.of(DataType.DOUBLE)).encode(List.of(column), 4, rows);
        assertThat(bytes(rows, 0)).isNotEqualTo(bytes(rows, 1));
    }

    @Test
    void groupsAreNumberedByFirstAppearance() {
        List<List<DataType>> keyTypes =
                List.of(
                        List.of(DataType.LONG),
                        List.of(DataType.INTEGER),
                        List.of(DataType.DOUBLE),
                        List.of(DataType.STRING),
                        List.of(DataType.STRING, DataType.LONG),
                        List.of());
        for (List<DataType> types : keyTypes) {
            Random random = new Random(3);
            TestTable table = TestTable.of(0, types, RandomRows.of(types, 20_000, 9_000, random));
            GroupTable groups = GroupTable.of(types, 0);
            Map<List<@Nullable Object>, Integer> oracle = new HashMap<>();
            int row = 0;
            for (ColumnBatch batch : table.batches(0, table.rows().size(), random)) {
                int[] found = groups.assign(batch.columns(), batch.rowCount());
                for (int group : found) {
                    List<@Nullable Object> key = table.rows().get(row++);
                    Integer expected = oracle.putIfAbsent(key, oracle.size());
                    assertThat(group).isEqualTo(expected == null ? oracle.size() - 1 : expected);
                }
                assertThat(groups.find(batch.columns(), batch.rowCount())).isEqualTo(found);
            }
            assertThat(groups.size()).isEqualTo(oracle.size());
            ColumnBatch keys = new ColumnBatch(groups.size(), groups.keys(0, groups.size()));
            BoxedValues.rows(keys, table.schema())
                    .forEach(key -> assertThat(oracle).containsKey(key));
        }
    }
}
