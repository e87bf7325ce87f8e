// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.execution.physical.RandomRows;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.ColumnBatches;
import dev.millrace.spi.column.NullColumn;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

class ColumnBatchesTest {
    private static final DataType.Struct TEXT =
            DataType.Struct.of(new StructField("text", DataType.STRING));

    @Test
    void concatenatedBatchesHaveAllRowsInOrder() {
        List<DataType> types = RandomRows.allTypes();
        List<StructField> fields = new ArrayList<>();
        types.forEach(type -> fields.add(new StructField("c" + fields.size(), type)));
        DataType.Struct schema = new DataType.Struct(fields);
        Random random = new Random(3);
        List<List<@Nullable Object>> rows = RandomRows.of(types, 700, 20, random);
        List<ColumnBatch> batches = new ArrayList<>();
        for (int from = 0; from < rows.size(); ) {
            int to = Math.min(rows.size(), from + random.nextInt(150));
            ColumnBatch batch = BoxedValues.batch(schema, rows.subList(from, to));
            // As operators leave them: views and arrays with more than the batch shows.
            batches.add(from % 2 == 0 ? batch : batch.slice(0, batch.rowCount()));
            from = to;
        }
        ColumnBatch all = ColumnBatches.concat(schema, batches);
        assertThat(BoxedValues.rows(all, schema)).isEqualTo(rows);
    }

    @Test
    void columnsOfNullStandForAnyType() {
        ColumnBatch values = BoxedValues.batch(TEXT, List.of(List.of("a"), List.of("b")));
        ColumnBatch nulls = new ColumnBatch(2, List.of(new NullColumn(2)));
        ColumnBatch all = ColumnBatches.concat(TEXT, List.of(nulls, values, nulls));
        List<@Nullable Object> none = Collections.singletonList(null);
        assertThat(BoxedValues.rows(all, TEXT))
                .containsExactly(none, none, List.of("a"), List.of("b"), none, none);
    }

    private static ColumnBatch words(String data, int[] starts, int[] lengths) {
        byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
        return new ColumnBatch(
                starts.length,
                List.of(new BytesColumn(bytes, starts, lengths, null, starts.length)));
    }

    @Test
    void textKeepsSharingTheWordsOfADictionaryButNoMoreThanItsRowsShow() {
        ColumnBatch dictionary =
                words("onetwo", new int[] {3, 0, 3, 0, 3}, new int[] {3, 3, 3, 3, 3});
        ColumnBatch other = words("three", new int[] {0, 0}, new int[] {5, 5});
        ColumnBatch shared =
                ColumnBatches.concat(TEXT, List.of(dictionary, dictionary.slice(1, 2), other));
        assertThat(texts(shared))
                .containsExactly("two", "one", "two", "one", "two", "one", "two", "three", "three");
        assertThat(data(shared)).hasSize(11);
        ColumnBatch little = words("x".repeat(1000), new int[] {999}, new int[] {1});
        ColumnBatch copied = ColumnBatches.concat(TEXT, List.of(little, dictionary));
        assertThat(texts(copied)).containsExactly("x", "two", "one", "two", "one", "two");
        assertThat(data(copied)).hasSize(16);
    }

    private static byte[] data(ColumnBatch batch) {
        Column column = batch.column(0);
        return ((BytesColumn) column).data();
    }

    private static List<@Nullable Object> texts(ColumnBatch batch) {
        List<@Nullable Object> texts = new ArrayList<>();
        BoxedValues.rows(batch, TEXT).forEach(row -> texts.add(row.getFirst()));
        return texts;
    }
}
