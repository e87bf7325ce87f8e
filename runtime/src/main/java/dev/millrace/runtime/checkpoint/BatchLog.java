// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.checkpoint;

import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.storage.FileSums;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A directory with one small file per batch, named by its number, and its checksums beside it. The
/// first line of each is `v1`. The directory is listed once; afterwards the cost of an entry does
/// not depend on how many there are. Used by one thread.
final class BatchLog {
    private static final int KNOWN_VERSION = 1;
    private static final Pattern SUMS = Pattern.compile("\\.([0-9]+)\\.crc");

    private final FileLocation directory;
    private final TreeSet<Long> batches = new TreeSet<>();

    /// Batches that have checksums, also those whose entry is gone.
    private final TreeSet<Long> summed = new TreeSet<>();

    private BatchLog(FileLocation directory) {
        this.directory = directory;
    }

    static BatchLog open(FileLocation directory) {
        BatchLog log = new BatchLog(directory);
        try {
            for (FileEntry entry : directory.store().list(directory.path())) {
                if (!entry.isDirectory()) {
                    log.found(entry.name());
                }
            }
        } catch (NoSuchFileException e) {
            // The first entry makes the directory.
            return log;
        } catch (IOException e) {
            throw CheckpointErrors.failed("cannot list the log " + directory.path(), e);
        }
        return log;
    }

    private void found(String name) {
        Matcher sums = SUMS.matcher(name);
        Long batch = number(sums.matches() ? sums.group(1) : name);
        if (batch != null) {
            (sums.matches() ? summed : batches).add(batch);
        }
    }

    private static @Nullable Long number(String name) {
        try {
            return Long.valueOf(name);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /// The newest batch, null if there is none.
    @Nullable Long latest() {
        return batches.isEmpty() ? null : batches.last();
    }

    /// The oldest batch that is still there, null if there is none.
    @Nullable Long earliest() {
        return batches.isEmpty() ? null : batches.first();
    }

    boolean has(long batchId) {
        return batches.contains(batchId);
    }

    String path(long batchId) {
        return directory.resolve(Long.toString(batchId)).path();
    }

    /// When an entry is durable.
    enum Force {
        AT_ONCE,

        /// Before anything that is written after it.
        IN_ORDER
    }

    /// Writes an entry that must not exist: otherwise another run of the query is at work.
    void add(long batchId, String content, Force force) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        try {
            if (!batches.contains(batchId)) {
                deleteSums(batchId);
            }
            switch (force) {
                case AT_ONCE -> FileSums.writeNew(directory.store(), path(batchId), bytes);
                case IN_ORDER -> FileSums.writeNewInOrder(directory.store(), path(batchId), bytes);
            }
            summed.add(batchId);
        } catch (FileAlreadyExistsException e) {
            throw CheckpointErrors.concurrentUpdate(batchId, e);
        } catch (IOException e) {
            throw CheckpointErrors.failed("cannot write " + path(batchId), e);
        }
        batches.add(batchId);
    }

    /// The lines after the version line.
    String[] read(long batchId) {
        String path = path(batchId);
        try {
            return body(path, FileSums.readAll(directory.store(), path));
        } catch (IOException e) {
            throw CheckpointErrors.failed("cannot read " + path, e);
        }
    }

    /// Splits a log file into lines and checks its version.
    static String[] body(String path, byte[] content) {
        String[] lines = new String(content, StandardCharsets.UTF_8).split("\n", -1);
        String first = lines[0];
        if (first.length() < 2 || first.charAt(0) != 'v') {
            throw CheckpointErrors.malformed(first, path, null);
        }
        int version;
        try {
            version = Integer.parseInt(first.substring(1).strip());
        } catch (NumberFormatException e) {
            throw CheckpointErrors.malformed(first, path, e);
        }
        if (version > KNOWN_VERSION) {
            throw CheckpointErrors.newerVersion(version, KNOWN_VERSION, path);
        }
        if (version < 1) {
            throw CheckpointErrors.malformed(first, path, null);
        }
        int end = lines.length;
        while (end > 1 && lines[end - 1].isBlank()) {
            end--;
        }
        String[] rest = new String[end - 1];
        System.arraycopy(lines, 1, rest, 0, rest.length);
        return rest;
    }

    /// Deletes all entries before a batch.
    void purgeBefore(long batchId) {
        while (!batches.isEmpty() && batches.first() < batchId) {
            try {
                directory.store().delete(path(batches.first()));
                deleteSums(batches.first());
            } catch (IOException e) {
                throw CheckpointErrors.failed("cannot delete " + path(batches.first()), e);
            }
            batches.removeFirst();
        }
    }

    private void deleteSums(long batchId) throws IOException {
        if (summed.contains(batchId)) {
            directory.store().delete(FileSums.beside(path(batchId)));
            summed.remove(batchId);
        }
    }
}
