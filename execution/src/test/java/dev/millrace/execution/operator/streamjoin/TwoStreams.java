// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.streamjoin;

import dev.millrace.execution.task.BatchIdentity;
import dev.millrace.execution.task.EventTimeStatistics;
import dev.millrace.execution.task.StateStatistics;
import dev.millrace.execution.task.StreamBatch;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.Scan;
import dev.millrace.spi.connector.ScanRequest;
import dev.millrace.spi.connector.Split;
import dev.millrace.spi.state.StateStores;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/// A micro-batch whose new rows are given, by source, one split per batch.
record TwoStreams(
        Map<Long, List<ColumnBatch>> rows,
        StateStores states,
        long lateMillis,
        long evictionMillis,
        EventTimeStatistics times,
        Map<Integer, StateStatistics> statistics)
        implements StreamBatch {
    TwoStreams(
            Map<Long, List<ColumnBatch>> rows,
            StateStores states,
            long lateMillis,
            long evictionMillis) {
        this(rows, states, lateMillis, evictionMillis, new EventTimeStatistics(), new TreeMap<>());
    }

    @Override
    public BatchIdentity identity() {
        return new BatchIdentity(new UUID(0, 1), new UUID(0, 2), 0);
    }

    @Override
    public Scan scan(long sourceKey, ScanRequest request) {
        List<Split> splits = new ArrayList<>();
        for (ColumnBatch batch : rows.getOrDefault(sourceKey, List.of())) {
            splits.add(
                    new Split() {
                        @Override
                        public BatchReader open() {
                            return BatchReader.of(List.of(batch));
                        }

                        @Override
                        public long sizeBytes() {
                            return batch.sizeBytes();
                        }
                    });
        }
        return Scan.of(splits);
    }

    @Override
    public long lateThresholdMillis(int operator) {
        return lateMillis;
    }

    @Override
    public long evictionThresholdMillis(int operator) {
        return evictionMillis;
    }

    @Override
    public void countInputRows(long sourceKey, long count) {}

    @Override
    public EventTimeStatistics eventTimes(int watermarkNode) {
        return times;
    }

    @Override
    public StateStatistics state(int operator) {
        return statistics.computeIfAbsent(operator, o -> new StateStatistics());
    }
}
