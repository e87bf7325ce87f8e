// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.user;

import dev.millrace.execution.operator.row.RowCodec;
import dev.millrace.spi.function.StateFunction;
import dev.millrace.spi.state.StateStore;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.List;

/// The stored form of the state of `flatMapGroupsWithState`: the only place that knows it.
///
/// - Key: the columns of the key object, as a `RowCodec.ofKeys` row.
/// - Value: `groupState`, a struct of the columns of the state object, NULL for none; then, if the
///   operator has timeouts, `timeoutTimestamp`, a long in milliseconds, -1 for none. As a
///   `RowCodec.ofValues` row.
/// - Expiry: the timeout, in microseconds, `NEVER` for none.
///
/// Columns, order and types are those of Spark's state format 2 for this operator, whose one
/// store has no name.
record GroupStateLayout(DataType.Struct keySchema, DataType.Struct valueSchema) {
    static GroupStateLayout of(DataType.Struct keys, DataType.Struct state, boolean hasTimeouts) {
        StructField group = new StructField("groupState", state, true);
        StructField timeout = new StructField("timeoutTimestamp", DataType.LONG, false);
        return new GroupStateLayout(
                keys, new DataType.Struct(hasTimeouts ? List.of(group, timeout) : List.of(group)));
    }

    boolean hasTimeouts() {
        return valueSchema.size() == 2;
    }

    RowCodec keys() {
        return RowCodec.ofKeys(types(keySchema));
    }

    RowCodec values() {
        return RowCodec.ofValues(types(valueSchema));
    }

    private static List<DataType> types(DataType.Struct schema) {
        return schema.fields().stream().map(StructField::type).toList();
    }

    static long expiry(long timeoutMillis) {
        return timeoutMillis == StateFunction.NO_TIMESTAMP
                ? StateStore.NEVER
                : Math.multiplyExact(timeoutMillis, 1000L);
    }

    /// What a scan for timeouts before a moment is asked for.
    static long dueBefore(long millis) {
        return Math.multiplyExact(millis, 1000L) - 1;
    }
}
