// SPDX-License-Identifier: Apache-2.0
package dev.millrace.statestore.rocksdb;

import dev.millrace.spi.state.LocalDatabase;
import dev.millrace.spi.state.LocalDatabases;

import org.jspecify.annotations.Nullable;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;

/// Opens RocksDB databases. The native library is loaded with the first one. Thread-safe.
///
/// The memory that bounded databases share is made with the settings of the first of them, as in
/// Spark, and kept as long as this object.
public final class RocksDatabases implements LocalDatabases {
    private @Nullable SharedMemory shared;

    /// Memory of all databases with a bound.
    record SharedMemory(Cache cache, WriteBufferManager writes) {}

    @Override
    public String providerClass() {
        return "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider";
    }

    @Override
    public LocalDatabase open(Path directory, Function<String, @Nullable String> configuration)
            throws IOException {
        RocksSettings settings = RocksSettings.of(configuration);
        RocksDB.loadLibrary();
        return RocksDatabase.open(directory, settings, shared(settings.bound()));
    }

    private synchronized @Nullable SharedMemory shared(RocksSettings.@Nullable Bound bound) {
        if (bound == null) {
            return null;
        }
        SharedMemory memory = shared;
        if (memory == null) {
            Cache cache = new LRUCache(bound.bytes(), -1, false, bound.highPriorityRatio());
            long writes = (long) (bound.bytes() * bound.writeRatio());
            memory = new SharedMemory(cache, new WriteBufferManager(writes, cache));
            shared = memory;
        }
        return memory;
    }
}
