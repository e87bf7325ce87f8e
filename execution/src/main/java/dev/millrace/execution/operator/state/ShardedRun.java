// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.state;

import dev.millrace.execution.operator.MaterializedPartitions;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.StateStatistics;
import dev.millrace.execution.task.StreamBatch;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.state.StateStore;
import dev.millrace.spi.state.StateStores;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;

/// One micro-batch of a stateful operator: rows go to the shard of their key, each shard works on
/// its own stores, all stores are committed or, if one shard fails, none.
public final class ShardedRun {
    /// Up to this many rows, new and stored, one thread is faster than several.
    private static final int FEW_ROWS = 1 << 13;

    /// The names of the stores of an operator that has only one.
    public static final List<@Nullable String> ONE_STORE = Collections.singletonList(null);

    private final int operatorId;
    private final TaskContext context;
    private final KeySharding sharding;
    private final StateStores states;
    private final StateStatistics statistics;

    /// @param operatorId counted from the sink down
    public ShardedRun(int operatorId, KeySharding sharding, TaskContext context) {
        StreamBatch stream = context.requireStream();
        this.operatorId = operatorId;
        this.context = context;
        this.sharding = sharding;
        this.states = stream.states();
        this.statistics = stream.state(operatorId);
    }

    /// What is to be done on one shard.
    public interface Work {
        /// Changes the stores, which are committed afterwards.
        ///
        /// @param stores in the order of their names
        /// @return rows of the operator's output
        List<ColumnBatch> run(int shard, List<StateStore> stores);
    }

    /// Where the operator reports.
    public StateStatistics statistics() {
        return statistics;
    }

    public TaskContext context() {
        return context;
    }

    /// The rows of each shard; a row without key columns belongs to shard 0.
    ///
    /// @param keyColumns indices of the key
    public List<List<ColumnBatch>> distribute(
            List<ColumnBatch> batches, int[] keyColumns, List<DataType> keyTypes) {
        long rows = 0;
        List<Callable<ColumnBatch>> ready = new ArrayList<>(batches.size());
        for (ColumnBatch batch : batches) {
            rows += batch.rowCount();
            ready.add(() -> batch);
        }
        return distribute(ready, rows, keyColumns, keyTypes);
    }

    /// The same for batches that are still to be made, at the same time where they are many rows.
    ///
    /// @param rowCount of all batches, or about
    public List<List<ColumnBatch>> distribute(
            List<Callable<ColumnBatch>> batches,
            long rowCount,
            int[] keyColumns,
            List<DataType> keyTypes) {
        int shardCount = states.shardCount();
        boolean isWhole = keyColumns.length == 0 || shardCount == 1;
        List<Callable<List<@Nullable ColumnBatch>>> tasks = new ArrayList<>(batches.size());
        for (Callable<ColumnBatch> batch : batches) {
            tasks.add(
                    () ->
                            isWhole
                                    ? Collections.singletonList(batch.call())
                                    : split(batch.call(), keyColumns, keyTypes, shardCount));
        }
        List<List<ColumnBatch>> rowsOfShard = new ArrayList<>(shardCount);
        for (int shard = 0; shard < shardCount; shard++) {
            rowsOfShard.add(new ArrayList<>());
        }
        for (List<@Nullable ColumnBatch> parts :
                rowCount <= FEW_ROWS ? callAll(tasks) : context.workers().runAll(tasks)) {
            for (int shard = 0; shard < parts.size(); shard++) {
                ColumnBatch part = parts.get(shard);
                if (part != null && part.rowCount() > 0) {
                    rowsOfShard.get(shard).add(part);
                }
            }
        }
        return rowsOfShard;
    }

    private List<@Nullable ColumnBatch> split(
            ColumnBatch batch, int[] keyColumns, List<DataType> keyTypes, int shardCount) {
        List<Column> keys = new ArrayList<>(keyColumns.length);
        for (int column : keyColumns) {
            keys.add(batch.column(column));
        }
        return split(
                batch, sharding.shards(keys, keyTypes, batch.rowCount(), shardCount), shardCount);
    }

    private static List<@Nullable ColumnBatch> split(
            ColumnBatch batch, int[] shards, int shardCount) {
        int[] counts = new int[shardCount];
        for (int shard : shards) {
            counts[shard]++;
        }
        int[][] rows = new int[counts.length][];
        for (int shard = 0; shard < counts.length; shard++) {
            rows[shard] = new int[counts[shard]];
            counts[shard] = 0;
        }
        for (int i = 0; i < shards.length; i++) {
            rows[shards[i]][counts[shards[i]]++] = i;
        }
        @Nullable ColumnBatch[] parts = new ColumnBatch[shardCount];
        for (int shard = 0; shard < shardCount; shard++) {
            if (counts[shard] > 0) {
                parts[shard] = batch.gather(rows[shard], counts[shard]);
            }
        }
        return Arrays.asList(parts);
    }

