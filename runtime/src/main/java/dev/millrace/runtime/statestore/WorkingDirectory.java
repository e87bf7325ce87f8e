// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.storage.FileLocation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A directory of this machine for files that nobody needs once it is closed.
final class WorkingDirectory implements AutoCloseable {
    private final Path root;

    private WorkingDirectory(Path root) {
        this.root = root;
    }

    /// The one of the query that owns a state: beside its files if they are on this machine, so
    /// that files can be linked instead of copied. What an earlier process left there is deleted.
    static WorkingDirectory ofOwner(FileLocation state) throws IOException {
        Path local = state.store().localPath(state.resolve(".database").path());
        if (local == null) {
            return ofReader();
        }
        WorkingDirectory directory = new WorkingDirectory(local);
        directory.close();
        Files.createDirectories(local);
        return directory;
    }

    /// One of its own for somebody who only reads a state.
    static WorkingDirectory ofReader() throws IOException {
        return new WorkingDirectory(Files.createTempDirectory("millrace-state-"));
    }

    /// An empty directory in it.
    Path fresh(String name) throws IOException {
        Path child = root.resolve(name);
        delete(child);
        Files.createDirectories(child);
        return child;
    }

    /// A path in it where nothing is.
    Path free(String name) throws IOException {
        Path child = root.resolve(name);
        delete(child);
        return child;
    }

    static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> tree = Files.walk(path)) {
            all = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }

    @Override
    public void close() throws IOException {
        delete(root);
    }
}
