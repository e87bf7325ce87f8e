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
    private final ShardTable table;
    private volatile Phase phase = Phase.OPEN;
    private volatile StateFile.@Nullable Section section;

    TableStore(Id id, long version, ShardTable table) {
        this.id = id;
        this.version = version;
        this.table = table;
    }

    ShardTable table() {
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
        return table.get(key, keyStart, keyLength, into);
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
        return table.scan();
    }

    @Override
    public Cursor scanExpired(long micros) {
        requireOpen();
        return table.scanExpired(micros);
    }

    @Override
    public void commit() {
        requireOpen();
        SectionBuffer records = new SectionBuffer(256);
        long count = table.changes(records);
        section = new StateFile.Section(id, table.size(), count, records);
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
}
