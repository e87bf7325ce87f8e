// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.simulation;

import dev.millrace.runtime.sink.CollectedRows;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.Connector;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.ReadRequest;
import dev.millrace.spi.connector.StreamDefinition;
import dev.millrace.spi.connector.StreamSink;
import dev.millrace.spi.connector.Table;
import dev.millrace.spi.connector.WriteJob;
import dev.millrace.spi.connector.WriteRequest;
import dev.millrace.spi.connector.WriteTarget;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The format `fake`: an idempotent sink with one durable file per batch, a row a line.
public final class FakeTable implements Connector {
    @Override
    public Set<String> formats() {
        return Set.of("fake");
    }

    /// All rows below a path, batch by batch.
    public static List<String> rows(SimulatedFiles files, String path) {
        List<String> rows = new ArrayList<>();
        files.paths().stream()
                .filter(file -> file.startsWith(path + "/") && !file.contains("/."))
                .sorted()
                .forEach(
                        file -> {
                            try {
                                String text =
                                        new String(files.readAll(file), StandardCharsets.UTF_8);
                                text.lines().forEach(rows::add);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
        return rows;
    }

    @Override
    public StreamSink openStreamSink(WriteRequest request, ConnectorContext context) {
        String path = request.path();
        if (path == null) {
            throw new IllegalArgumentException("'path' is not specified");
        }
        return new Sink(context.fileStores().resolve(path), request.schema());
    }

    private record Sink(FileLocation directory, DataType.Struct schema) implements StreamSink {
        @Override
        public String description() {
            return "FakeTable[" + directory.path() + "]";
        }

        @Override
        public @Nullable WriteJob begin(long batchId) {
            FileLocation file = directory.resolve("batch-" + (1000 + batchId));
            try {
                return file.store().entry(file.path()) != null
                        ? null
                        : new CollectedRows(batches -> write(file, batches));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void write(FileLocation file, List<ColumnBatch> batches) {
            StringBuilder text = new StringBuilder();
            for (ColumnBatch batch : batches) {
                BoxedValues.rows(batch, schema).forEach(row -> text.append(row).append('\n'));
            }
            try {
                file.store()
                        .writeNew(file.path(), text.toString().getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public Table openTable(ReadRequest request, ConnectorContext context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public StreamDefinition defineStream(ReadRequest request, ConnectorContext context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public WriteTarget openWrite(WriteRequest request, ConnectorContext context) {
        throw new UnsupportedOperationException();
    }
}
