// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.state.LocalDatabase;
import dev.millrace.spi.state.LocalDatabase.Family;
import dev.millrace.spi.state.StateStore;

/// A walk over the entries of a `BackedTable`: first those of the database that the table in memory
/// does not know better, then those of the table.
///
/// What is removed in the first part goes to the table as a removed entry, so the second does not
/// meet it.
final class BackedCursor implements StateStore.Cursor {
    private enum Part {
        DATABASE,
        TABLE,
        END
    }

    private final BackedTable table;
    private final long bound;
    private final Family family;
    private final LocalDatabase.Walk walk;
    private final DatabaseWriter writer;
    private final StateStore.Cursor inMemory;
    private final StoredValue value = new StoredValue();
    private Part part = Part.DATABASE;
    private long lowestKept;
    private boolean isOnKept;
    private boolean isClosed;

    /// @param bound entries that expire at or before this time, `NEVER` for all
    BackedCursor(BackedTable table, long bound) {
        this.table = table;
        this.bound = bound;
        this.family = bound == StateStore.NEVER ? Family.ENTRIES : Family.EXPIRIES;
        this.walk = bound == StateStore.NEVER ? table.walkEntries() : table.walkExpiries(bound);
        this.writer = table.newWriter();
        this.inMemory =
                bound == StateStore.NEVER ? table.table().scan() : table.table().scanExpired(bound);
        this.lowestKept = bound == StateStore.NEVER ? bound : bound + 1;
    }

    @Override
    public boolean next() {
        if (isOnKept) {
            lowestKept = Math.min(lowestKept, expiryMicros());
            isOnKept = false;
        }
        if (part == Part.DATABASE && nextOfDatabase()) {
            isOnKept = true;
            return true;
        }
        if (part == Part.TABLE && inMemory.next()) {
            isOnKept = true;
            return true;
        }
        part = Part.END;
        return false;
    }

    private boolean nextOfDatabase() {
        int head = BackedTable.keyStartOf(family);
        while (walk.next()) {
            int length = walk.keyLength() - head;
            if (table.table().findAny(walk.key(), head, length) >= 0) {
                continue;
            }
            if (family == Family.ENTRIES) {
                value.set(walk.value(), walk.valueLength());
                return true;
            }
            long due = BackedTable.expiryOf(walk.key());
            if (table.readBelow(walk.key(), head, length, value) && value.expiry() == due) {
                return true;
            }
            table.deleteStale(walk.key(), head, length, due, writer);
        }
        part = Part.TABLE;
        return false;
    }

    private boolean isInDatabase() {
        return part == Part.DATABASE;
    }

    @Override
    public byte[] keyBytes() {
        return isInDatabase() ? walk.key() : inMemory.keyBytes();
    }

    @Override
    public int keyStart() {
        return isInDatabase() ? BackedTable.keyStartOf(family) : inMemory.keyStart();
    }

    @Override
    public int keyLength() {
        return isInDatabase() ? walk.keyLength() - keyStart() : inMemory.keyLength();
    }

    @Override
    public byte[] valueBytes() {
        return isInDatabase() ? value.bytes() : inMemory.valueBytes();
    }

    @Override
    public int valueStart() {
        return isInDatabase() ? value.start() : inMemory.valueStart();
    }

    @Override
    public int valueLength() {
        return isInDatabase() ? value.length() : inMemory.valueLength();
    }

    @Override
    public long expiryMicros() {
        return isInDatabase() ? value.expiry() : inMemory.expiryMicros();
    }

    @Override
    public void remove() {
        isOnKept = false;
        if (isInDatabase()) {
            table.removeBelow(keyBytes(), keyStart(), keyLength(), value);
        } else {
            inMemory.remove();
            table.removed();
        }
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            writer.flush();
            writer.close();
            walk.close();
            inMemory.close();
            boolean knowsFloor = part == Part.END && bound != StateStore.NEVER;
            table.cursorEnded(this, knowsFloor ? lowestKept : Long.MIN_VALUE);
        }
    }
}
