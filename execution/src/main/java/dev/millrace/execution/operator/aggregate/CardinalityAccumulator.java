// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.execution.kernel.hash.XxHash64;
import dev.millrace.spi.column.BytesBuilder;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.type.DataType;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/// `approx_count_distinct`: a byte for each register of a group's `HyperLogLog`, or, as long as few
/// have a value, only those that have one: groups are many and most of them small.
///
/// Buffer: the bytes of the registers, or four for each that has a value, little-endian, its number
/// above six bits of rank. Which it is the length says.
final class CardinalityAccumulator implements Accumulator {
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int RANK_BITS = 6;
    private static final int RANK_MASK = (1 << RANK_BITS) - 1;
    private static final int ENTRY = Integer.BYTES;

    /// A group with more entries has them searched for too long.
    private static final int MOST_ENTRIES = 64;

    private static final byte[] NONE = {};

    private final DataType type;
    private final HyperLogLog sketch;
    private final int mostEntries;

    /// Of each group the bytes of its buffer, entries with space behind them.
    private byte[][] groups = new byte[8][];

    /// Of each group how many entries it has, -1 if it has all registers.
    private int[] entries = new int[8];

    private int started;
    private long bytes;

    CardinalityAccumulator(DataType type, HyperLogLog sketch) {
        this.type = type;
        this.sketch = sketch;
        mostEntries = Math.min(MOST_ENTRIES, sketch.registers() / ENTRY - 1);
    }

    private void start(int groupCount) {
        if (groupCount > groups.length) {
            int size = Numbers.grown(groups.length, groupCount);
            groups = Arrays.copyOf(groups, size);
            entries = Arrays.copyOf(entries, size);
        }
        if (groupCount > started) {
            Arrays.fill(groups, started, groupCount, NONE);
            started = groupCount;
        }
    }

    @Override
    public void update(List<Column> arguments, int[] groups, int rowCount, int groupCount) {
        start(groupCount);
        Column values = arguments.getFirst();
        for (int i = 0; i < rowCount; i++) {
            if (!values.isNull(i)) {
                long hash = XxHash64.value(values, type, i, XxHash64.SEED);
                raise(groups[i], sketch.register(hash), sketch.rank(hash));
            }
        }
    }

    /// A register keeps the highest rank.
    private void raise(int group, int register, int rank) {
        byte[] data = groups[group];
        int count = entries[group];
        if (count < 0) {
            data[register] = (byte) Math.max(data[register], rank);
            return;
        }
        for (int at = 0; at < count * ENTRY; at += ENTRY) {
            int entry = (int) INTS.get(data, at);
            if (entry >>> RANK_BITS == register) {
                if ((entry & RANK_MASK) < rank) {
                    INTS.set(data, at, register << RANK_BITS | rank);
                }
                return;
            }
        }
        if (count == mostEntries) {
            spread(group);
            raise(group, register, rank);
            return;
        }
        if (data.length == count * ENTRY) {
            data = Arrays.copyOf(data, ENTRY * Math.min(mostEntries, Math.max(2, 2 * count)));
            bytes += data.length - groups[group].length;
            groups[group] = data;
        }
        INTS.set(data, count * ENTRY, register << RANK_BITS | rank);
        entries[group]++;
    }

    private void spread(int group) {
        byte[] data = groups[group];
        byte[] registers = new byte[sketch.registers()];
        for (int at = 0; at < entries[group] * ENTRY; at += ENTRY) {
            int entry = (int) INTS.get(data, at);
            registers[entry >>> RANK_BITS] = (byte) (entry & RANK_MASK);
        }
        bytes += registers.length - data.length;
        groups[group] = registers;
        entries[group] = -1;
    }

    @Override
    public void merge(List<Column> buffers, int[] groups, int rowCount, int groupCount) {
        start(groupCount);
        BytesColumn others = (BytesColumn) buffers.getFirst();
        for (int i = 0; i < rowCount; i++) {
            if (!others.isNull(i)) {
                merge(groups[i], others.data(), others.start(i), others.length(i));
            }
        }
    }

    private void merge(int group, byte[] data, int start, int length) {
        if (length != sketch.registers()) {
            for (int at = start; at < start + length; at += ENTRY) {
                int entry = (int) INTS.get(data, at);
                raise(group, entry >>> RANK_BITS, entry & RANK_MASK);
            }
            return;
        }
        if (entries[group] >= 0) {
            spread(group);
        }
        byte[] registers = groups[group];
        for (int i = 0; i < length; i++) {
            registers[i] = (byte) Math.max(registers[i], data[start + i]);
        }
    }

    @Override
    public List<Column> buffers(int groupCount) {
        start(groupCount);
        BytesBuilder buffers = new BytesBuilder(groupCount);
        for (int g = 0; g < groupCount; g++) {
            int count = entries[g];
            buffers.append(groups[g], 0, count < 0 ? sketch.registers() : count * ENTRY);
        }
        return List.of(buffers.build());
    }

    @Override
    public long memoryBytes(int groupCount) {
        return 32L * groupCount + bytes;
    }

    @Override
    public Column results(int groupCount) {
        start(groupCount);
        long[] results = new long[groupCount];
        for (int g = 0; g < groupCount; g++) {
            results[g] = estimate(groups[g], entries[g]);
        }
        return new LongColumn(results, null, groupCount);
    }

    private long estimate(byte[] data, int count) {
        double sum = 0;
        int empty = 0;
        if (count < 0) {
            for (byte rank : data) {
                sum += 1.0 / (1L << rank);
                empty += rank == 0 ? 1 : 0;
            }
        } else {
            empty = sketch.registers() - count;
            sum = empty;
            for (int at = 0; at < count * ENTRY; at += ENTRY) {
                sum += 1.0 / (1L << ((int) INTS.get(data, at) & RANK_MASK));
            }
        }
        return sketch.estimate(sum, empty);
    }
}
