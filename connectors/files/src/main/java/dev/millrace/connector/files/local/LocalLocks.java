// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.local;

import dev.millrace.spi.storage.PathLock;
import dev.millrace.spi.storage.PathLockedException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/// Locks of the operating system on small files, which it takes back when a process ends. A lock
/// file holds the number of the process that had the lock last.
///
/// The system counts locks by process, and forgets one as soon as the process closes the file
/// anywhere. So those that this process holds are kept in a set, and their files are never opened a
/// second time. Thread-safe.
final class LocalLocks {
    private final Set<Path> held = new HashSet<>();

    PathLock take(String path) throws IOException {
        Path file = Path.of(path);
        Path directory = Objects.requireNonNull(file.getParent(), path);
        Files.createDirectories(directory);
        Path real = directory.toRealPath().resolve(file.getFileName());
        synchronized (held) {
            if (!held.add(real)) {
                throw new PathLockedException(path, "this process");
            }
        }
        try {
            FileChannel channel = open(path, real);
            return () -> release(real, channel);
        } catch (IOException e) {
            forget(real);
            throw e;
        }
    }

    private static FileChannel open(String path, Path real) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        real,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Another store of this process has it. Closing the channel would take it from there.
            throw new PathLockedException(path, "this process");
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        if (lock == null) {
            String holder = holder(channel);
            channel.close();
            throw new PathLockedException(path, holder);
        }
        String process = Long.toString(ProcessHandle.current().pid());
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(process.getBytes(StandardCharsets.UTF_8)), 0);
        return channel;
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(32);
        channel.read(text, 0);
        String process =
                new String(text.array(), 0, text.position(), StandardCharsets.UTF_8).strip();
        return process.isEmpty() ? "another process" : "process " + process;
    }

    private void release(Path real, FileChannel channel) throws IOException {
        try {
            channel.close();
        } finally {
            forget(real);
        }
    }

    private void forget(Path real) {
        synchronized (held) {
            held.remove(real);
        }
    }
}
