// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.json;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.Validity;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Reads the values of one field, at any depth, into the arrays of a column.
///
/// Values are set by row number, not appended, because a field may be missing (the row stays NULL),
/// may occur twice (the later one wins), and a bad record is wiped out. Rows of which nothing was
/// set are NULL.
abstract sealed class ValueReader
        permits BooleanReader,
                IntReader,
                LongReader,
                DoubleReader,
                DecimalReader,
                TextReader,
                NothingReader,
                ArrayReader,
                MapReader,
                StructReader {
    /// The value, or NULL, was set.
    static final int GOOD = 0;

    /// A value was set, but something inside it was bad.
    static final int PARTIAL = 1;

    /// The value was passed, and is not one of the field's type; nothing was set.
    static final int BAD = 2;

    private long[] valid = new long[4];

    /// Reads the value that begins at the cursor.
    ///
    /// @return `GOOD`, `PARTIAL` or `BAD`
    /// @throws MalformedJson if the text is not JSON; then the row may hold anything until `clear`
    abstract int read(JsonCursor in, int row);

    /// The column of the first `size` rows; the reader is empty afterwards.
    ///
    /// @param data the buffer that text columns point into
    abstract Column build(int size, byte[] data);

    /// Makes room for `rows` rows.
    abstract void grow(int rows);

    /// Makes a row NULL again.
    void clear(int row) {
        int word = row >> 6;
        if (word < valid.length) {
            valid[word] &= ~(1L << row);
        }
    }

    final void setValid(int row) {
        int word = row >> 6;
        if (word >= valid.length) {
            valid = Arrays.copyOf(valid, Math.max(word + 1, valid.length * 2));
        }
        valid[word] |= 1L << row;
    }

    final boolean isValid(int row) {
        int word = row >> 6;
        return word < valid.length && (valid[word] >>> row & 1) != 0;
    }

    /// The bitmap of the first `size` rows, null if none is NULL; empty afterwards.
    final long @Nullable [] takeValidity(int size) {
        int words = Validity.wordCount(size);
        long[] taken = valid.length == words ? valid : Arrays.copyOf(valid, words);
        boolean complete = Validity.nullCount(taken, size) == 0;
        if (complete && taken != valid) {
            Arrays.fill(valid, 0);
        } else {
            valid = new long[Math.max(words, 4)];
        }
        return complete ? null : taken;
    }

    static int grown(int length, int rows) {
        return Math.max(rows, length + (length >> 1) + 16);
    }
}
