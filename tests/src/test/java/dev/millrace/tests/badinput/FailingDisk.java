// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.badinput;

import dev.millrace.connector.files.local.LocalFileStore;
import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.storage.FileOutput;
import dev.millrace.spi.storage.FileStore;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// A local disk that can run full and can refuse to open files.
final class FailingDisk implements FileStore {
    private final FileStore disk = new LocalFileStore();
    private final AtomicLong freeBytes = new AtomicLong(Long.MAX_VALUE);
    private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

    /// How much may still be written.
    void freeBytes(long bytes) {
        freeBytes.set(bytes);
    }

    /// Nobody may open this file from now on.
    void forbid(String path) {
        unreadable.add(path);
    }

    @Override
    public @Nullable FileEntry entry(String path) throws IOException {
        return disk.entry(path);
    }

    @Override
    public List<FileEntry> list(String directory) throws IOException {
        return disk.list(directory);
    }

    @Override
    public FileInput open(String path) throws IOException {
        if (unreadable.contains(path)) {
            throw new AccessDeniedException(path);
        }
        return disk.open(path);
    }

    @Override
    public FileOutput create(String path) throws IOException {
        return new Output(path, disk.create(path));
    }

    @Override
    public void createDirectories(String directory) throws IOException {
        disk.createDirectories(directory);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public void replace(String from, String to) throws IOException {
        disk.replace(from, to);
    }

    @Override
    public void exchange(String one, String other) throws IOException {
        disk.exchange(one, other);
    }

    @Override
    public void delete(String path) throws IOException {
        disk.delete(path);
    }

    @Override
    public String uri(String path) {
        return disk.uri(path);
    }

    private final class Output implements FileOutput {
        private final String path;
        private final FileOutput file;

        Output(String path, FileOutput file) {
            this.path = path;
            this.file = file;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (freeBytes.addAndGet(-length) < 0) {
                freeBytes.set(0);
                throw new IOException(path + ": No space left on device");
            }
            file.write(bytes, offset, length);
        }

        @Override
        public long position() {
            return file.position();
        }

        @Override
        public void sync() throws IOException {
            file.sync();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
