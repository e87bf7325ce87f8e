// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.state.StateStore;

import org.jspecify.annotations.Nullable;

/// A table opened for one batch. `commit` encodes what changed, on the thread of the task; the
/// query's thread writes it later together with the
/// changes of all other stores.
final class TableStore implements StateStore {
    private enum Phase {
        OPEN,
        COMMITTED,
        ABORTED
    }

    private final Id id;
    private final long version;
    private final StateTable table;
    private volatile Phase phase = Phase.OPEN;
    private volatile StateFile.@Nullable Section section;

    TableStore(Id id, long version, StateTable table) {
        this.id = id;
        this.version = version;
        this.table = table;
    }

    StateTable table() {
        return table;
    }

    /// What `commit` encoded.
    StateFile.Section committed() {
        StateFile.Section changes = section;
        if (phase != Phase.COMMITTED || changes == null) {
            throw new IllegalStateException(
                    "state store "
                            + id
                            + " was opened at version "
                            + version
                            + " and not committed");
        }
        return changes;
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public long size() {
        return table.size();
    }

    @Override
    public boolean get(byte[] key, int keyStart, int keyLength, ValueBuffer into) {
        requireOpen();
        int entry = table.find(key, keyStart, keyLength);
        if (entry < 0) {
            return false;
        }
        into.set(
                table.page(entry),
                table.valueStart(entry),
                table.valueLength(entry),
                table.expiry(entry));
        return true;
    }

    @Override
    public void put(
            byte[] key,
            int keyStart,
            int keyLength,
            byte[] value,
            int valueStart,
            int valueLength,
            long expiryMicros) {
        requireOpen();
        table.put(key, keyStart, keyLength, value, valueStart, valueLength, expiryMicros);
    }

    @Override
    public boolean remove(byte[] key, int keyStart, int keyLength) {
        requireOpen();
        return table.remove(key, keyStart, keyLength);
    }

    @Override
    public Cursor scan() {
        requireOpen();
        return new Walk(NEVER);
    }

    @Override
    public Cursor scanExpired(long micros) {
        requireOpen();
        return new Walk(micros);
    }

    @Override
    public void commit() {
        requireOpen();
        SectionBuffer records = new SectionBuffer(256);
        long count = table.changes(records);
        section = new StateFile.Section(id, count, records);
        phase = Phase.COMMITTED;
    }

    @Override
    public void abort() {
        if (phase == Phase.OPEN) {
            table.undoChanges();
            phase = Phase.ABORTED;
        }
    }

    @Override
    public long memoryBytes() {
        return table.memoryBytes();
    }

    private void requireOpen() {
        if (phase != Phase.OPEN) {
            throw new IllegalStateException("state store " + id + " is " + phase);
        }
    }

    private final class Walk implements Cursor {
        private final long expired;
        private int entry = -1;

        /// @param expired entries at or before this time, `NEVER` for all
        Walk(long expired) {
            this.expired = expired;
        }

        @Override
        public boolean next() {
            requireOpen();
            entry =
                    expired == NEVER
                            ? table.nextEntry(entry + 1)
                            : table.nextExpired(entry + 1, expired);
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
            requireOpen();
            table.removeEntry(entry);
        }
    }
}
