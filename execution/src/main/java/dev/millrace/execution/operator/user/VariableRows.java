// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.user;

import dev.millrace.execution.operator.row.RowBuffer;
import dev.millrace.execution.operator.row.RowCodec;
import dev.millrace.execution.task.StateStatistics;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.function.ProcessorState;
import dev.millrace.spi.state.StateStore;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.concurrent.atomic.AtomicLong;

/// What the variables of a processor share: where their entries are, how their rows are coded, and
/// when what is written now expires.
///
/// @param id number of the variable in its store
/// @param rows entries that count as rows of the state, of all variables
record VariableRows(
        int id,
        ProcessorState.Variable variable,
        KeyedState entries,
        RowCodec values,
        RowCodec userKeys,
        long nowMillis,
        AtomicLong rows,
        StateStatistics statistics) {
    static VariableRows of(
            int id,
            ProcessorState.Variable variable,
            KeyedState entries,
            long nowMillis,
            AtomicLong rows,
            StateStatistics statistics) {
        return new VariableRows(
                id,
                variable,
                entries,
                RowCodec.ofValues(types(variable.value())),
                RowCodec.ofKeys(types(variable.userKey())),
                nowMillis,
                rows,
                statistics);
    }

    private static java.util.List<DataType> types(DataType.Struct schema) {
        return schema.fields().stream().map(StructField::type).toList();
    }

    /// When a value that is written now can no longer be read.
    long expiryMicros() {
        return variable.expires()
                ? KeyedState.expiry(saturated(nowMillis, variable.lifeMillis()))
                : StateStore.NEVER;
    }

    private static long saturated(long a, long b) {
        long sum = a + b;
        return ((a ^ sum) & (b ^ sum)) < 0 ? Long.MAX_VALUE : sum;
    }

    boolean isExpired(StateStore.ValueBuffer entry) {
        return entry.expiryMicros() <= nowMillis * 1000;
    }

    RowBuffer encode(ColumnBatch batch) {
        RowBuffer encoded = new RowBuffer();
        values.encode(batch.columns(), batch.rowCount(), encoded);
        return encoded;
    }

    RowBuffer encodeUserKey(ColumnBatch batch) {
        RowBuffer encoded = new RowBuffer();
        userKeys.encode(batch.columns(), batch.rowCount(), encoded);
        return encoded;
    }

    ColumnBatch decode(RowBuffer encoded) {
        return new ColumnBatch(encoded.count(), values.decode(encoded));
    }

    ColumnBatch decodeUserKeys(RowBuffer encoded) {
        return new ColumnBatch(encoded.count(), userKeys.decode(encoded));
    }

    void countUpdated(long count) {
        statistics.rowsUpdated().addAndGet(count);
    }

    void countRemoved(long count) {
        statistics.rowsRemoved().addAndGet(count);
    }
}
