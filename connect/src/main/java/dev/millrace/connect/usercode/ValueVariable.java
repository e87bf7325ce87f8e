// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.usercode;

import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.function.ProcessorState;

import org.apache.spark.sql.streaming.ValueState;
import org.jspecify.annotations.Nullable;

/// One value for a key.
final class ValueVariable<T extends @Nullable Object> implements ValueState<T> {
    private static final long serialVersionUID = 1L;

    private final transient VariableAccess access;
    private final transient ProcessorState.Value value;
    private final transient Coded<T> coded;

    ValueVariable(VariableAccess access, ProcessorState.Value value, Coded<T> coded) {
        this.access = access;
        this.value = value;
        this.coded = coded;
    }

    @Override
    public boolean exists() {
        access.begin("exists");
        return value.exists();
    }

    @Override
    @SuppressWarnings("NullAway") // Spark says that there may be none.
    public T get() {
        access.begin("get");
        ColumnBatch found = value.get();
        return found == null ? null : coded.object(found, 0);
    }

    @Override
    public void update(T newState) {
        access.begin("update");
        value.put(coded.row(newState));
    }

    @Override
    public void clear() {
        access.begin("clear");
        value.clear();
    }
}
