// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.state.StateStore;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.storage.FileOutput;
import dev.millrace.spi.storage.TemporaryNames;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/// Writes one state file: under a temporary name until `finish`, which makes it durable and puts it
/// in the place of any older one. Closed before that, it leaves nothing. Only a bounded part of the
/// file is in memory. Used by one thread at a time.
final class StateFileWriter implements AutoCloseable {
    private static final int FLUSH_BYTES = 1 << 16;

    private final FileLocation file;
    private final String temporary;
    private final FileOutput output;
    private final SectionBuffer buffer = new SectionBuffer(FLUSH_BYTES);
    private final CRC32C checksum = new CRC32C();
    private boolean isFinished;

    StateFileWriter(FileLocation file, StateFile.Header header) throws IOException {
        this.file = file;
        this.temporary = TemporaryNames.beside(file.path());
        this.output = file.store().create(temporary);
        StateFile.writeHeader(buffer, header);
    }

    /// Adds records of a store. A store may have several sections.
    void section(StateFile.Section section) throws IOException {
        sectionHead(section.id(), section.keyCount());
        buffer.variable(section.recordCount());
        SectionBuffer records = section.records();
        if (records.size() < FLUSH_BYTES) {
            for (SectionBuffer.Part part : records.parts()) {
                buffer.copy(part.bytes(), 0, part.length());
            }
            flushIfFull();
        } else {
            flush();
            write(records);
        }
    }

    private void sectionHead(StateStore.Id id, long keyCount) {
        byte[] name = id.name() == null ? new byte[0] : id.name().getBytes(StandardCharsets.UTF_8);
        buffer.oneByte(1);
        buffer.variable(id.operator());
        buffer.variable(id.shard());
        buffer.variable(name.length);
        buffer.copy(name, 0, name.length);
        buffer.variable(keyCount);
    }

    /// Adds a store of a database.
    void store(StateStore.Id id, long keyCount, int number) throws IOException {
        sectionHead(id, keyCount);
        buffer.variable(number);
        flushIfFull();
    }

    /// Ends a list of sections or files.
    void endOfList() {
        buffer.oneByte(0);
    }

    /// Adds a file of a database that lies beside this one, or the content of a small one.
    void databaseFile(DatabaseFile databaseFile) throws IOException {
        buffer.oneByte(1);
        text(databaseFile.name());
        switch (databaseFile) {
            case DatabaseFile.Kept kept -> {
                text(kept.storedName());
                buffer.variable(kept.sizeBytes());
                buffer.fixed(kept.checksum(), 4);
            }
            case DatabaseFile.Inline inline -> {
                text("");
                byte[] content = inline.content();
                buffer.variable(content.length);
                buffer.copy(content, 0, content.length);
            }
        }
        flushIfFull();
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        buffer.variable(bytes.length);
        buffer.copy(bytes, 0, bytes.length);
    }

    private void flushIfFull() throws IOException {
        if (buffer.size() >= FLUSH_BYTES) {
            flush();
        }
    }

    private void flush() throws IOException {
        write(buffer);
        buffer.clear();
    }

    private void write(SectionBuffer content) throws IOException {
        for (SectionBuffer.Part part : content.parts()) {
            checksum.update(part.bytes(), 0, part.length());
            output.write(part.bytes(), 0, part.length());
        }
    }

    /// Ends a changelog: its name is durable before anything that is written after it, the entry
    /// of the commit log among it.
    ///
    /// @return the size of the file in bytes
    long finishInOrder() throws IOException {
        long size = end();
        file.store().replaceInOrder(temporary, file.path());
        isFinished = true;
        return size;
    }

    /// @return the size of the file in bytes
    long finish() throws IOException {
        long size = end();
        file.store().replace(temporary, file.path());
        isFinished = true;
        return size;
    }

    private long end() throws IOException {
        endOfList();
        flush();
        buffer.fixed(checksum.getValue(), StateFile.CHECKSUM_BYTES);
        write(buffer);
        output.sync();
        long size = output.position();
        output.close();
        return size;
    }

    @Override
    public void close() throws IOException {
        if (!isFinished) {
            isFinished = true;
            output.close();
            file.store().delete(temporary);
        }
    }
}
