// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.execution.task.SpillSpace;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/// Files for rows that do not fit into memory, in a directory of this machine. Not through a
/// `FileStore`: nothing here has to survive, and a file that has no name any more while it is open
/// cannot be read by others and cannot be left behind, not even by a process that is killed. Where
/// the system does not allow that, the file goes when it is closed.
///
/// @param directory made if it is missing
public record SpillDirectory(Path directory) implements SpillSpace {
    private static final Set<OpenOption> OPTIONS =
            Set.of(
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.DELETE_ON_CLOSE);

    /// The system's directory for temporary files.
    public static SpillDirectory temporary() {
        return new SpillDirectory(Path.of(System.getProperty("java.io.tmpdir")));
    }

    @Override
    public SpillFile create() {
        Path path = directory.resolve(".millrace-spill-" + UUID.randomUUID());
        try {
            Files.createDirectories(directory);
            return new OpenFile(path, FileChannel.open(path, OPTIONS, ownerOnly()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot spill to " + path, e);
        }
    }

    private FileAttribute<?>[] ownerOnly() throws IOException {
        return Files.getFileStore(directory).supportsFileAttributeView("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private record OpenFile(Path path, FileChannel channel) implements SpillFile {
        @Override
        public long append(byte[] bytes, int offset, int length) {
            try {
                long begin = channel.position();
                ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                return begin;
            } catch (IOException e) {
                throw new UncheckedIOException("cannot spill to " + path, e);
            }
        }

        @Override
        public void read(long position, byte[] into, int offset, int length) {
            try {
                ByteBuffer buffer = ByteBuffer.wrap(into, offset, length);
                while (buffer.hasRemaining()) {
                    if (channel.read(buffer, position + buffer.position() - offset) < 0) {
                        throw new EOFException(path.toString());
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read what was spilled to " + path, e);
            }
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot close " + path, e);
            }
        }
    }
}
