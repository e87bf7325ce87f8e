// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.durability;

import dev.millrace.spi.storage.FileOutput;
import dev.millrace.spi.storage.FileStore;
import dev.millrace.tests.ForwardingFileStore;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/// A store that counts what it is asked to force to the device: files, and the directories of names
/// that must be durable at once.
final class CountedSyncs extends ForwardingFileStore {
    private final AtomicLong files = new AtomicLong();
    private final AtomicLong directories = new AtomicLong();

    CountedSyncs(FileStore store) {
        super(store);
    }

    AtomicLong files() {
        return files;
    }

    AtomicLong directories() {
        return directories;
    }

    long count() {
        return files.get() + directories.get();
    }

    @Override
    public FileOutput create(String path) throws IOException {
        FileOutput output = super.create(path);
        return new FileOutput() {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                output.write(bytes, offset, length);
            }

            @Override
            public long position() {
                return output.position();
            }

            @Override
            public void sync() throws IOException {
                files.incrementAndGet();
                output.sync();
            }

            @Override
            public void close() throws IOException {
                output.close();
            }
        };
    }

    @Override
    public void rename(String from, String to) throws IOException {
        directories.incrementAndGet();
        super.rename(from, to);
    }

    @Override
    public void replace(String from, String to) throws IOException {
        directories.incrementAndGet();
        super.replace(from, to);
    }

    @Override
    public void exchange(String one, String other) throws IOException {
        directories.incrementAndGet();
        super.exchange(one, other);
    }
}
