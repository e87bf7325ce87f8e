// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator;

import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.LongColumn;

import java.math.BigInteger;
import java.util.List;

/// The numbers `start`, `start + step`, … before `end`, in partitions of equal size.
public final class RangePartitions implements PartitionedBatches {
    /// Below this many numbers more than one partition costs more than it saves.
    private static final long SMALL = 1 << 16;

    private final long start;
    private final long step;
    private final long count;
    private final int partitions;

    /// @param parallelism number of partitions of a large range
    public RangePartitions(long start, long end, long step, int parallelism) {
        this.start = start;
        this.step = step;
        this.count = count(start, end, step);
        this.partitions = count < SMALL ? 1 : parallelism;
    }

    /// How many numbers there are; the difference of two longs may not fit a long, the count must.
    static long count(long start, long end, long step) {
        BigInteger distance = BigInteger.valueOf(end).subtract(BigInteger.valueOf(start));
        if (distance.signum() * Long.signum(step) <= 0) {
            return 0;
        }
        BigInteger[] parts = distance.divideAndRemainder(BigInteger.valueOf(step));
        return parts[0].add(BigInteger.valueOf(parts[1].signum() == 0 ? 0 : 1)).longValueExact();
    }

    @Override
    public int partitionCount() {
        return partitions;
    }

    @Override
    public BatchReader open(int partition) {
        long perPartition = count / partitions;
        long from = perPartition * partition;
        long to = partition == partitions - 1 ? count : from + perPartition;
        long[] next = {from};
        return () -> {
            if (next[0] >= to) {
                return null;
            }
            int rows = (int) Math.min(ColumnBatch.TARGET_ROWS, to - next[0]);
            long[] values = new long[rows];
            long value = start + next[0] * step;
            for (int i = 0; i < rows; i++) {
                values[i] = value;
                value += step;
            }
            next[0] += rows;
            return new ColumnBatch(rows, List.of(new LongColumn(values, null, rows)));
        };
    }
}
