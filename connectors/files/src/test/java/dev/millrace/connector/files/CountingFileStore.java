// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files;

import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.storage.FileOutput;
import dev.millrace.spi.storage.FileStore;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/// A store that counts how many directories are listed and how many files are looked at.
final class CountingFileStore implements FileStore {
    private final FileStore store;
    int listings;
    int looks;

    CountingFileStore(FileStore store) {
        this.store = store;
    }

    void reset() {
        listings = 0;
        looks = 0;
    }

    @Override
    public @Nullable FileEntry entry(String path) throws IOException {
        looks++;
        return store.entry(path);
    }

    @Override
    public List<FileEntry> list(String directory) throws IOException {
        return list(directory, name -> true);
    }

    @Override
    public List<FileEntry> list(String directory, Predicate<String> wanted) throws IOException {
        listings++;
        List<FileEntry> entries = store.list(directory, wanted);
        looks += entries.size();
        return entries;
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
    public void replace(String from, String to) throws IOException {
        store.replace(from, to);
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
    public String uri(String path) {
        return store.uri(path);
    }
}
