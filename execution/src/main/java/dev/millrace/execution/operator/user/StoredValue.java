// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.user;

import dev.millrace.execution.operator.row.RowBuffer;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.function.ProcessorState;
import dev.millrace.spi.state.StateStore;

import org.jspecify.annotations.Nullable;

/// A value for a key: one entry without a suffix.
record StoredValue(VariableRows of) implements ProcessorState.Value, StoredVariable {
    @Override
    public boolean exists() {
        StateStore.ValueBuffer found = new StateStore.ValueBuffer();
        return of.entries().of(of.id()).get(found) && !of.isExpired(found);
    }

    @Override
    public @Nullable ColumnBatch get() {
        StateStore.ValueBuffer found = new StateStore.ValueBuffer();
        if (!of.entries().of(of.id()).get(found) || of.isExpired(found)) {
            return null;
        }
        RowBuffer row = new RowBuffer();
        row.append(found.bytes(), 0, found.length());
        return of.decode(row);
    }

    @Override
    public void put(ColumnBatch value) {
        RowBuffer row = of.encode(value);
        boolean isNew =
                of.entries().of(of.id()).put(row.bytes(), 0, row.length(0), of.expiryMicros());
        if (isNew) {
            of.rows().incrementAndGet();
        }
        of.countUpdated(1);
    }

    @Override
    public void clear() {
        remove();
        of.countRemoved(1);
    }

    @Override
    public void removeExpired(byte[] key) {
        remove();
    }

    private void remove() {
        if (of.entries().of(of.id()).remove()) {
            of.rows().decrementAndGet();
        }
    }
}
