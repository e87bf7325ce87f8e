// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.state.LocalDatabase;
import dev.millrace.spi.state.LocalDatabase.Family;
import dev.millrace.spi.state.StateStore;

import java.util.ArrayList;
import java.util.List;

/// One store of one shard in a database, with a table in memory above it that holds what was
/// changed since the database was brought up to date, and what was read.
///
/// In the database:
///
/// | family | key | value |
/// |---|---|---|
/// | `ENTRIES` | store number (2 bytes), key | `StoredValue` |
/// | `EXPIRIES` | store number (2 bytes), expiry with flipped sign (8 bytes), key | empty |
///
/// An entry of `EXPIRIES` may be stale: recovery does not look up what it overwrites. So it counts
/// only if the entry still has that expiry; a stale one is deleted when it is met.
final class BackedTable implements ShardTable {
    static final int LARGEST_NUMBER = 0xFFFE;
    static final int PREFIX_BYTES = 2;

    /// Above this much memory reads are no longer kept.
    private static final long READS_KEPT_BYTES = 16 << 20;

    private final LocalDatabase database;
    private final int number;
    private StateTable table = new StateTable(true);
    private long size;
    private long sizeBefore;
    private final List<BackedCursor> openCursors = new ArrayList<>();

    /// No entry of the database expires before this, except those that the table knows better:
    /// spares a scan the remains of what was deleted.
    private long floor = Long.MIN_VALUE;

    private long floorAfter = Long.MIN_VALUE;

    private byte[] composed = new byte[64];
    private final StoredValue below = new StoredValue();

    /// @param number of the store in the database
    /// @param size how many keys it has there
    BackedTable(LocalDatabase database, int number, long size) {
        this.database = database;
        this.number = number;
        this.size = size;
        this.sizeBefore = size;
    }

    int number() {
        return number;
    }

    @Override
    public long size() {
        return size;
    }

    /// What is in memory.
    StateTable table() {
        return table;
    }

    @Override
    public boolean get(byte[] key, int start, int length, StateStore.ValueBuffer into) {
        int entry = table.findAny(key, start, length);
        if (entry >= 0) {
            if (table.isLive(entry)) {
                table.read(entry, into);
                return true;
            }
            return false;
        }
        boolean found = readBelow(key, start, length, below);
        if (found) {
            into.set(below.bytes(), below.start(), below.length(), below.expiry());
        }
        // While a cursor is open, an entry must not move from the database into the table.
        if (openCursors.isEmpty() && table.memoryBytes() < READS_KEPT_BYTES) {
            keep(key, start, length, found);
        }
        return found;
    }

    private int keep(byte[] key, int start, int length, boolean found) {
        return found
                ? table.cache(
                        key,
                        start,
                        length,
                        below.bytes(),
                        below.start(),
                        below.length(),
                        below.expiry())
                : table.cacheAbsent(key, start, length);
    }

    /// Reads an entry of the database; false if there is none.
    boolean readBelow(byte[] key, int start, int length, StoredValue into) {
        int size = PREFIX_BYTES + length;
        if (composed.length < size) {
            composed = new byte[size * 2];
        }
        BigEndian.setShort(composed, 0, number);
        System.arraycopy(key, start, composed, PREFIX_BYTES, length);
        return into.read(database, composed, size);
    }

    /// The table's entry of a key, taken from the database if need be.
    private int load(byte[] key, int start, int length) {
        int entry = table.findAny(key, start, length);
        return entry >= 0 ? entry : keep(key, start, length, readBelow(key, start, length, below));
    }

    @Override
    public void put(
            byte[] key,
            int keyStart,
            int keyLength,
            byte[] value,
            int valueStart,
            int valueLength,
            long expiry) {
        if (!table.isLive(load(key, keyStart, keyLength))) {
            size++;
        }
        table.put(key, keyStart, keyLength, value, valueStart, valueLength, expiry);
    }

    @Override
    public boolean remove(byte[] key, int start, int length) {
        int entry = load(key, start, length);
        if (!table.isLive(entry)) {
            return false;
        }
        table.removeEntry(entry);
        size--;
        return true;
    }

    /// Removes the entry of the database that a cursor stands on.
    void removeBelow(byte[] key, int keyStart, int keyLength, StoredValue value) {
        int entry =
                table.cache(
                        key,
                        keyStart,
                        keyLength,
                        value.bytes(),
                        value.start(),
                        value.length(),
                        value.expiry());
        table.removeEntry(entry);
        size--;
    }

