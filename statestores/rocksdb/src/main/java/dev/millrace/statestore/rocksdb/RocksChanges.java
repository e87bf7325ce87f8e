// SPDX-License-Identifier: Apache-2.0
package dev.millrace.statestore.rocksdb;

import dev.millrace.spi.state.LocalDatabase;

import java.util.Arrays;

/// A write batch in RocksDB's own bytes, so that a thousand changes cross into native code once.
///
/// A batch is a sequence number (8 bytes, zero) and a count (4 bytes), little endian, then the
/// records: tag, column family as varint if it is not the default, key and value, each after its
/// length as varint. Tags: 0 delete, 1 put, 4 delete and 5 put in another family.
final class RocksChanges implements LocalDatabase.Changes {
    private static final int HEADER_BYTES = 12;
    private static final int COUNT_AT = 8;
    private static final int DELETE = 0;
    private static final int PUT = 1;
    private static final int DELETE_IN_FAMILY = 4;
    private static final int PUT_IN_FAMILY = 5;
    private static final int LARGEST_HEAD_BYTES = 1 + 3 * 5;

    private final int expiriesFamily;
    private byte[] bytes = new byte[1 << 10];
    private int size = HEADER_BYTES;
    private int count;

    RocksChanges(int expiriesFamily) {
        this.expiriesFamily = expiriesFamily;
    }

    boolean isEmpty() {
        return count == 0;
    }

    byte[] serialized() {
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes[COUNT_AT + i] = (byte) (count >>> (8 * i));
        }
        return Arrays.copyOf(bytes, size);
    }

    @Override
    public void put(
            LocalDatabase.Family family,
            byte[] key,
            int keyStart,
            int keyLength,
            byte[] value,
            int valueStart,
            int valueLength) {
        ensure((long) LARGEST_HEAD_BYTES + keyLength + valueLength);
        tag(family, PUT, PUT_IN_FAMILY);
        bytes(key, keyStart, keyLength);
        bytes(value, valueStart, valueLength);
        count++;
    }

    @Override
    public void delete(LocalDatabase.Family family, byte[] key, int keyStart, int keyLength) {
        ensure((long) LARGEST_HEAD_BYTES + keyLength);
        tag(family, DELETE, DELETE_IN_FAMILY);
        bytes(key, keyStart, keyLength);
        count++;
    }

    @Override
    public long sizeBytes() {
        return size;
    }

    @Override
    public void clear() {
        size = HEADER_BYTES;
        count = 0;
    }

    private void tag(LocalDatabase.Family family, int inDefault, int inOther) {
        switch (family) {
            case ENTRIES -> bytes[size++] = (byte) inDefault;
            case EXPIRIES -> {
                bytes[size++] = (byte) inOther;
                variable(expiriesFamily);
            }
        }
    }

    private void bytes(byte[] from, int start, int length) {
        variable(length);
        System.arraycopy(from, start, bytes, size, length);
        size += length;
    }

    private void variable(int value) {
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            bytes[size++] = (byte) (rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    private void ensure(long more) {
        if (bytes.length - size < more) {
            int needed = Math.toIntExact(size + more);
            bytes = Arrays.copyOf(bytes, Math.max(needed, Math.min(bytes.length, 1 << 29) * 2));
        }
    }
}
