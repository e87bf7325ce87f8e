// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.storage.FileOutput;
import dev.millrace.spi.storage.TemporaryNames;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;

/// The large files of a database that its snapshots share, in the directory `tables` beside them.
/// They are links to the files of the database where that is possible, copies elsewhere: the
/// database never changes them.
final class KeptFiles {
    private static final int BUFFER_BYTES = 1 << 18;

    private final FileLocation directory;

    KeptFiles(FileLocation state) {
        this.directory = state.resolve("tables");
    }

    /// Keeps a file durably.
    ///
    /// @param version of the first snapshot that has it: a database that went on from an older
    /// snapshot may use the name again
    DatabaseFile.Kept keep(Path file, long version) throws IOException {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        String storedName = name.substring(0, dot) + "-" + version + name.substring(dot);
        FileLocation target = directory.resolve(storedName);
        FileLocation temporary =
                new FileLocation(target.store(), TemporaryNames.beside(target.path()));
        CRC32C checksum = new CRC32C();
        long size;
        if (link(file, temporary)) {
            size = copy(file, OutputStream.nullOutputStream(), checksum);
        } else {
            try (FileOutput output = target.store().create(temporary.path())) {
                size = copy(file, new Sequential(output), checksum);
                output.sync();
            }
        }
        target.store().replace(temporary.path(), target.path());
        return new DatabaseFile.Kept(name, storedName, size, checksum.getValue());
    }

    private boolean link(Path file, FileLocation to) throws IOException {
        Path local = to.store().localPath(to.path());
        if (local == null) {
            return false;
        }
        to.store().createDirectories(directory.path());
        try {
            Files.createLink(local, file);
            return true;
        } catch (FileSystemException | UnsupportedOperationException e) {
            // Another file system, or one without links.
            return false;
        }
    }

    private static long copy(Path from, OutputStream to, CRC32C checksum) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long size = 0;
        try (InputStream input = Files.newInputStream(from)) {
            for (int n = input.read(buffer); n > 0; n = input.read(buffer)) {
                checksum.update(buffer, 0, n);
                to.write(buffer, 0, n);
                size += n;
            }
        }
        return size;
    }

    private static final class Sequential extends OutputStream {
        private final FileOutput output;

        Sequential(FileOutput output) {
            this.output = output;
        }

        @Override
        public void write(int single) throws IOException {
            output.write(new byte[] {(byte) single}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            output.write(bytes, offset, length);
        }
    }

    /// Puts a kept file into the directory of a database, after checking every byte of it.
    void fetch(DatabaseFile.Kept file, Path databaseDirectory) throws IOException {
        FileLocation stored = directory.resolve(file.storedName());
        Path target = databaseDirectory.resolve(file.name());
        Path local = stored.store().localPath(stored.path());
        CRC32C checksum = new CRC32C();
        long size;
        try {
            if (local != null && isLinked(local, target)) {
                size = copy(target, OutputStream.nullOutputStream(), checksum);
            } else {
                size = copyOut(stored, target, checksum);
            }
        } catch (NoSuchFileException e) {
            throw new StateFile.DamagedException(stored.path(), "it does not exist");
        }
        if (size != file.sizeBytes() || checksum.getValue() != file.checksum()) {
            throw new StateFile.DamagedException(
                    stored.path(),
                    String.format(
                            "%d bytes with the checksum %08x, expected %d with %08x",
                            size, checksum.getValue(), file.sizeBytes(), file.checksum()));
        }
    }

    private static boolean isLinked(Path existing, Path target) throws IOException {
        try {
            Files.createLink(target, existing);
            return true;
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static long copyOut(FileLocation from, Path to, CRC32C checksum) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long at = 0;
        try (FileInput input = from.store().open(from.path());
                OutputStream output = Files.newOutputStream(to)) {
            for (int n = input.read(at, buffer, 0, buffer.length);
                    n > 0;
                    n = input.read(at, buffer, 0, buffer.length)) {
                checksum.update(buffer, 0, n);
                output.write(buffer, 0, n);
                at += n;
            }
        }
        return at;
    }

    /// The kept files that are not among these, and what a crash left half copied.
    List<String> others(Set<String> storedNames) throws IOException {
        List<String> others = new ArrayList<>();
        try {
            for (FileEntry entry : directory.store().list(directory.path())) {
                if (!storedNames.contains(entry.name())) {
                    others.add(entry.name());
                }
            }
        } catch (NoSuchFileException e) {
            // No snapshot was ever written.
            return others;
        }
        return others;
    }

    void delete(String storedName) throws IOException {
        directory.store().delete(directory.resolve(storedName).path());
    }
}
