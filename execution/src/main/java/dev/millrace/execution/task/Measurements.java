// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.task;

import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.ColumnBatch;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// What the nodes of one run gave out and how long they took, for `explain`. Thread-safe.
///
/// The time of a node is that of the threads that asked it for rows, without what they spent in the
/// nodes below. What other workers do for a node that sees all its input first is not counted: its
/// caller works as long as they do.
public final class Measurements {
    private final LongSupplier nanoTime;
    private final Map<Object, Figures> byNode = new IdentityHashMap<>();

    /// Nanoseconds that the current call of a thread has spent in nodes below it.
    private final ThreadLocal<long[]> below = ThreadLocal.withInitial(() -> new long[1]);

    /// @param nanoTime a clock for durations
    public Measurements(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /// What one node did.
    ///
    /// @param rows that it gave out
    /// @param nanos of work
    /// @param details by name, in alphabetical order: what a scan has read and skipped
    public record Figures(long rows, long nanos, Map<String, Long> details) {
        public Figures {
            details = Collections.unmodifiableMap(new TreeMap<>(details));
        }

        private Figures plus(long moreRows, long moreNanos) {
            return new Figures(rows + moreRows, nanos + moreNanos, details);
        }
    }

    /// The figures of a node so far, null if it was never started.
    public synchronized @Nullable Figures of(Object node) {
        return byNode.get(node);
    }

    private synchronized void add(Object node, long rows, long nanos) {
        byNode.merge(
                node, new Figures(rows, nanos, Map.of()), (old, more) -> old.plus(rows, nanos));
    }

    private synchronized void add(Object node, Map<String, Long> details) {
        if (details.isEmpty()) {
            return;
        }
        Figures old = byNode.getOrDefault(node, new Figures(0, 0, Map.of()));
        Map<String, Long> sums = new TreeMap<>(old.details());
        details.forEach((name, value) -> sums.merge(name, value, Long::sum));
        byNode.put(node, new Figures(old.rows(), old.nanos(), sums));
    }

    /// Starts a node and measures it from now on.
    public PartitionedBatches measure(Object node, Supplier<PartitionedBatches> start) {
        PartitionedBatches rows = timed(node, start);
        return new PartitionedBatches() {
            @Override
            public int partitionCount() {
                return rows.partitionCount();
            }

            @Override
            public BatchReader open(int partition) {
                return new Reader(node, timed(node, () -> rows.open(partition)));
            }
        };
    }

    private <T> T timed(Object node, Supplier<T> work) {
        long[] inner = below.get();
        long before = inner[0];
        inner[0] = 0;
        long start = nanoTime.getAsLong();
        try {
            return work.get();
        } finally {
            long elapsed = nanoTime.getAsLong() - start;
            add(node, 0, Math.max(0, elapsed - inner[0]));
            inner[0] = before + elapsed;
        }
    }

    private final class Reader implements BatchReader {
        private final Object node;
        private final BatchReader input;
        private boolean isClosed;

        Reader(Object node, BatchReader input) {
            this.node = node;
            this.input = input;
        }

        @Override
        public @Nullable ColumnBatch next() {
            Next next = timed(node, () -> new Next(input.next()));
            if (next.batch() != null) {
                add(node, next.batch().rowCount(), 0);
            }
            return next.batch();
        }

        @Override
        public Map<String, Long> figures() {
            return input.figures();
        }

        @Override
        public void close() {
            input.close();
            if (!isClosed) {
                isClosed = true;
                add(node, input.figures());
            }
        }
    }

    private record Next(@Nullable ColumnBatch batch) {}
}
