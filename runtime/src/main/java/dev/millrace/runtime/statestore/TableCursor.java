// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.state.StateStore;

/// A walk over the live entries of a table.
final class TableCursor implements StateStore.Cursor {
    private final StateTable table;
    private final long bound;
    private int entry = -1;

    /// @param bound entries that expire at or before this time, `NEVER` for all
    TableCursor(StateTable table, long bound) {
        this.table = table;
        this.bound = bound;
    }

    @Override
    public boolean next() {
        entry =
                bound == StateStore.NEVER
                        ? table.nextEntry(entry + 1)
                        : table.nextExpired(entry + 1, bound);
        if (entry < 0) {
            entry = Integer.MAX_VALUE - 1;
            return false;
        }
        return true;
    }

    @Override
    public byte[] keyBytes() {
        return table.page(entry);
    }

    @Override
    public int keyStart() {
        return table.keyStart(entry);
    }

    @Override
    public int keyLength() {
        return table.keyLength(entry);
    }

    @Override
    public byte[] valueBytes() {
        return table.page(entry);
    }

    @Override
    public int valueStart() {
        return table.valueStart(entry);
    }

    @Override
    public int valueLength() {
        return table.valueLength(entry);
    }

    @Override
    public long expiryMicros() {
        return table.expiry(entry);
    }

    @Override
    public void remove() {
        table.removeEntry(entry);
    }
}
