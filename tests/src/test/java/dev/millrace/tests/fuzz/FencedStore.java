// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.fuzz;

import dev.millrace.connector.files.local.LocalFileStore;
import dev.millrace.spi.storage.FileOutput;
import dev.millrace.tests.ForwardingFileStore;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;

/// Local files that can be changed below one directory only: a damaged statement may name any path.
final class FencedStore extends ForwardingFileStore {
    private final Path fence;

    FencedStore(Path fence) {
        super(new LocalFileStore());
        this.fence = fence.toAbsolutePath().normalize();
    }

    private String inside(String path) throws IOException {
        if (!Path.of(path).toAbsolutePath().normalize().startsWith(fence)) {
            throw new AccessDeniedException(path);
        }
        return path;
    }

    @Override
    public FileOutput create(String path) throws IOException {
        return super.create(inside(path));
    }

    @Override
    public void createDirectories(String directory) throws IOException {
        super.createDirectories(inside(directory));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        super.rename(inside(from), inside(to));
    }

    @Override
    public void renameInOrder(String from, String to) throws IOException {
        super.renameInOrder(inside(from), inside(to));
    }

    @Override
    public void replace(String from, String to) throws IOException {
        super.replace(inside(from), inside(to));
    }

    @Override
    public void replaceInOrder(String from, String to) throws IOException {
        super.replaceInOrder(inside(from), inside(to));
    }

    @Override
    public void exchange(String one, String other) throws IOException {
        super.exchange(inside(one), inside(other));
    }

    @Override
    public void delete(String path) throws IOException {
        super.delete(inside(path));
    }
}
