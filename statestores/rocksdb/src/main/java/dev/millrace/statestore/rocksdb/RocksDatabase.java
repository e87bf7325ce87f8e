// SPDX-License-Identifier: Apache-2.0
package dev.millrace.statestore.rocksdb;

import dev.millrace.spi.state.LocalDatabase;

import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksObject;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// One RocksDB database: `ENTRIES` is its default column family, `EXPIRIES` another.
final class RocksDatabase implements LocalDatabase {
    private static final int FILTER_BITS_PER_KEY = 10;
    private static final int METADATA_BLOCK_BYTES = 4096;

    /// Part of a memory table for a filter: most keys that are asked for are new and not in it.
    private static final double MEMORY_TABLE_FILTER_RATIO = 0.05;

    /// Part of the cache in which blocks of data do not drive out indexes and filters.
    private static final double METADATA_RATIO = 0.5;

    private final Path directory;
    private final RocksDB database;
    private final ColumnFamilyHandle entries;
    private final ColumnFamilyHandle expiries;
    private final WriteOptions unlogged;
    private final @Nullable Cache ownCache;

    /// Everything that must be closed after the database, the last made first.
    private final Deque<RocksObject> owned;

    private RocksDatabase(
            Path directory,
            RocksDB database,
            List<ColumnFamilyHandle> families,
            @Nullable Cache ownCache,
            Deque<RocksObject> owned) {
        this.directory = directory;
        this.database = database;
        this.entries = families.get(0);
        this.expiries = families.get(1);
        this.ownCache = ownCache;
        this.owned = owned;
        this.unlogged = own(owned, new WriteOptions().setDisableWAL(true));
    }

