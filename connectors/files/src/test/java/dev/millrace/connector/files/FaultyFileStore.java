// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files;

import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.storage.FileOutput;
import dev.millrace.spi.storage.FileStore;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;

/// A store that fails or dies at its n-th changing operation (create, write, sync, rename, replace,
/// exchange, delete). After a death nothing works any more, as in a process that is no longer
/// there:
/// what is on disk stays.
final class FaultyFileStore implements FileStore {
    /// What happens at the n-th operation.
    enum Fault {
        /// An `IOException`, once.
        FAILURE,
        /// The end of the process before the operation.
        DEATH_BEFORE,
        /// The end of the process after the operation.
        DEATH_AFTER
    }

    /// The end of the process: not an exception that anything would handle.
    static final class Death extends Error {
        private static final long serialVersionUID = 1L;

        Death(String operation) {
            super("died at " + operation);
        }
    }

    @FunctionalInterface
    private interface Action<T extends @Nullable Object> {
        T run() throws IOException;
    }

    private final FileStore store;
    private final Fault fault;
    private final int at;
    private int operations;
    private boolean dead;
    private String failedAt = "";

    FaultyFileStore(FileStore store, Fault fault, int at) {
        this.store = store;
        this.fault = fault;
        this.at = at;
    }

    /// False if there were fewer operations than the one that was to fail.
    boolean hasStruck() {
        return operations >= at;
    }

    /// The operation that failed, for messages.
    String failedAt() {
        return failedAt;
    }

    @Override
    public @Nullable FileEntry entry(String path) throws IOException {
        checkAlive("entry " + path);
        return store.entry(path);
    }

    @Override
    public List<FileEntry> list(String directory) throws IOException {
        checkAlive("list " + directory);
        return store.list(directory);
    }

    @Override
    public FileInput open(String path) throws IOException {
        checkAlive("open " + path);
        return store.open(path);
    }

    @Override
    public FileOutput create(String path) throws IOException {
        FileOutput output = change("create " + path, () -> store.create(path));
        return new FileOutput() {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                change(
                        "write " + path,
                        () -> {
                            output.write(bytes, offset, length);
                            return true;
                        });
            }

            @Override
            public long position() {
                return output.position();
            }

            @Override
            public void sync() throws IOException {
                change(
                        "sync " + path,
                        () -> {
                            output.sync();
                            return true;
                        });
            }

            @Override
            public void close() throws IOException {
                output.close();
            }
        };
    }

    @Override
    public void createDirectories(String directory) throws IOException {
        checkAlive("createDirectories " + directory);
        store.createDirectories(directory);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        change(
                "rename " + from + " to " + to,
                () -> {
                    store.rename(from, to);
                    return true;
                });
    }

    @Override
    public void replace(String from, String to) throws IOException {
        change(
                "replace " + to,
                () -> {
                    store.replace(from, to);
                    return true;
                });
    }

    @Override
    public void exchange(String one, String other) throws IOException {
        change(
                "exchange " + other,
                () -> {
                    store.exchange(one, other);
                    return true;
                });
    }

    @Override
    public void delete(String path) throws IOException {
        change(
                "delete " + path,
                () -> {
                    store.delete(path);
                    return true;
                });
    }

    @Override
    public String uri(String path) {
        return store.uri(path);
    }

    private <T> T change(String operation, Action<T> action) throws IOException {
        checkAlive(operation);
        operations++;
        if (operations != at) {
            return action.run();
        }
        failedAt = operation;
        if (fault == Fault.FAILURE) {
            throw new IOException("No space left on device (injected at " + operation + ")");
        }
        if (fault == Fault.DEATH_AFTER) {
            action.run();
        }
        dead = true;
        throw new Death(operation);
    }

    private void checkAlive(String operation) {
        if (dead) {
            throw new Death(operation);
        }
    }
}
