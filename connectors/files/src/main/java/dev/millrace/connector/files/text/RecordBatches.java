// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.text;

import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.ColumnBatch;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;

/// Reads a part of a file, record by record, into batches whose strings are views of the buffer
/// that the file was read into. A buffer is given up with the last batch made from it, never
/// reused.
public final class RecordBatches implements BatchReader {
    /// Free bytes behind the content of a buffer.
    public static final int PADDING = 16;

    private static final int BUFFER_BYTES = 1 << 20;
    private static final int SMALLEST_BUFFER = 1 << 12;
    private static final int LONGEST_RECORD = Integer.MAX_VALUE - 2 * PADDING;
    private static final int MOST_ROWS = 2 * ColumnBatch.TARGET_ROWS;

    private final InputStream input;
    private final String uri;
    private final RecordReader records;
    private final LineEnds lineEnds;
    private final boolean wholeInput;

    private byte[] data = new byte[0];
    private int position;
    private int filled;
    private int spareWanted;
    private boolean atEnd;

    /// @param wholeInput whether the whole input is one record
    public RecordBatches(
            InputStream input,
            String uri,
            RecordReader records,
            LineEnds lineEnds,
            boolean wholeInput) {
        this.input = input;
        this.uri = uri;
        this.records = records;
        this.lineEnds = lineEnds;
        this.wholeInput = wholeInput;
    }

    @Override
    public @Nullable ColumnBatch next() {
        try {
            while (true) {
                readBuffered();
                if (records.rowCount() > 0) {
                    return records.build(data);
                }
                if (atEnd && position >= filled) {
                    return null;
                }
                fill();
            }
        } catch (IOException e) {
            throw ParseMode.readFailure(uri, e);
        }
    }

    /// Reads the records that stand complete in the buffer, up to the size of a batch.
    private void readBuffered() {
        while (position < filled && records.rowCount() < MOST_ROWS) {
            int end = wholeInput ? -1 : lineEnds.find(data, position, filled);
            if (!atEnd && (end < 0 || lineEnds.mayGoOn(data, end, filled))) {
                return;
            }
            if (end < 0) {
                end = filled;
            }
            int start = position;
            position = Math.min(filled, end == filled ? end : lineEnds.after(data, end));
            byte[] now = records.read(data, start, end);
            spareWanted += now.length - data.length;
            data = now;
        }
    }

    /// Starts a new buffer with what is left of the old one, and reads more behind it.
    private void fill() throws IOException {
        int left = filled - position;
        if (left > LONGEST_RECORD / 2) {
            throw new IOException("a record is longer than " + left + " bytes");
        }
        // One byte more than there should be, so that the end is seen at once.
        int expected = Math.min(BUFFER_BYTES, input.available() + 1);
        int room = left + Math.max(Math.max(expected, left), SMALLEST_BUFFER);
        byte[] next = new byte[room + PADDING + Math.min(spareWanted, BUFFER_BYTES)];
        System.arraycopy(data, position, next, 0, left);
        spareWanted = 0;
        data = next;
        position = 0;
        filled = left;
        while (filled < room) {
            int count = input.read(data, filled, room - filled);
            if (count < 0) {
                atEnd = true;
                break;
            }
            filled += count;
        }
        records.use(data, filled);
    }

    @Override
    public void close() {
        try {
            input.close();
        } catch (IOException e) {
            throw ParseMode.readFailure(uri, e);
        }
    }
}
