// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

/// A snapshot of a table that goes on changing: written in slices between batches, consistent with
/// the moment it began.
///
/// Entries that existed then have numbers below `end`. Slices take them in order. An entry that
/// changes before its slice comes is told here first, in its old form, and then left out by the
/// slice. So memory is needed only for what changes meanwhile, and only until the next slice.
final class TableSnapshot implements ShardTable.Receiver {
    private static final int CAPACITY = 1 << 12;

    private final StateTable table;
    private final int end;
    private final long keyCount;
    private int next;
    private SectionBuffer records = new SectionBuffer(CAPACITY);
    private long recordCount;

    TableSnapshot(StateTable table, int end, long keyCount) {
        this.table = table;
        this.end = end;
        this.keyCount = keyCount;
    }

    /// Number of keys of the whole snapshot.
    long keyCount() {
        return keyCount;
    }

    /// True if no slice has reached this entry yet.
    boolean awaits(int entry) {
        return entry >= next && entry < end;
    }

    boolean isComplete() {
        return next >= end;
    }

    @Override
    public void entry(
            byte[] bytes,
            int keyStart,
            int keyLength,
            int valueStart,
            int valueLength,
            long expiry) {
        records.entry(bytes, keyStart, keyLength, valueStart, valueLength, expiry);
        recordCount++;
    }

    /// The next records: those of entries that have changed, and so many others that there are
    /// about `bytes` bytes.
    Slice slice(long bytes) {
        while (next < end && records.size() < bytes) {
            table.tellOnce(next++, this);
        }
        Slice slice = new Slice(recordCount, records);
        records = new SectionBuffer(CAPACITY);
        recordCount = 0;
        return slice;
    }

    /// Ends it early or after the last slice.
    void close() {
        while (next < end) {
            table.forget(next++);
        }
        table.endSnapshot();
    }

    /// Records in the form of a state file.
    record Slice(long recordCount, SectionBuffer records) {}
}
