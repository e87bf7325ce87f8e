// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.badinput;

import dev.millrace.connector.files.local.LocalFileStore;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.storage.FileOutput;
import dev.millrace.tests.ForwardingFileStore;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// A local disk that can run full and can refuse to open files.
final class FailingDisk extends ForwardingFileStore {
    private final AtomicLong freeBytes = new AtomicLong(Long.MAX_VALUE);
    private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

    FailingDisk() {
        super(new LocalFileStore());
    }

    /// How much may still be written.
    void freeBytes(long bytes) {
        freeBytes.set(bytes);
    }

    /// Nobody may open this file from now on.
    void forbid(String path) {
        unreadable.add(path);
    }

    @Override
    public FileInput open(String path) throws IOException {
        if (unreadable.contains(path)) {
            throw new AccessDeniedException(path);
        }
        return super.open(path);
    }

    @Override
    public FileOutput create(String path) throws IOException {
        return new Output(path, super.create(path));
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
