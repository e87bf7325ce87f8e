// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.simulation;

import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.MicroBatchSource;
import dev.millrace.spi.connector.Scan;
import dev.millrace.spi.connector.ScanRequest;
import dev.millrace.spi.connector.Split;
import dev.millrace.spi.connector.StreamDefinition;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Rows of (time, key) that outlive any process. An offset is the number of rows before it.
public final class FakeTopic implements StreamDefinition {
    public static final DataType.Struct SCHEMA =
            DataType.Struct.of(
                    new StructField("time", DataType.TIMESTAMP),
                    new StructField("key", DataType.STRING));

    private final int rowsPerTrigger;
    private final List<List<Object>> rows = new ArrayList<>();
    private final List<String> committed = new ArrayList<>();

    public FakeTopic(int rowsPerTrigger) {
        this.rowsPerTrigger = rowsPerTrigger;
    }

    public synchronized void add(long seconds, String key) {
        rows.add(List.of(seconds * 1_000_000L, key));
    }

    /// Offsets that sources were told to forget.
    public synchronized List<String> committed() {
        return List.copyOf(committed);
    }

    private synchronized int size() {
        return rows.size();
    }

    @Override
    public DataType.Struct schema() {
        return SCHEMA;
    }

    @Override
    public String description() {
        return "FakeTopic";
    }

    @Override
    public MicroBatchSource start(FileLocation log, ConnectorContext context) {
        return new Source();
    }

    private final class Source implements MicroBatchSource {
        private int target = Integer.MAX_VALUE;

        @Override
        public String description() {
            return "FakeTopic[rows]";
        }

        @Override
        public @Nullable String latestOffset(@Nullable String start, Limit limit) {
            int from = start == null ? 0 : Integer.parseInt(start);
            int most = limit == Limit.ALL ? Integer.MAX_VALUE : from + rowsPerTrigger;
            int end = Math.min(Math.min(size(), target), most);
            return end == 0 ? null : Integer.toString(Math.max(from, end));
        }

        @Override
        public void prepareForAvailableNow() {
            target = size();
        }

        @Override
        public Scan scan(@Nullable String start, String end, ScanRequest request) {
            int from = start == null ? 0 : Integer.parseInt(start);
            List<List<Object>> taken;
            synchronized (FakeTopic.this) {
                taken = List.copyOf(rows.subList(from, Integer.parseInt(end)));
            }
            return Scan.of(List.of(new Rows(taken)));
        }

        @Override
        public void commit(String end) {
            synchronized (FakeTopic.this) {
                committed.add(end);
            }
        }
    }

    private record Rows(List<List<Object>> rows) implements Split {
        @Override
        public BatchReader open() {
            return BatchReader.of(List.of(BoxedValues.batch(SCHEMA, rows)));
        }

        @Override
        public long sizeBytes() {
            return rows.size();
        }
    }
}
