// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.state;

import dev.millrace.execution.operator.row.RowBuffer;
import dev.millrace.execution.operator.row.RowCodec;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.column.NullColumn;
import dev.millrace.spi.state.StateStore;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.List;

/// The stored form of a limit: the only place that knows it.
///
/// One entry in shard 0. Key: one column `key` of type void, NULL, as a `RowCodec.ofKeys` row.
/// Value: one column `value` BIGINT, the number of rows given out so far, as a `RowCodec.ofValues`
/// row. No expiry. The columns are those of Spark's `globalLimit`.
public final class LimitStateLayout {
    private static final RowCodec KEY = RowCodec.ofKeys(List.of(DataType.NULL));
    private static final RowCodec VALUE = RowCodec.ofValues(List.of(DataType.LONG));

    private LimitStateLayout() {}

    /// The logical columns of the key.
    public static DataType.Struct keySchema() {
        return DataType.Struct.of(new StructField("key", DataType.NULL, true));
    }

    /// The logical columns of the value.
    public static DataType.Struct valueSchema() {
        return DataType.Struct.of(new StructField("value", DataType.LONG, true));
    }

    /// The number of rows given out so far.
    static long read(StateStore store) {
        RowBuffer key = row(KEY, new NullColumn(1));
        StateStore.ValueBuffer value = new StateStore.ValueBuffer();
        if (!store.get(key.bytes(), key.start(0), key.length(0), value)) {
            return 0;
        }
        Column count = VALUE.decode(value.bytes(), new int[1], 1).getFirst();
        return ((LongColumn) count).value(0);
    }

    static void write(StateStore store, long count) {
        RowBuffer key = row(KEY, new NullColumn(1));
        RowBuffer value = row(VALUE, LongColumn.constant(count, 1));
        store.put(
                key.bytes(),
                key.start(0),
                key.length(0),
                value.bytes(),
                value.start(0),
                value.length(0));
    }

    private static RowBuffer row(RowCodec codec, Column column) {
        RowBuffer row = new RowBuffer();
        codec.encode(List.of(column), 1, row);
        return row;
    }
}
