// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests;

import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.storage.FileOutput;
import dev.millrace.spi.storage.FileStore;
import dev.millrace.spi.storage.PathLock;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/// A store that asks another one for everything, for tests that do something else in one or two
/// places.
public class ForwardingFileStore implements FileStore {
    private final FileStore store;

    public ForwardingFileStore(FileStore store) {
        this.store = store;
    }

    @Override
    public @Nullable FileEntry entry(String path) throws IOException {
        return store.entry(path);
    }

    @Override
    public List<FileEntry> list(String directory) throws IOException {
        return store.list(directory);
    }

    @Override
    public List<FileEntry> list(String directory, Predicate<String> wanted) throws IOException {
        return store.list(directory, wanted);
    }

    @Override
    public @Nullable Object changeMark(String directory) throws IOException {
        return store.changeMark(directory);
    }

    @Override
    public FileInput open(String path) throws IOException {
        return store.open(path);
    }

    @Override
    public FileOutput create(String path) throws IOException {
        return store.create(path);
    }

    @Override
    public void createDirectories(String directory) throws IOException {
        store.createDirectories(directory);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        store.rename(from, to);
    }

    @Override
    public void renameInOrder(String from, String to) throws IOException {
        store.renameInOrder(from, to);
    }

    @Override
    public void replace(String from, String to) throws IOException {
        store.replace(from, to);
    }

    @Override
    public void replaceInOrder(String from, String to) throws IOException {
        store.replaceInOrder(from, to);
    }

    @Override
    public void exchange(String one, String other) throws IOException {
        store.exchange(one, other);
    }

    @Override
    public void delete(String path) throws IOException {
        store.delete(path);
    }

    @Override
    public @Nullable Path localPath(String path) {
        return store.localPath(path);
    }

    @Override
    public PathLock lock(String path) throws IOException {
        return store.lock(path);
    }

    @Override
    public String uri(String path) {
        return store.uri(path);
    }
}
