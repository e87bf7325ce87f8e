// SPDX-License-Identifier: Apache-2.0
package dev.millrace.statestore.rocksdb;

import dev.millrace.spi.state.LocalDatabase;

import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

import java.nio.file.Path;

/// A walk over a range of one column family. Does not push what it reads into the block cache.
final class RocksWalk implements LocalDatabase.Walk {
    private final Path directory;
    private final Slice end;
    private final ReadOptions options;
    private final RocksIterator iterator;
    private final byte[] from;
    private boolean isStarted;
    private byte[] key = new byte[64];
    private byte[] value = new byte[64];
    private int keyLength;
    private int valueLength;

    RocksWalk(RocksDB database, ColumnFamilyHandle family, byte[] from, byte[] to, Path directory) {
        this.directory = directory;
        this.from = from;
        this.end = new Slice(to);
        this.options = new ReadOptions().setIterateUpperBound(end).setFillCache(false);
        this.iterator = database.newIterator(family, options);
    }

    @Override
    public boolean next() {
        if (isStarted) {
            iterator.next();
        } else {
            isStarted = true;
            iterator.seek(from);
        }
        if (!iterator.isValid()) {
            try {
                iterator.status();
            } catch (RocksDBException e) {
                throw RocksDatabase.failed(directory, "read", e);
            }
            return false;
        }
        keyLength = iterator.key(key);
        if (keyLength > key.length) {
            key = new byte[keyLength * 2];
            iterator.key(key);
        }
        valueLength = iterator.value(value);
        if (valueLength > value.length) {
            value = new byte[valueLength * 2];
            iterator.value(value);
        }
        return true;
    }

    @Override
    public byte[] key() {
        return key;
    }

    @Override
    public int keyLength() {
        return keyLength;
    }

    @Override
    public byte[] value() {
        return value;
    }

    @Override
    public int valueLength() {
        return valueLength;
    }

    @Override
    public void close() {
        iterator.close();
        options.close();
        end.close();
    }
}
