// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.records;

import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.storage.FileOutput;
import dev.millrace.spi.storage.FileStore;

import java.util.List;

/// Bytes in memory as a file, and as the only one of a store that can only be read.
record MemoryFile(byte[] content, int size) implements FileStore, FileInput {
    private static final String PATH = "/records";

    FileLocation location() {
        return new FileLocation(this, PATH);
    }

    @Override
    public long length() {
        return size;
    }

    @Override
    public int read(long position, byte[] into, int offset, int length) {
        if (position >= size) {
            return -1;
        }
        int count = (int) Math.min(length, size - position);
        System.arraycopy(content, (int) position, into, offset, count);
        return count;
    }

    @Override
    public void close() {}

    @Override
    public FileEntry entry(String path) {
        return new FileEntry(path, false, size, 0);
    }

    @Override
    public List<FileEntry> list(String directory) {
        return List.of(entry(PATH));
    }

    @Override
    public FileInput open(String path) {
        return this;
    }

    @Override
    public String uri(String path) {
        return "";
    }

    @Override
    public FileOutput create(String path) {
        throw readOnly();
    }

    @Override
    public void createDirectories(String directory) {
        throw readOnly();
    }

    @Override
    public void rename(String from, String to) {
        throw readOnly();
    }

    @Override
    public void replace(String from, String to) {
        throw readOnly();
    }

    @Override
    public void exchange(String one, String other) {
        throw readOnly();
    }

    @Override
    public void delete(String path) {
        throw readOnly();
    }

    private static UnsupportedOperationException readOnly() {
        return new UnsupportedOperationException("records in memory are only read");
    }
}
