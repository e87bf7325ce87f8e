// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.usercode;

import dev.millrace.connect.convert.SparkTypes;
import dev.millrace.runtime.streaming.RowFunction;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.connect.common.ForeachWriterPacket;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

import java.time.ZoneId;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// A Java or Scala `ForeachWriter`. Every partition of every batch gets a copy of its own, made
/// from what the client sent: what `open` keeps in fields is not shared.
public final class ForeachRowFunction implements RowFunction {
    private final byte[] payload;
    private final ClassLoader loader;
    private final Supplier<ZoneId> timeZone;
    private final String name;

    private ForeachRowFunction(
            byte[] payload, ClassLoader loader, Supplier<ZoneId> timeZone, String name) {
        this.payload = payload;
        this.loader = loader;
        this.timeZone = timeZone;
        this.name = name;
    }

    /// Reads the writer from the payload of a `foreach_writer`; a class that is missing is an error
    /// now, not at the first row.
    public static ForeachRowFunction of(
            byte[] payload, Artifacts artifacts, Supplier<ZoneId> timeZone) {
        ClassLoader loader = artifacts.classLoader();
        ForeachWriterPacket packet = (ForeachWriterPacket) Packets.read(payload, loader);
        return new ForeachRowFunction(
                payload, loader, timeZone, writer(packet).getClass().getName());
    }

    @SuppressWarnings("unchecked") // The writer takes what its Dataset holds; erasure hides it.
    private static ForeachWriter<Object> writer(ForeachWriterPacket packet) {
        if (packet.foreachWriter() instanceof ForeachWriter<?> writer) {
            return (ForeachWriter<Object>) writer;
        }
        throw MillraceException.unsupported(
                "foreach with a " + packet.foreachWriter().getClass().getName());
    }

    /// The objects of a typed Dataset; null for one of rows.
    private static @Nullable RowObjects objects(
            ForeachWriterPacket packet, DataType.Struct schema) {
        return packet.datasetEncoder() == AgnosticEncoders.UnboundRowEncoder$.MODULE$
                ? null
                : RowObjects.of((AgnosticEncoder<?>) packet.datasetEncoder(), schema);
    }

    @Override
    public String description(DataType.Struct schema) {
        return schema.fields().stream()
                .map(field -> field.name() + ": " + field.type().simpleName())
                .collect(
                        Collectors.joining(
                                ", ", "ForeachWriterTable(" + name + ",Left(class[", "]))"));
    }

    @Override
    public RowWriter open(DataType.Struct schema, int partition, long batchId) {
        ForeachWriterPacket packet = (ForeachWriterPacket) Packets.read(payload, loader);
        Writer writer = new Writer(writer(packet), schema, objects(packet, schema));
        writer.open(partition, batchId);
        return writer;
    }

    private final class Writer implements RowWriter {
        private final ForeachWriter<Object> writer;
        private final DataType.Struct schema;
        private final StructType rowSchema;
        private final @Nullable RowObjects objects;
        private boolean wantsRows;

        Writer(ForeachWriter<Object> writer, DataType.Struct schema, @Nullable RowObjects objects) {
            this.writer = writer;
            this.schema = schema;
            this.objects = objects;
            this.rowSchema = SparkTypes.toSpark(schema);
        }

        void open(int partition, long batchId) {
            ClassLoader before = enter();
            try {
                wantsRows = writer.open(partition, batchId);
            } finally {
                leave(before);
            }
        }

        @Override
        public void process(ColumnBatch rows) {
            if (!wantsRows) {
                return;
            }
            ClassLoader before = enter();
            try {
                RowObjects typed = objects;
                RowObjects.Reader reader = typed == null ? rows(rows) : typed.reader(rows);
                for (int row = 0; row < rows.rowCount(); row++) {
                    writer.process(reader.read(row));
                }
            } finally {
                leave(before);
            }
        }

        private RowObjects.Reader rows(ColumnBatch rows) {
            ExternalValues values = new ExternalValues(timeZone.get());
            return row -> {
                @Nullable Object[] fields = new @Nullable Object[schema.size()];
                for (int i = 0; i < fields.length; i++) {
                    fields[i] = values.toExternal(rows.column(i), schema.field(i).type(), row);
                }
                return new GenericRowWithSchema(fields, rowSchema);
            };
        }

        @SuppressWarnings("NullAway") // Spark's API has no annotations: null means success.
        @Override
        public void close(@Nullable Throwable failure) {
            ClassLoader before = enter();
            try {
                writer.close(failure);
            } finally {
                leave(before);
            }
        }

        private ClassLoader enter() {
            ClassLoader before = Thread.currentThread().getContextClassLoader();
            Thread.currentThread().setContextClassLoader(loader);
            return before;
        }

        private static void leave(ClassLoader before) {
            Thread.currentThread().setContextClassLoader(before);
        }
    }
}
