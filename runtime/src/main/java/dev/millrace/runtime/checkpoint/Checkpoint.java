// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.checkpoint;

import dev.millrace.runtime.json.Json;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.storage.FileSums;
import dev.millrace.spi.storage.PathLock;
import dev.millrace.spi.storage.PathLockedException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/// The directory in which a query survives the end of its process. `open`, `lock` and `unlock` are
/// for whoever starts and ends a run, the logs for its thread.
public final class Checkpoint {
    /// Held by the run that is at work. Spark does not know it and does not mind it.
    private static final String LOCK = ".millrace.lock";

    private final FileLocation root;
    private final UUID id;
    private @Nullable OffsetLog offsets;
    private @Nullable CommitLog commits;
    private @Nullable PathLock lock;

    private Checkpoint(FileLocation root, UUID id) {
        this.root = root;
        this.id = id;
    }

    /// Opens a checkpoint, or begins one where there is none. A directory that holds logs but no
    /// `metadata` is refused. Until it is locked, another run may be at work in it: the logs are
    /// read when they are first asked for.
    public static Checkpoint open(FileLocation root, Supplier<UUID> newId) {
        FileLocation file = root.resolve("metadata");
        try {
            return new Checkpoint(root, parseId(file, readMetadata(file)));
        } catch (NoSuchFileException e) {
            if (hasEntries(root, "offsets") || hasEntries(root, "commits")) {
                throw CheckpointErrors.missingMetadata(CheckpointErrors.shown(root));
            }
            return new Checkpoint(root, create(file, newId.get()));
        } catch (IOException e) {
            throw CheckpointErrors.failed("cannot read " + file.path(), e);
        }
    }

    private static byte[] readMetadata(FileLocation file) throws IOException {
        return FileSums.readAll(file.store(), file.path());
    }

    /// Keeps every other run out, of this process and of any other, until `unlock`.
    public void lock() {
        FileLocation file = root.resolve(LOCK);
        try {
            lock = file.store().lock(file.path());
        } catch (PathLockedException e) {
            throw new IllegalStateException(
                    "Cannot start query with id "
                            + id
                            + " as another query with same id is already active in another"
                            + " process: "
                            + e.getMessage()
                            + ". Stop that query first, or use another checkpoint location.",
                    e);
        } catch (IOException e) {
            throw CheckpointErrors.failed("cannot lock " + file.path(), e);
        }
    }

    /// Lets others in again.
    public void unlock() {
        PathLock held = lock;
        lock = null;
        if (held != null) {
            try {
                held.close();
            } catch (IOException e) {
                throw CheckpointErrors.failed("cannot unlock " + root.resolve(LOCK).path(), e);
            }
        }
    }

    /// True if a run has ever decided a batch.
    public boolean hasHistory() {
        return hasEntries(root, "offsets");
    }

    private static boolean hasEntries(FileLocation root, String log) {
        return BatchLog.open(root.resolve(log)).latest() != null;
    }

    private static UUID parseId(FileLocation file, byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8);
        try {
            if (Json.parse(text) instanceof Json.Struct metadata
                    && metadata.member("id") instanceof Json.Text id) {
                return UUID.fromString(id.value());
            }
            throw MillraceException.of(ErrorKind.EXECUTION)
                    .text("The checkpoint metadata " + file.path() + " names no query id: " + text);
        } catch (IllegalArgumentException e) {
            throw MillraceException.of(ErrorKind.EXECUTION)
                    .cause(e)
                    .text("The checkpoint metadata " + file.path() + " is malformed: " + text);
        }
    }

    private static UUID create(FileLocation file, UUID id) {
        String content = Json.object().put("id", id.toString()).build().toString();
        try {
            FileSums.writeNew(file.store(), file.path(), content.getBytes(StandardCharsets.UTF_8));
            return id;
        } catch (FileAlreadyExistsException e) {
            throw CheckpointErrors.concurrentUpdate(0, e);
        } catch (IOException e) {
            throw CheckpointErrors.failed("cannot write " + file.path(), e);
        }
    }

    /// Refuses remains of another query before batch 0: anything in `offsets`, `commits` or `state`
    /// that is not a forgotten temporary file.
    public void requireEmpty() {
        for (String name : List.of("state", "offsets", "commits")) {
            FileLocation directory = root.resolve(name);
            try {
                for (FileEntry entry : directory.store().list(directory.path())) {
                    if (!entry.name().startsWith(".")) {
                        throw CheckpointErrors.notEmpty(CheckpointErrors.shown(directory));
                    }
                }
            } catch (NoSuchFileException e) {
                continue;
            } catch (IOException e) {
                throw CheckpointErrors.failed("cannot list " + directory.path(), e);
            }
        }
    }

    public FileLocation root() {
        return root;
    }

    /// The id of the query, the same over all its runs.
    public UUID id() {
        return id;
    }

    public OffsetLog offsets() {
        OffsetLog opened = offsets;
        if (opened == null) {
            opened = new OffsetLog(BatchLog.open(root.resolve("offsets")));
            offsets = opened;
        }
        return opened;
    }

    public CommitLog commits() {
        CommitLog opened = commits;
        if (opened == null) {
            opened = new CommitLog(BatchLog.open(root.resolve("commits")));
            commits = opened;
        }
        return opened;
    }

    /// Where the source with this number keeps its own log.
    public FileLocation source(int number) {
        return root.resolve("sources").resolve(Integer.toString(number));
    }

    /// Where the stateful operators are described and their state is kept.
    public FileLocation state() {
        return root.resolve("state");
    }
}
