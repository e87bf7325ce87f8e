// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.row;

import java.util.Arrays;

/// Encoded rows back to back in one array: row `i` is `bytes[starts[i] .. starts[i + 1])`. Reused
/// from batch to batch by one thread.
public final class RowBuffer {
    private byte[] bytes = new byte[0];
    private int[] starts = new int[1];
    private int count;

    public byte[] bytes() {
        return bytes;
    }

    /// At least `count() + 1` offsets.
    public int[] starts() {
        return starts;
    }

    public int count() {
        return count;
    }

    public int start(int row) {
        return starts[row];
    }

    public int length(int row) {
        return starts[row + 1] - starts[row];
    }

    public void clear() {
        count = 0;
    }

    /// Appends a row.
    public void append(byte[] source, int start, int length) {
        int from = starts[count];
        ensureBytes(Math.addExact(from, length));
        ensureRows(count + 1);
        System.arraycopy(source, start, bytes, from, length);
        starts[++count] = from + length;
    }

    /// Makes room for rows of the given lengths, zeroed, in place of what was there.
    void layOut(int[] lengths, int rowCount) {
        ensureRows(rowCount);
        long total = 0;
        for (int i = 0; i < rowCount; i++) {
            starts[i] = (int) total;
            total += lengths[i];
        }
        finishLayout(total, rowCount);
    }

    /// The same for rows of equal length.
    void layOut(int length, int rowCount) {
        ensureRows(rowCount);
        long total = 0;
        for (int i = 0; i < rowCount; i++) {
            starts[i] = (int) total;
            total += length;
        }
        finishLayout(total, rowCount);
    }

    private void finishLayout(long total, int rowCount) {
        int size = Math.toIntExact(total);
        starts[rowCount] = size;
        count = rowCount;
        if (bytes.length < size) {
            bytes = new byte[size];
        } else {
            Arrays.fill(bytes, 0, size, (byte) 0);
        }
    }

    private void ensureRows(int rows) {
        if (starts.length <= rows) {
            starts = Arrays.copyOf(starts, Math.max(rows + 1, starts.length * 2));
        }
    }

    private void ensureBytes(int size) {
        if (bytes.length < size) {
            long doubled = Math.min(bytes.length * 2L, Integer.MAX_VALUE - 8L);
            bytes = Arrays.copyOf(bytes, (int) Math.max(Math.max(size, doubled), 64));
        }
    }
}