    static RocksDatabase open(
            Path directory, RocksSettings settings, RocksDatabases.@Nullable SharedMemory shared)
            throws IOException {
        Deque<RocksObject> owned = new ArrayDeque<>();
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        Cache cache = shared == null ? null : shared.cache();
        Cache ownCache = null;
        if (cache == null) {
            ownCache =
                    own(owned, new LRUCache(settings.blockCacheBytes(), -1, false, METADATA_RATIO));
            cache = ownCache;
        }
        BlockBasedTableConfig tables = tables(settings, cache);
        ColumnFamilyOptions sought =
                own(
                        owned,
                        familyOptions(
                                        settings,
                                        tables(settings, cache)
                                                .setFilterPolicy(
                                                        own(
                                                                owned,
                                                                new BloomFilter(
                                                                        FILTER_BITS_PER_KEY)))
                                                .setPartitionFilters(true))
                                .setMemtablePrefixBloomSizeRatio(MEMORY_TABLE_FILTER_RATIO)
                                .setMemtableWholeKeyFiltering(true));
        // Nobody asks it for a single key, so filters would be dead weight.
        ColumnFamilyOptions walked = own(owned, familyOptions(settings, tables));
        DBOptions options = own(owned, databaseOptions(settings, shared));
        List<ColumnFamilyDescriptor> families =
                List.of(
                        new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, sought),
                        new ColumnFamilyDescriptor(
                                "expiries".getBytes(StandardCharsets.UTF_8), walked));
        try {
            RocksDB database = RocksDB.open(options, directory.toString(), families, handles);
            return new RocksDatabase(directory, database, handles, ownCache, owned);
        } catch (RocksDBException e) {
            closeAll(owned);
            throw new IOException(
                    "cannot open the database in " + directory + ": " + e.getMessage(), e);
        }
    }

    /// Indexes and filters live in the cache like all else, in pieces: so the memory has a bound
    /// that does not depend on the number of keys.
    private static BlockBasedTableConfig tables(RocksSettings settings, Cache cache) {
        return new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setBlockSize(settings.blockBytes())
                .setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash)
                .setFormatVersion(settings.formatVersion())
                .setIndexType(IndexType.kTwoLevelIndexSearch)
                .setMetadataBlockSize(METADATA_BLOCK_BYTES)
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true)
                .setPinTopLevelIndexAndFilter(true);
    }

    private static ColumnFamilyOptions familyOptions(
            RocksSettings settings, BlockBasedTableConfig tables) {
        return new ColumnFamilyOptions()
                .setTableFormatConfig(tables)
                .setWriteBufferSize(settings.writeBufferBytes())
                .setMaxWriteBufferNumber(settings.maxWriteBuffers())
                .setCompressionType(settings.compression());
    }

    private static DBOptions databaseOptions(
            RocksSettings settings, RocksDatabases.@Nullable SharedMemory shared) {
        DBOptions options =
                new DBOptions()
                        .setCreateIfMissing(true)
                        .setCreateMissingColumnFamilies(true)
                        .setMaxOpenFiles(settings.maxOpenFiles())
                        .setMaxBackgroundJobs(2)
                        .setAllowFAllocate(settings.allocatesAhead())
                        .setAvoidFlushDuringShutdown(true)
                        .setMaxManifestFileSize(1 << 20)
                        .setStatsDumpPeriodSec(0)
                        .setStatsPersistPeriodSec(0)
                        .setKeepLogFileNum(1)
                        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL);
        if (shared != null) {
            options.setWriteBufferManager(shared.writes());
        }
        return options;
    }

    private static <T extends RocksObject> T own(Deque<RocksObject> owned, T object) {
        owned.addFirst(object);
        return object;
    }

    @Override
    public int get(byte[] key, int keyStart, int keyLength, byte[] into) {
        try {
            return database.get(entries, key, keyStart, keyLength, into, 0, into.length);
        } catch (RocksDBException e) {
            throw failed("read", e);
        }
    }

    @Override
    public Walk walk(Family family, byte[] from, byte[] to) {
        return new RocksWalk(database, handle(family), from, to, directory);
    }

    @Override
    public Changes newChanges() {
        return new RocksChanges(expiries.getID());
    }

    @Override
    public void apply(Changes changes) {
        RocksChanges own = (RocksChanges) changes;
        if (own.isEmpty()) {
            return;
        }
        try (WriteBatch batch = new WriteBatch(own.serialized())) {
            database.write(unlogged, batch);
        } catch (RocksDBException e) {
            throw failed("write", e);
        }
    }

    @Override
    public List<Path> snapshot(Path target) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.create(database)) {
            checkpoint.createCheckpoint(target.toString());
        } catch (RocksDBException e) {
            throw new IOException(
                    "cannot snapshot the database in " + directory + ": " + e.getMessage(), e);
        }
        try (var files = Files.list(target)) {
            // The log is empty: nothing is ever written to it.
            return files.filter(file -> !file.getFileName().toString().endsWith(".log"))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public long memoryBytes() {
        try {
            return (ownCache == null ? 0 : ownCache.getUsage())
                    + database.getAggregatedLongProperty("rocksdb.cur-size-all-mem-tables")
                    + database.getAggregatedLongProperty("rocksdb.estimate-table-readers-mem");
        } catch (RocksDBException e) {
            throw failed("measure", e);
        }
    }

    @Override
    public void close() {
        entries.close();
        expiries.close();
        database.close();
        closeAll(owned);
    }

    private static void closeAll(Deque<RocksObject> owned) {
        owned.forEach(RocksObject::close);
        owned.clear();
    }

    private ColumnFamilyHandle handle(Family family) {
        return switch (family) {
            case ENTRIES -> entries;
            case EXPIRIES -> expiries;
        };
    }

    private UncheckedIOException failed(String what, RocksDBException cause) {
        return failed(directory, what, cause);
    }

    static UncheckedIOException failed(Path directory, String what, RocksDBException cause) {
        return new UncheckedIOException(
                new IOException(
                        "cannot "
                                + what
                                + " the database in "
                                + directory
                                + ": "
                                + cause.getMessage(),
                        cause));
    }
}
