// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.spill;

import dev.millrace.execution.operator.row.RowBuffer;
import dev.millrace.execution.operator.row.RowCodec;
import dev.millrace.execution.task.SpillSpace.SpillFile;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// Rows in a file, in lists that are written and read each by itself. Written by one thread, then
/// read by any number.
///
/// The file is a row of frames of one list each: the number of rows and of bytes, where each row
/// begins if rows differ in length, and the rows as `RowCodec` writes them.
public final class SpilledRows implements AutoCloseable {
    /// Rows of a frame: what a reader of a list holds at a time.
    private static final int FRAME_ROWS = ColumnBatch.TARGET_ROWS / 2;

    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int HEADER = 8;

    private final RowCodec codec;
    private final SpillFile file;
    private final List<List<Long>> frames = new ArrayList<>();
    private final RowBuffer buffer = new RowBuffer();
    private byte[] head = new byte[HEADER];

    public SpilledRows(DataType.Struct schema, TaskContext context) {
        this.codec = RowCodec.ofValues(schema.fields().stream().map(StructField::type).toList());
        this.file = context.spillFile();
    }

    /// Number of lists begun so far.
    public int listCount() {
        return frames.size();
    }

    /// Appends rows to a list; a new number begins all lists up to it.
    public void append(int list, ColumnBatch batch) {
        while (frames.size() <= list) {
            frames.add(new ArrayList<>());
        }
        for (int from = 0; from < batch.rowCount(); from += FRAME_ROWS) {
            write(list, batch.slice(from, Math.min(FRAME_ROWS, batch.rowCount() - from)));
        }
    }

    /// Appends each row to the list that is named for it.
    public void append(int[] lists, ColumnBatch batch, int listCount) {
        int[] rows = new int[batch.rowCount()];
        for (int list = 0; list < listCount; list++) {
            int count = 0;
            for (int i = 0; i < rows.length; i++) {
                rows[count] = i;
                count += lists[i] == list ? 1 : 0;
            }
            if (count > 0) {
                append(list, batch.gather(rows, count));
            }
        }
    }

    private void write(int list, ColumnBatch batch) {
        codec.encode(batch.columns(), batch.rowCount(), buffer);
        int count = buffer.count();
        int bytes = buffer.starts()[count];
        boolean isFixed = codec.fixedWidth() >= 0;
        int headLength = HEADER + (isFixed ? 0 : count * 4);
        if (head.length < headLength) {
            head = new byte[headLength];
        }
        INTS.set(head, 0, count);
        INTS.set(head, 4, bytes);
        for (int i = 0; !isFixed && i < count; i++) {
            INTS.set(head, HEADER + i * 4, buffer.start(i));
        }
        frames.get(list).add(file.append(head, 0, headLength));
        file.append(buffer.bytes(), 0, bytes);
    }

    /// The rows of a list, in the order they came.
    public BatchReader open(int list) {
        List<Long> positions = list < frames.size() ? frames.get(list) : List.of();
        int[] next = {0};
        return () -> next[0] == positions.size() ? null : read(positions.get(next[0]++));
    }

    private ColumnBatch read(long position) {
        byte[] sizes = new byte[HEADER];
        file.read(position, sizes, 0, HEADER);
        int count = (int) INTS.get(sizes, 0);
        int length = (int) INTS.get(sizes, 4);
        int[] starts = new int[count];
        long at = position + HEADER;
        int width = codec.fixedWidth();
        if (width < 0) {
            byte[] begins = new byte[count * 4];
            file.read(at, begins, 0, begins.length);
            at += begins.length;
            for (int i = 0; i < count; i++) {
                starts[i] = (int) INTS.get(begins, i * 4);
            }
        } else {
            for (int i = 0; i < count; i++) {
                starts[i] = i * width;
            }
        }
        byte[] rows = new byte[length];
        file.read(at, rows, 0, length);
        return new ColumnBatch(count, codec.decode(rows, starts, count));
    }

    /// Gives the space on disk back.
    @Override
    public void close() {
        file.close();
    }

    /// Several readers one after the other, each opened when the one before has ended.
    public static BatchReader chain(List<? extends Opening> parts) {
        return new BatchReader() {
            private int next;
            private @Nullable BatchReader current;

            @Override
            public @Nullable ColumnBatch next() {
                while (true) {
                    BatchReader reader = current;
                    if (reader == null) {
                        if (next == parts.size()) {
                            return null;
                        }
                        reader = parts.get(next++).open();
                        current = reader;
                    }
                    ColumnBatch batch = reader.next();
                    if (batch != null) {
                        return batch;
                    }
                    current = null;
                    reader.close();
                }
            }

            @Override
            public void close() {
                next = parts.size();
                BatchReader reader = current;
                current = null;
                if (reader != null) {
                    reader.close();
                }
            }
        };
    }

    /// Starts a part of a chain.
    public interface Opening {
        BatchReader open();
    }
}