    /// Takes note that a cursor has removed an entry of the table.
    void removed() {
        size--;
    }

    @Override
    public StateStore.Cursor scan() {
        return open(new BackedCursor(this, StateStore.NEVER));
    }

    @Override
    public StateStore.Cursor scanExpired(long micros) {
        return open(new BackedCursor(this, micros));
    }

    private StateStore.Cursor open(BackedCursor cursor) {
        openCursors.add(cursor);
        return cursor;
    }

    /// A scan for what is due has ended.
    ///
    /// @param lowestKept the least expiry that it met and left, or one more than its bound
    void cursorEnded(BackedCursor cursor, long lowestKept) {
        openCursors.remove(cursor);
        floorAfter = Math.max(floorAfter, lowestKept);
    }

    /// All entries of the store in the database.
    LocalDatabase.Walk walkEntries() {
        return database.walk(Family.ENTRIES, prefix(number), prefix(number + 1));
    }

    /// What the database knows to expire at or before a time before `NEVER`.
    LocalDatabase.Walk walkExpiries(long bound) {
        return database.walk(Family.EXPIRIES, expiryBound(floor), expiryBound(bound + 1));
    }

    private static byte[] prefix(int number) {
        byte[] prefix = new byte[PREFIX_BYTES];
        BigEndian.setShort(prefix, 0, number);
        return prefix;
    }

    private byte[] expiryBound(long micros) {
        byte[] bound = new byte[keyStartOf(Family.EXPIRIES)];
        setHead(bound, number, micros);
        return bound;
    }

    /// What stands before the key in a key of `EXPIRIES`.
    static void setHead(byte[] into, int store, long expiry) {
        BigEndian.setShort(into, 0, store);
        BigEndian.setLong(into, PREFIX_BYTES, expiry ^ Long.MIN_VALUE);
    }

    static long expiryOf(byte[] expiryKey) {
        return BigEndian.longAt(expiryKey, PREFIX_BYTES) ^ Long.MIN_VALUE;
    }

    static int keyStartOf(Family family) {
        return switch (family) {
            case ENTRIES -> PREFIX_BYTES;
            case EXPIRIES -> PREFIX_BYTES + StoredValue.EXPIRY_BYTES;
        };
    }

    void deleteStale(byte[] key, int start, int length, long expiry, DatabaseWriter writer) {
        writer.removeExpiry(number, expiry, key, start, length);
    }

    DatabaseWriter newWriter() {
        return new DatabaseWriter(database);
    }

    @Override
    public long changes(Receiver receiver) {
        return table.changes(receiver);
    }

    @Override
    public void keepChanges() {
        closeCursors();
        table.keepChanges();
        sizeBefore = size;
        floor = Math.max(floor, floorAfter);
        floorAfter = Long.MIN_VALUE;
    }

    @Override
    public void undoChanges() {
        closeCursors();
        table.undoChanges();
        size = sizeBefore;
        floorAfter = Long.MIN_VALUE;
    }

    private void closeCursors() {
        for (BackedCursor cursor : List.copyOf(openCursors)) {
            cursor.close();
        }
    }

    /// Heap bytes; those of the database belong to no single store.
    @Override
    public long memoryBytes() {
        return table.memoryBytes();
    }

    /// Brings the database up to date. There must be no changes to undo.
    ///
    /// @param drops true to forget what is in memory
    void settle(DatabaseWriter writer, boolean drops) {
        table.settle(
                (entry, expiryBelow) -> {
                    byte[] page = table.page(entry);
                    int start = table.keyStart(entry);
                    int length = table.keyLength(entry);
                    boolean isLive = table.isLive(entry);
                    if (!isLive || table.expiry(entry) != expiryBelow) {
                        writer.removeExpiry(number, expiryBelow, page, start, length);
                    }
                    if (isLive) {
                        put(entry, writer);
                    } else {
                        writer.remove(number, page, start, length);
                    }
                });
        if (drops) {
            table = new StateTable(true);
        }
    }

    private void put(int entry, DatabaseWriter writer) {
        byte[] page = table.page(entry);
        long expiry = table.expiry(entry);
        floor = Math.min(floor, expiry);
        writer.put(
                number,
                page,
                table.keyStart(entry),
                table.keyLength(entry),
                page,
                table.valueStart(entry),
                table.valueLength(entry),
                expiry);
    }
}
