// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.write;

import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.format.FileWriterFactory;
import dev.millrace.spi.storage.FileOutput;
import dev.millrace.spi.storage.FileStore;

import java.io.IOException;

/// A file that is being written.
final class OpenFile {
    private final FileStore store;
    private final String path;
    private final String partition;
    private final String name;
    private final FileOutput output;
    private final FileWriterFactory.FileWriter writer;
    private long rowCount;

    OpenFile(OutputPlan plan, String partition, String name) throws IOException {
        this.store = plan.directory().store();
        this.partition = partition;
        this.name = name;
        this.path = plan.path(partition, name);
        this.output = store.create(path);
        try {
            this.writer = plan.format().open(output);
        } catch (IOException | RuntimeException e) {
            discard();
            throw e;
        }
    }

    long rowCount() {
        return rowCount;
    }

    void write(ColumnBatch batch) throws IOException {
        writer.write(batch);
        rowCount += batch.rowCount();
    }

    /// Ends the file: it is durable, its name too (see `LocalFileStore`).
    WrittenFile finish() throws IOException {
        try (output) {
            writer.finish();
            output.sync();
        }
        return new WrittenFile(partition, name, rowCount, output.position());
    }

    /// Closes and deletes the file.
    void discard() throws IOException {
        try (output) {
            store.delete(path);
        }
    }
}
