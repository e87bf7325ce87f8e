// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.spi.column.BytesBuilder;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/// Bitmaps of 4096 bytes: of the positions of a group, or all those of a group in one. Buffer: the
/// bitmap. The bitmap of no rows is empty, for `bitmap_and_agg` full.
final class BitmapAccumulator implements Accumulator {
    private static final int BYTES = 4096;
    private static final int BITS = 8 * BYTES;

    /// How rows come into the bitmap.
    enum Kind {
        BITMAP_CONSTRUCT_AGG,
        BITMAP_OR_AGG,
        BITMAP_AND_AGG
    }

    private final Kind kind;
    private byte[] @Nullable [] bitmaps = new byte[8][];

    BitmapAccumulator(Kind kind) {
        this.kind = kind;
    }

    private byte[] bitmap(int group) {
        if (group >= bitmaps.length) {
            bitmaps = Arrays.copyOf(bitmaps, Numbers.grown(bitmaps.length, group + 1));
        }
        byte[] bitmap = bitmaps[group];
        if (bitmap == null) {
            bitmap = new byte[BYTES];
            if (kind == Kind.BITMAP_AND_AGG) {
                Arrays.fill(bitmap, (byte) -1);
            }
            bitmaps[group] = bitmap;
        }
        return bitmap;
    }

    @Override
    public void update(List<Column> arguments, int[] groups, int rowCount, int groupCount) {
        if (kind != Kind.BITMAP_CONSTRUCT_AGG) {
            merge(arguments, groups, rowCount, groupCount);
            return;
        }
        LongColumn positions = (LongColumn) arguments.getFirst();
        for (int i = 0; i < rowCount; i++) {
            if (!positions.isNull(i)) {
                long position = positions.value(i);
                if (position < 0 || position >= BITS) {
                    throw outside(position);
                }
                bitmap(groups[i])[(int) (position >> 3)] |= (byte) (1 << (position & 7));
            }
        }
    }

    private static MillraceException outside(long position) {
        return MillraceException.of(ErrorKind.ARRAY_INDEX, "INVALID_BITMAP_POSITION", "22003")
                .with("bitPosition", position)
                .with("bitmapNumBytes", BYTES)
                .with("bitmapNumBits", BITS)
                .text(
                        "The 0-indexed bitmap position "
                                + position
                                + " is out of bounds. The bitmap has "
                                + BITS
                                + " bits ("
                                + BYTES
                                + " bytes).");
    }

    @Override
    public void merge(List<Column> buffers, int[] groups, int rowCount, int groupCount) {
        BytesColumn others = (BytesColumn) buffers.getFirst();
        for (int i = 0; i < rowCount; i++) {
            if (!others.isNull(i)) {
                merge(bitmap(groups[i]), others.data(), others.start(i), others.length(i));
            }
        }
    }

    /// Bytes that a shorter bitmap lacks are empty.
    private void merge(byte[] bitmap, byte[] data, int start, int length) {
        for (int i = 0; i < BYTES; i++) {
            byte other = i < length ? data[start + i] : 0;
            bitmap[i] =
                    (byte) (kind == Kind.BITMAP_AND_AGG ? bitmap[i] & other : bitmap[i] | other);
        }
    }

    @Override
    public List<Column> buffers(int groupCount) {
        return List.of(results(groupCount));
    }

    @Override
    public long memoryBytes(int groupCount) {
        return (long) BYTES * groupCount;
    }

    @Override
    public Column results(int groupCount) {
        BytesBuilder results = new BytesBuilder(groupCount);
        for (int g = 0; g < groupCount; g++) {
            results.append(bitmap(g));
        }
        return results.build();
    }
}
