// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.arrow;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.sparkproject.com.google.protobuf.ByteString;
import org.sparkproject.org.apache.arrow.memory.BufferAllocator;
import org.sparkproject.org.apache.arrow.memory.RootAllocator;
import org.sparkproject.org.apache.arrow.vector.FieldVector;
import org.sparkproject.org.apache.arrow.vector.VectorSchemaRoot;
import org.sparkproject.org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.sparkproject.org.apache.arrow.vector.types.pojo.Schema;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/// Turns batches of one schema into Arrow IPC streams, each complete: schema, one record batch, end
/// marker, as the protocol wants it.
public final class ArrowEncoder implements AutoCloseable {
    private final DataType.Struct schema;
    private final BufferAllocator allocator = new RootAllocator();
    private final VectorSchemaRoot root;

    /// @param timeZone name of the session's zone, the label of timestamp columns
    public ArrowEncoder(DataType.Struct schema, String timeZone) {
        this.schema = schema;
        Schema arrow = new Schema(ArrowTypes.fields(schema, timeZone));
        this.root = VectorSchemaRoot.create(arrow, allocator);
    }

    /// Rows that fit into about four megabytes of Arrow data, the size Spark aims at, judging from
    /// this batch; at least one.
    public static int rowsPerMessage(ColumnBatch batch) {
        long bytesPerRow =
                Math.max(1, batch.rowCount() == 0 ? 1 : estimate(batch) / batch.rowCount());
        return (int) Math.clamp((4L << 20) / bytesPerRow, 1, 100_000);
    }

    /// String columns are views over buffers that may be shared: count their rows, not the buffers.
    private static long estimate(ColumnBatch batch) {
        long bytes = 0;
        for (Column column : batch.columns()) {
            if (column instanceof dev.millrace.spi.column.BytesColumn strings) {
                for (int i = 0; i < strings.size(); i++) {
                    bytes += 4L + strings.length(i);
                }
            } else {
                bytes += column.sizeBytes();
            }
        }
        return bytes;
    }

    public ByteString encode(ColumnBatch batch) {
        List<StructField> fields = schema.fields();
        for (int i = 0; i < fields.size(); i++) {
            FieldVector vector = root.getVector(i);
            vector.reset();
            ArrowVectors.fill(vector, batch.column(i), fields.get(i).type(), batch.rowCount());
        }
        root.setRowCount(batch.rowCount());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ArrowStreamWriter writer = new ArrowStreamWriter(root, null, bytes)) {
            writer.start();
            writer.writeBatch();
            writer.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            root.clear();
        }
        return ByteString.copyFrom(bytes.toByteArray());
    }

    @Override
    public void close() {
        root.close();
        allocator.close();
    }
}
