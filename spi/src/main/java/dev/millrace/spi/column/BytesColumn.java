// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.column;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Strings (UTF-8) or byte strings as views: row `i` is `data[starts[i] .. starts[i] +
/// lengths[i])`.
///
/// Views may overlap, stand in any order and share `data` with other columns, so that a reader can
/// point into its input buffer and `gather` copies no bytes. A small column can thus keep a large
/// buffer alive: who keeps columns beyond a
/// batch calls `compacted()`.
public final class BytesColumn implements Column {
    private final byte[] data;
    private final int[] starts;
    private final int[] lengths;
    private final long @Nullable [] validity;
    private final int size;

    public BytesColumn(
            byte[] data, int[] starts, int[] lengths, long @Nullable [] validity, int size) {
        if (starts.length < size || lengths.length < size) {
            throw new IllegalArgumentException(
                    size + " rows in arrays of " + starts.length + " and " + lengths.length);
        }
        this.data = data;
        this.starts = starts;
        this.lengths = lengths;
        this.validity = validity;
        this.size = size;
    }

    /// `size` times the same bytes.
    public static BytesColumn constant(byte[] value, int size) {
        int[] lengths = new int[size];
        Arrays.fill(lengths, value.length);
        return new BytesColumn(value, new int[size], lengths, null, size);
    }

    public byte[] data() {
        return data;
    }

    public int[] starts() {
        return starts;
    }

    public int[] lengths() {
        return lengths;
    }

    public int start(int row) {
        return starts[row];
    }

    public int length(int row) {
        return lengths[row];
    }

    /// A copy of the row's bytes.
    public byte[] bytes(int row) {
        return Arrays.copyOfRange(data, starts[row], starts[row] + lengths[row]);
    }

    /// The row as text.
    public String text(int row) {
        return new String(data, starts[row], lengths[row], StandardCharsets.UTF_8);
    }

    /// Unsigned byte order, which for UTF-8 is code point order: negative, zero or positive.
    public int compare(int row, BytesColumn other, int otherRow) {
        return Arrays.compareUnsigned(
                data,
                starts[row],
                starts[row] + lengths[row],
                other.data,
                other.starts[otherRow],
                other.starts[otherRow] + other.lengths[otherRow]);
    }

    public boolean equal(int row, BytesColumn other, int otherRow) {
        return lengths[row] == other.lengths[otherRow]
                && Arrays.equals(
                        data,
                        starts[row],
                        starts[row] + lengths[row],
                        other.data,
                        other.starts[otherRow],
                        other.starts[otherRow] + other.lengths[otherRow]);
    }

    /// The same rows over a buffer that holds only their bytes.
    public BytesColumn compacted() {
        long total = 0;
        for (int i = 0; i < size; i++) {
            total += lengths[i];
        }
        byte[] packed = new byte[Math.toIntExact(total)];
        int[] packedStarts = new int[size];
        int at = 0;
        for (int i = 0; i < size; i++) {
            packedStarts[i] = at;
            System.arraycopy(data, starts[i], packed, at, lengths[i]);
            at += lengths[i];
        }
        return new BytesColumn(packed, packedStarts, Arrays.copyOf(lengths, size), validity, size);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public long @Nullable [] validity() {
        return validity;
    }

    @Override
    public BytesColumn gather(int[] rows, int count) {
        int[] gatheredStarts = new int[count];
        int[] gatheredLengths = new int[count];
        boolean missing = false;
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            if (row >= 0) {
                gatheredStarts[i] = starts[row];
                gatheredLengths[i] = lengths[row];
            } else {
                missing = true;
            }
        }
        long[] valid = missing || validity != null ? Validity.gather(validity, rows, count) : null;
        return new BytesColumn(data, gatheredStarts, gatheredLengths, valid, count);
    }

    @Override
    public BytesColumn slice(int from, int length) {
        return new BytesColumn(
                data,
                Arrays.copyOfRange(starts, from, from + length),
                Arrays.copyOfRange(lengths, from, from + length),
                Validity.slice(validity, from, length),
                length);
    }

    @Override
    public long sizeBytes() {
        return data.length + starts.length * 8L + (validity == null ? 0 : validity.length * 8L);
    }
}
