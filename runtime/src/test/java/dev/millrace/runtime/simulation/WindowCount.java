// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.simulation;

import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.StreamBatch;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.plan.expression.AggregateCall;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.NamedAggregate;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.runtime.checkpoint.StatefulOperator;
import dev.millrace.runtime.streaming.StreamPlanner;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.Scan;
import dev.millrace.spi.connector.ScanRequest;
import dev.millrace.spi.connector.Split;
import dev.millrace.spi.connector.StreamDefinition;
import dev.millrace.spi.state.StateStore;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Two hand-written queries: rows passed through, and rows counted by 10-second window and key,
/// given out once the watermark (no delay) has passed
/// the end of the window.
public final class WindowCount implements StreamPlanner.StreamProgram {
    private static final long WINDOW_MILLIS = 10_000;
    private static final long SOURCE_KEY = 77;
    private static final Attribute TIME = new Attribute(1, "time", DataType.TIMESTAMP, true);
    private static final Attribute KEY = new Attribute(2, "key", DataType.STRING, true);
    private static final Attribute COUNT = new Attribute(3, "count", DataType.LONG, false);

    /// The plan that counts.
    public static StreamPlanner.StreamPlan counting(StreamDefinition source) {
        LogicalPlan plan =
                new LogicalPlan.Aggregate(
                        new LogicalPlan.Watermark(scan(source), TIME, 0),
                        List.of(NamedExpression.of(TIME), NamedExpression.of(KEY)),
                        List.of(
                                new NamedAggregate(
                                        COUNT,
                                        new AggregateCall(
                                                "count",
                                                List.of(),
                                                false,
                                                null,
                                                false,
                                                DataType.LONG,
                                                false))));
        return new StreamPlanner.StreamPlan(plan, plan, WindowCount::new);
    }

    /// The plan that passes rows through.
    public static StreamPlanner.StreamPlan passing(StreamDefinition source) {
        return new StreamPlanner.StreamPlan(scan(source), scan(source), Passing::new);
    }

    /// A plan that reads the same source at two places.
    public static StreamPlanner.StreamPlan twice(StreamDefinition source) {
        LogicalPlan plan =
                new LogicalPlan.Union(List.of(scan(source), scan(source)), List.of(TIME, KEY));
        return new StreamPlanner.StreamPlan(plan, plan, Passing::new);
    }

    private static LogicalPlan scan(StreamDefinition source) {
        return new LogicalPlan.StreamScan(source, SOURCE_KEY, List.of(TIME, KEY), List.of());
    }

    private static List<List<@Nullable Object>> input(TaskContext context) {
        StreamBatch batch = context.requireStream();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        Scan scan = batch.scan(SOURCE_KEY, new ScanRequest(List.of("time", "key"), List.of()));
        for (Split split : scan.splits()) {
            try (BatchReader reader = split.open()) {
                for (ColumnBatch next = reader.next(); next != null; next = reader.next()) {
                    rows.addAll(BoxedValues.rows(next, FakeTopic.SCHEMA));
                }
            }
        }
        batch.countInputRows(SOURCE_KEY, rows.size());
        return rows;
    }

    private static PartitionedBatches partition(ColumnBatch batch) {
        return new PartitionedBatches() {
            @Override
            public int partitionCount() {
                return 1;
            }

            @Override
            public BatchReader open(int partition) {
                return BatchReader.of(List.of(batch));
            }
        };
    }

    private static final class Passing implements StreamPlanner.StreamProgram {
        @Override
        public PartitionedBatches run(TaskContext context) {
            return partition(BoxedValues.batch(FakeTopic.SCHEMA, input(context)));
        }

        @Override
        public String explain() {
            return "Passing\n";
        }

        @Override
        public List<StatefulOperator> operators() {
            return List.of();
        }

        @Override
        public List<Long> watermarkDelaysMillis() {
            return List.of();
        }

        @Override
        public long[] inputWatermarks(long globalMillis) {
            return new long[0];
        }

        @Override
        public boolean isNoDataBatchDue(long[] evictedMillis, long[] nextMillis) {
            return false;
        }
    }

    @Override
    public String explain() {
        return "WindowCount\n";
    }

    @Override
    public List<StatefulOperator> operators() {
        return List.of(new StatefulOperator(0, "stateStoreSave", "timestamp, string", "bigint"));
    }

    @Override
    public List<Long> watermarkDelaysMillis() {
        return List.of(0L);
    }

    @Override
    public long[] inputWatermarks(long globalMillis) {
        return new long[] {globalMillis};
    }

    @Override
    public boolean isNoDataBatchDue(long[] evictedMillis, long[] nextMillis) {
        return nextMillis[0] > evictedMillis[0];
    }

    @Override
    public PartitionedBatches run(TaskContext context) {
        StreamBatch batch = context.requireStream();
        List<StateStore> shards = new ArrayList<>();
        for (int shard = 0; shard < batch.states().shardCount(); shard++) {
            shards.add(batch.states().open(new StateStore.Id(0, shard, null)));
        }
        for (List<@Nullable Object> row : input(context)) {
            long millis = (Long) java.util.Objects.requireNonNull(row.get(0)) / 1000;
            batch.eventTimes(0).add(1, millis, millis, millis);
            long end = Math.floorDiv(millis, WINDOW_MILLIS) * WINDOW_MILLIS + WINDOW_MILLIS;
            if (end <= batch.lateThresholdMillis(0)) {
                batch.state(0).rowsDroppedByWatermark().incrementAndGet();
            } else {
                count(shards, end, String.valueOf(row.get(1)));
                batch.state(0).rowsUpdated().incrementAndGet();
            }
        }
        List<List<@Nullable Object>> results = new ArrayList<>();
        for (StateStore shard : shards) {
            evict(shard, batch.evictionThresholdMillis(0), results);
            batch.state(0).rowsTotal().addAndGet(shard.size());
            shard.commit();
        }
        DataType.Struct schema = DataType.Struct.of(TIME.toField(), KEY.toField(), COUNT.toField());
        return partition(BoxedValues.batch(schema, results));
    }

    private static void count(List<StateStore> shards, long end, String key) {
        byte[] text = key.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = ByteBuffer.allocate(8 + text.length).putLong(end).put(text).array();
        StateStore shard = shards.get(Math.floorMod(Arrays.hashCode(bytes), shards.size()));
        StateStore.ValueBuffer value = new StateStore.ValueBuffer();
        long before =
                shard.get(bytes, 0, bytes.length, value)
                        ? ByteBuffer.wrap(value.bytes()).getLong()
                        : 0;
        byte[] after = ByteBuffer.allocate(8).putLong(before + 1).array();
        shard.put(bytes, 0, bytes.length, after, 0, 8);
    }

    private static void evict(
            StateStore shard, long threshold, List<List<@Nullable Object>> results) {
        try (StateStore.Cursor cursor = shard.scan()) {
            while (cursor.next()) {
                long end = ByteBuffer.wrap(cursor.keyBytes(), cursor.keyStart(), 8).getLong();
                if (end <= threshold) {
                    String key =
                            new String(
                                    cursor.keyBytes(),
                                    cursor.keyStart() + 8,
                                    cursor.keyLength() - 8,
                                    StandardCharsets.UTF_8);
                    long count =
                            ByteBuffer.wrap(cursor.valueBytes(), cursor.valueStart(), 8).getLong();
                    results.add(List.of(end * 1000, key, count));
                    cursor.remove();
                }
            }
        }
    }
}
