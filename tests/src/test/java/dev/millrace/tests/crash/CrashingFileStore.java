// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.crash;

import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.storage.FileOutput;
import dev.millrace.spi.storage.FileStore;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;

/// The files of a process that can end at any durable operation.
final class CrashingFileStore implements FileStore {
    private final SimulatedProcess process;
    private final FileStore disk;
    private final UnsyncedFiles unsynced;

    CrashingFileStore(SimulatedProcess process, FileStore disk, UnsyncedFiles unsynced) {
        this.process = process;
        this.disk = disk;
        this.unsynced = unsynced;
    }

    @Override
    public @Nullable FileEntry entry(String path) throws IOException {
        process.requireAlive();
        return disk.entry(path);
    }

    @Override
    public List<FileEntry> list(String directory) throws IOException {
        process.requireAlive();
        return disk.list(directory);
    }

    @Override
    public FileInput open(String path) throws IOException {
        process.requireAlive();
        return new Input(process, disk.open(path));
    }

    @Override
    public FileOutput create(String path) throws IOException {
        FileOutput output =
                process.durably(
                        "create " + path,
                        () -> {
                            FileOutput created = disk.create(path);
                            unsynced.written(path, 0);
                            return created;
                        });
        return new Output(process, path, output, unsynced);
    }

    @Override
    public void createDirectories(String directory) throws IOException {
        process.durably(
                "create directories " + directory,
                () -> {
                    disk.createDirectories(directory);
                    return directory;
                });
    }

    @Override
    public void rename(String from, String to) throws IOException {
        process.durably(
                "rename " + from + " to " + to,
                () -> {
                    disk.rename(from, to);
                    unsynced.renamed(from, to);
                    return to;
                });
    }

    @Override
    public void replace(String from, String to) throws IOException {
        process.durably(
                "replace " + to + " by " + from,
                () -> {
                    disk.replace(from, to);
                    unsynced.replaced(from, to);
                    return to;
                });
    }

    @Override
    public void exchange(String one, String other) throws IOException {
        process.durably(
                "exchange " + one + " and " + other,
                () -> {
                    disk.exchange(one, other);
                    unsynced.exchanged(one, other);
                    return one;
                });
    }

    @Override
    public void delete(String path) throws IOException {
        process.durably(
                "delete " + path,
                () -> {
                    disk.delete(path);
                    unsynced.deleted(path);
                    return path;
                });
    }

    @Override
    public String uri(String path) {
        return disk.uri(path);
    }

    private record Input(SimulatedProcess process, FileInput file) implements FileInput {
        @Override
        public long length() throws IOException {
            process.requireAlive();
            return file.length();
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) throws IOException {
            process.requireAlive();
            return file.read(position, into, offset, length);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    private static final class Output implements FileOutput {
        private final SimulatedProcess process;
        private final String path;
        private final FileOutput file;
        private final UnsyncedFiles unsynced;
        private long safeLength;

        Output(SimulatedProcess process, String path, FileOutput file, UnsyncedFiles unsynced) {
            this.process = process;
            this.path = path;
            this.file = file;
            this.unsynced = unsynced;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            process.volatilely(
                    () -> {
                        unsynced.written(path, safeLength);
                        file.write(bytes, offset, length);
                        return length;
                    });
        }

        @Override
        public long position() {
            return file.position();
        }

        @Override
        public void sync() throws IOException {
            process.durably(
                    "sync " + path,
                    () -> {
                        file.sync();
                        safeLength = file.position();
                        unsynced.synced(path);
                        return path;
                    });
        }

        /// Closing writes nothing, so the dead may do it too.
        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
