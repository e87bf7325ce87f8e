// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.state.LocalDatabase;
import dev.millrace.spi.state.LocalDatabase.Family;
import dev.millrace.spi.state.StateStore;

/// Writes entries of stores into a database, in pieces of bounded size. `BackedTable` says what
/// they look like there.
final class DatabaseWriter implements AutoCloseable {
    private static final long PIECE_BYTES = 4 << 20;

    private final LocalDatabase database;
    private final LocalDatabase.Changes changes;
    private byte[] key = new byte[64];
    private byte[] value = new byte[256];

    DatabaseWriter(LocalDatabase database) {
        this.database = database;
        this.changes = database.newChanges();
    }

    void put(
            int store,
            byte[] bytes,
            int start,
            int length,
            byte[] content,
            int contentStart,
            int contentLength,
            long expiry) {
        int head = expiry == StateStore.NEVER ? 1 : 1 + StoredValue.EXPIRY_BYTES;
        int size = head + contentLength;
        if (value.length < size) {
            value = new byte[size * 2];
        }
        value[0] = (byte) (head == 1 ? 0 : 1);
        if (head > 1) {
            BigEndian.setLong(value, 1, expiry);
            int indexed = composeExpiry(store, expiry, bytes, start, length);
            changes.put(Family.EXPIRIES, key, 0, indexed, value, 0, 0);
        }
        System.arraycopy(content, contentStart, value, head, contentLength);
        int composed = compose(store, bytes, start, length);
        changes.put(Family.ENTRIES, key, 0, composed, value, 0, size);
        writeIfFull();
    }

    void remove(int store, byte[] bytes, int start, int length) {
        int composed = compose(store, bytes, start, length);
        changes.delete(Family.ENTRIES, key, 0, composed);
        writeIfFull();
    }

    void removeExpiry(int store, long expiry, byte[] bytes, int start, int length) {
        if (expiry != StateStore.NEVER) {
            int size = composeExpiry(store, expiry, bytes, start, length);
            changes.delete(Family.EXPIRIES, key, 0, size);
            writeIfFull();
        }
    }

    private void writeIfFull() {
        if (changes.sizeBytes() >= PIECE_BYTES) {
            flush();
        }
    }

    void flush() {
        database.apply(changes);
        changes.clear();
    }

    @Override
    public void close() {
        changes.close();
    }

    private int compose(int store, byte[] bytes, int start, int length) {
        int size = BackedTable.PREFIX_BYTES + length;
        ensureKey(size);
        BigEndian.setShort(key, 0, store);
        System.arraycopy(bytes, start, key, BackedTable.PREFIX_BYTES, length);
        return size;
    }

    private int composeExpiry(int store, long expiry, byte[] bytes, int start, int length) {
        int head = BackedTable.keyStartOf(Family.EXPIRIES);
        ensureKey(head + length);
        BackedTable.setHead(key, store, expiry);
        System.arraycopy(bytes, start, key, head, length);
        return head + length;
    }

    private void ensureKey(int size) {
        if (key.length < size) {
            key = new byte[size * 2];
        }
    }
}
