// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.checkpoint;

import dev.millrace.runtime.json.Json;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileLocation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/// The directory in which a query survives the end of its process.
public final class Checkpoint {
    private final FileLocation root;
    private final UUID id;
    private final OffsetLog offsets;
    private final CommitLog commits;

    private Checkpoint(FileLocation root, UUID id, OffsetLog offsets, CommitLog commits) {
        this.root = root;
        this.id = id;
        this.offsets = offsets;
        this.commits = commits;
    }

    /// Opens a checkpoint, or begins one where there is none. A directory that holds logs but no
    /// `metadata` is refused.
    public static Checkpoint open(FileLocation root, Supplier<UUID> newId) {
        BatchLog offsets = BatchLog.open(root.resolve("offsets"));
        BatchLog commits = BatchLog.open(root.resolve("commits"));
        UUID id = readOrCreateId(root, newId, offsets.latest() != null || commits.latest() != null);
        return new Checkpoint(root, id, new OffsetLog(offsets), new CommitLog(commits));
    }

    private static UUID readOrCreateId(
            FileLocation root, Supplier<UUID> newId, boolean hasHistory) {
        FileLocation file = root.resolve("metadata");
        try {
            return parseId(file, root.store().readAll(file.path()));
        } catch (NoSuchFileException e) {
            if (hasHistory) {
                throw CheckpointErrors.missingMetadata(CheckpointErrors.shown(root));
            }
            return create(file, newId.get());
        } catch (IOException e) {
            throw CheckpointErrors.failed("cannot read " + file.path(), e);
        }
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
            file.store().writeNew(file.path(), content.getBytes(StandardCharsets.UTF_8));
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
        return offsets;
    }

    public CommitLog commits() {
        return commits;
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
