// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.text;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Finds the ends of lines: at LF, CR or CR LF, or at a separator of the user's. Immutable.
public final class LineEnds {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long LINE_FEEDS = '\n' * ONES;
    private static final long RETURNS = '\r' * ONES;

    private final byte @Nullable [] separator;

    /// @param separator null for LF, CR and CR LF
    public LineEnds(byte @Nullable [] separator) {
        this.separator = separator == null ? null : separator.clone();
    }

    /// The bytes after which a file may be cut.
    public byte[] cut() {
        return separator == null ? new byte[] {'\n'} : separator.clone();
    }

    /// Where the line that begins at `from` ends, without its separator; -1 if the separator is not
    /// among the bytes before `until`.
    public int find(byte[] data, int from, int until) {
        if (separator != null) {
            return findSeparator(data, from, until, separator);
        }
        int p = from;
        for (; p + 8 <= until; p += 8) {
            long word = (long) LONGS.get(data, p);
            long feeds = word ^ LINE_FEEDS;
            long returns = word ^ RETURNS;
            long hits = ((feeds - ONES) & ~feeds | (returns - ONES) & ~returns) & HIGHS;
            if (hits != 0) {
                return p + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        for (; p < until; p++) {
            if (data[p] == '\n' || data[p] == '\r') {
                return p;
            }
        }
        return -1;
    }

    /// True if a line end that was found may be longer than what was read so far: a CR at the end.
    boolean mayGoOn(byte[] data, int end, int filled) {
        return separator == null && end == filled - 1 && data[end] == '\r';
    }

    /// Where the next line begins after a line that ended at `end`.
    public int after(byte[] data, int end) {
        if (separator != null) {
            return end + separator.length;
        }
        return data[end] == '\r' && end + 1 < data.length && data[end + 1] == '\n'
                ? end + 2
                : end + 1;
    }

    private static int findSeparator(byte[] data, int from, int until, byte[] wanted) {
        for (int p = from; p + wanted.length <= until; p++) {
            int i = 0;
            while (i < wanted.length && data[p + i] == wanted[i]) {
                i++;
            }
            if (i == wanted.length) {
                return p;
            }
        }
        return -1;
    }
}
