// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.streamjoin;

import dev.millrace.execution.operator.row.RowBuffer;
import dev.millrace.execution.operator.row.RowCodec;
import dev.millrace.execution.operator.state.StoredForm;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// Reads what `JoinStateLayout` describes.
public sealed interface StoredJoin extends StoredForm {
    /// The form of one of `JoinStateLayout.STORES`.
    ///
    /// @param keySchema the equal keys
    /// @param row the columns of the rows of the store's side
    static StoredJoin ofStore(String store, DataType.Struct keySchema, DataType.Struct row) {
        return store.endsWith("keyToNumValues")
                ? new Counts(keySchema)
                : new WaitingRows(keySchema, row, true);
    }

    /// The rows of one side as a user of a join knows them, from the store of its rows.
    static StoredJoin ofSide(DataType.Struct keySchema, DataType.Struct row) {
        return new WaitingRows(keySchema, row, false);
    }

    /// The numbers at the end of each row.
    private static LongColumn lastLongs(RowBuffer rows) {
        ByteBuffer bytes = ByteBuffer.wrap(rows.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        long[] values = new long[rows.count()];
        for (int i = 0; i < values.length; i++) {
            values[i] = bytes.getLong(rows.start(i) + rows.length(i) - Long.BYTES);
        }
        return new LongColumn(values, null, values.length);
    }

    /// How many rows wait under a key.
    record Counts(DataType.Struct keySchema) implements StoredJoin {
        @Override
        public DataType.Struct valueSchema() {
            return DataType.Struct.of(new StructField("value", DataType.LONG, true));
        }

        @Override
        public int partitioningColumns() {
            return keySchema.size();
        }

        @Override
        public Rows rows(RowBuffer keys, RowBuffer values) {
            return new Rows(keys.count(), keys(keys), List.of(lastLongs(values)));
        }

        @Override
        public List<Column> keys(RowBuffer keys) {
            return RowCodec.ofKeys(StoredForm.types(keySchema.fields())).decode(keys);
        }
    }

    /// The rows that wait.
    ///
    /// @param isWhole true with their index and whether they found a partner
    record WaitingRows(DataType.Struct joinKeys, DataType.Struct row, boolean isWhole)
            implements StoredJoin {
        @Override
        public DataType.Struct keySchema() {
            return isWhole ? with(joinKeys, "index", DataType.LONG) : joinKeys;
        }

        @Override
        public DataType.Struct valueSchema() {
            return isWhole ? with(row, "matched", DataType.BOOLEAN) : row;
        }

        private static DataType.Struct with(DataType.Struct schema, String name, DataType type) {
            List<StructField> fields = new ArrayList<>(schema.fields());
            fields.add(new StructField(name, type, true));
            return new DataType.Struct(fields);
        }

        @Override
        public int partitioningColumns() {
            return joinKeys.size();
        }

        @Override
        public Rows rows(RowBuffer keys, RowBuffer values) {
            List<DataType> types = new ArrayList<>(StoredForm.types(row.fields()));
            types.add(DataType.BOOLEAN);
            List<Column> columns = RowCodec.ofValues(types).decode(values);
            return new Rows(
                    keys.count(),
                    keys(keys),
                    isWhole ? columns : columns.subList(0, columns.size() - 1));
        }

        @Override
        public List<Column> keys(RowBuffer keys) {
            List<Column> columns =
                    new ArrayList<>(
                            RowCodec.ofKeys(StoredForm.types(joinKeys.fields())).decode(keys));
            if (isWhole) {
                columns.add(lastLongs(keys));
            }
            return columns;
        }
    }
}