    /// Opens the stores of all shards, runs the work, commits. The output has a partition per
    /// shard.
    ///
    /// @param storeNames of each shard, null for an operator's only store
    /// @param newRows how many rows the shards are going to take in
    public PartitionedBatches run(List<@Nullable String> storeNames, long newRows, Work work) {
        List<StateStore> opened = new ArrayList<>();
        try {
            long rows = newRows;
            List<Callable<List<ColumnBatch>>> tasks = new ArrayList<>();
            for (int shard = 0; shard < states.shardCount(); shard++) {
                List<StateStore> stores = new ArrayList<>(storeNames.size());
                for (String name : storeNames) {
                    StateStore store = states.open(new StateStore.Id(operatorId, shard, name));
                    opened.add(store);
                    stores.add(store);
                    rows += store.size();
                }
                int number = shard;
                tasks.add(() -> runShard(number, stores, work));
            }
            return new MaterializedPartitions(
                    rows <= FEW_ROWS ? onePartition(tasks) : context.workers().runAll(tasks));
        } catch (RuntimeException | Error e) {
            abort(opened, e);
            throw e;
        }
    }

    /// The same for work that gives its rows out piece by piece, so that a batch with many more
    /// rows than it took in does not have to be in memory: work goes on as rows are pulled, each
    /// partition once, and a shard commits with its last row. What nobody pulls is worked off when
    /// the run is finished.
    public PartitionedBatches stream(
            List<@Nullable String> storeNames, long newRows, StreamedWork work) {
        List<StateStore> opened = new ArrayList<>();
        try {
            long rows = newRows;
            List<Shard> shards = new ArrayList<>();
            for (int shard = 0; shard < states.shardCount(); shard++) {
                List<StateStore> stores = new ArrayList<>(storeNames.size());
                for (String name : storeNames) {
                    StateStore store = states.open(new StateStore.Id(operatorId, shard, name));
                    opened.add(store);
                    stores.add(store);
                    rows += store.size();
                }
                shards.add(new Shard(work.start(shard, stores), stores));
            }
            if (rows > FEW_ROWS) {
                context.scope().finishLater(() -> shards.forEach(Shard::finish));
                return new ShardPartitions(shards);
            }
            List<ColumnBatch> batches = new ArrayList<>();
            for (Shard shard : shards) {
                for (ColumnBatch batch = shard.next(); batch != null; batch = shard.next()) {
                    batches.add(batch);
                }
            }
            return new MaterializedPartitions(List.of(batches));
        } catch (RuntimeException | Error e) {
            abort(opened, e);
            throw e;
        }
    }

    /// What is to be done on one shard, piece by piece.
    public interface StreamedWork {
        /// Starts it. The stores are changed as the reader goes on and committed at its end.
        ///
        /// @param stores in the order of their names
        BatchReader start(int shard, List<StateStore> stores);
    }

    /// The output of one shard. Used by one thread at a time.
    private final class Shard implements BatchReader {
        private final BatchReader output;
        private final List<StateStore> stores;
        private boolean isCommitted;

        Shard(BatchReader output, List<StateStore> stores) {
            this.output = output;
            this.stores = stores;
        }

        @Override
        public @Nullable ColumnBatch next() {
            ColumnBatch batch = isCommitted ? null : output.next();
            if (batch == null && !isCommitted) {
                isCommitted = true;
                commit(stores);
            }
            return batch;
        }

        void finish() {
            ColumnBatch unwanted = next();
            while (unwanted != null) {
                unwanted = next();
            }
        }

        @Override
        public void close() {}
    }

    private record ShardPartitions(List<Shard> shards) implements PartitionedBatches {
        @Override
        public int partitionCount() {
            return shards.size();
        }

        @Override
        public BatchReader open(int partition) {
            return shards.get(partition);
        }
    }

    private List<ColumnBatch> runShard(int shard, List<StateStore> stores, Work work) {
        List<ColumnBatch> output = work.run(shard, stores);
        commit(stores);
        return output;
    }

    private void commit(List<StateStore> stores) {
        long start = System.nanoTime();
        for (StateStore store : stores) {
            store.commit();
            statistics.memoryBytes().addAndGet(store.memoryBytes());
        }
        statistics.commitNanos().addAndGet(System.nanoTime() - start);
    }

    private static List<List<ColumnBatch>> onePartition(List<Callable<List<ColumnBatch>>> tasks) {
        return List.of(callAll(tasks).stream().flatMap(List::stream).toList());
    }

    private static <T> List<T> callAll(List<Callable<T>> tasks) {
        List<T> results = new ArrayList<>(tasks.size());
        for (Callable<T> task : tasks) {
            try {
                results.add(task.call());
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        return results;
    }

    private static void abort(List<StateStore> stores, Throwable failure) {
        for (StateStore store : stores) {
            try {
                store.abort();
            } catch (RuntimeException e) {
                failure.addSuppressed(e);
            }
        }
    }
}
