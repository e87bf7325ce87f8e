// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.parquet;

import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.type.DataType;

import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Arrays;

/// Collects the entries of one leaf into pages, and the pages into the chunk of a row group.
///
/// The values of the page in work are kept as numbers or as bytes, in their plain form; how they
/// are encoded is decided when the page is full (`ChunkWriter`).
final class LeafWriter {
    private static final int PAGE_BYTES = 1 << 20;
    private static final int PAGE_ENTRIES = 20_000;
    private static final long JULIAN_EPOCH_DAY = 2_440_588L;
    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private final WriteSchema.Leaf leaf;
    private final ChunkWriter chunk;
    private final PageValues values;

    private int[] definitions = new int[256];
    private int[] repetitions = new int[0];
    private int entryCount;

    LeafWriter(WriteSchema.Leaf leaf, Codec codec) {
        this.leaf = leaf;
        this.chunk = new ChunkWriter(leaf, codec);
        this.values = new PageValues(leaf);
        if (leaf.repetitions() > 0) {
            repetitions = new int[256];
        }
    }

    /// Bytes that the row group in work has in this leaf, about.
    long bufferedBytes() {
        return chunk.plainBytes() + values.plainBytes();
    }

    /// Adds entries.
    ///
    /// @param rows the row of each entry in the column, -1 if it has no value
    /// @param repetition level of each entry, null if nothing repeats
    void write(Column column, int[] rows, int[] levels, int @Nullable [] repetition, int count) {
        int at = 0;
        while (at < count) {
            int take = Math.min(count - at, PAGE_ENTRIES - entryCount);
            // A page ends with a record.
            while (repetition != null && at + take < count && repetition[at + take] != 0) {
                take++;
            }
            takeLevels(levels, repetition, at, take);
            takeValues(column, rows, at, at + take);
            at += take;
            if (entryCount >= PAGE_ENTRIES || values.plainBytes() >= PAGE_BYTES) {
                finishPage();
            }
        }
    }

    private void takeLevels(int[] levels, int @Nullable [] repetition, int from, int count) {
        if (definitions.length < entryCount + count) {
            int length = Math.max(entryCount + count, definitions.length * 2);
            definitions = Arrays.copyOf(definitions, length);
            if (leaf.repetitions() > 0) {
                repetitions = Arrays.copyOf(repetitions, length);
            }
        }
        System.arraycopy(levels, from, definitions, entryCount, count);
        if (repetition != null) {
            System.arraycopy(repetition, from, repetitions, entryCount, count);
        }
        entryCount += count;
    }

    private void takeValues(Column column, int[] rows, int from, int until) {
        values.reserve(until - from);
        switch (column) {
            case IntColumn ints -> {
                int[] in = ints.values();
                for (int i = from; i < until; i++) {
                    if (rows[i] >= 0) {
                        values.add(in[rows[i]]);
                    }
                }
            }
            case LongColumn longs -> takeLongs(longs.values(), rows, from, until);
            case DoubleColumn doubles -> takeDoubles(doubles.values(), rows, from, until);
            case BooleanColumn booleans -> {
                for (int i = from; i < until; i++) {
                    if (rows[i] >= 0) {
                        values.add(booleans.value(rows[i]) ? 1 : 0);
                    }
                }
            }
            case BytesColumn bytes -> {
                for (int i = from; i < until; i++) {
                    if (rows[i] >= 0) {
                        values.add(bytes.data(), bytes.start(rows[i]), bytes.length(rows[i]));
                    }
                }
            }
            case DecimalColumn decimals -> takeDecimals(decimals, rows, from, until);
            default -> throw new IllegalStateException("a leaf of " + column.getClass());
        }
    }

    private void takeLongs(long[] in, int[] rows, int from, int until) {
        boolean instants = leaf.type() instanceof DataType.Timestamp;
        boolean millis =
                instants && leaf.timestampForm() == WriteSchema.TimestampForm.TIMESTAMP_MILLIS;
        if (leaf.physical() == Type.INT96) {
            byte[] packed = new byte[12];
            for (int i = from; i < until; i++) {
                if (rows[i] >= 0) {
                    long micros = in[rows[i]];
                    long day = Math.floorDiv(micros, MICROS_PER_DAY);
                    LittleEndian.putInt64(packed, 0, (micros - day * MICROS_PER_DAY) * 1000);
                    LittleEndian.putInt32(packed, 8, (int) (day + JULIAN_EPOCH_DAY));
                    values.add(packed, 0, packed.length);
                }
            }
            return;
        }
        for (int i = from; i < until; i++) {
            if (rows[i] >= 0) {
                values.add(millis ? Math.floorDiv(in[rows[i]], 1000L) : in[rows[i]]);
            }
        }
    }

    private void takeDoubles(double[] in, int[] rows, int from, int until) {
        boolean single = leaf.physical() == Type.FLOAT;
        for (int i = from; i < until; i++) {
            if (rows[i] >= 0) {
                double value = in[rows[i]];
                values.add(
                        single
                                ? Float.floatToIntBits((float) value)
                                : Double.doubleToLongBits(value));
            }
        }
    }

    private void takeDecimals(DecimalColumn in, int[] rows, int from, int until) {
        if (leaf.physical() != Type.FIXED_LEN_BYTE_ARRAY) {
            for (int i = from; i < until; i++) {
                if (rows[i] >= 0) {
                    values.add(in.low(rows[i]));
                }
            }
            return;
        }
        byte[] packed = new byte[leaf.fixedLength()];
        for (int i = from; i < until; i++) {
            if (rows[i] >= 0) {
                long high = in.high(rows[i]);
                long low = in.low(rows[i]);
                for (int b = 0; b < packed.length; b++) {
                    int shift = 8 * (packed.length - 1 - b);
                    packed[b] = (byte) (shift >= 64 ? high >> (shift - 64) : low >>> shift);
                }
                values.add(packed, 0, packed.length);
            }
        }
    }

    private void finishPage() {
        if (entryCount == 0) {
            return;
        }
        ByteSink levels = new ByteSink();
        encodeLevels(repetitions, leaf.repetitions(), levels);
        encodeLevels(definitions, leaf.definition(), levels);
        try {
            chunk.add(values, levels, entryCount);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        values.clear();
        entryCount = 0;
    }

    private void encodeLevels(int[] levels, int largest, ByteSink out) {
        if (largest == 0) {
            return;
        }
        int lengthAt = out.size();
        out.int32(0);
        RunEncoder.encode(levels, entryCount, 32 - Integer.numberOfLeadingZeros(largest), out);
        out.overwriteInt32(lengthAt, out.size() - lengthAt - 4);
    }

    /// Ends the row group: writes the chunk, and is empty again.
    ///
    /// @param position where in the file the chunk begins
    ColumnMetaData finishChunk(ByteSink out, long position) throws IOException {
        finishPage();
        return chunk.finish(out, position);
    }
}
