// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statestore;

import dev.millrace.spi.state.StateStore;
import dev.millrace.spi.storage.FileLocation;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/// The writing of one snapshot of tables in memory. The query's thread copies slices; the
/// background writes them in their order. What waits to be written is bounded: when the background
/// is behind, only what batches change is copied.
final class MemorySnapshot {
    private static final long MOST_WAITING_BYTES = 32 << 20;

    /// How far it is.
    enum Progress {
        RUNNING,
        WRITTEN,
        FAILED
    }

    private record Part(StateStore.Id id, TableSnapshot table) {}

    /// Sections to write; the last piece ends the file.
    private record Piece(List<StateFile.Section> sections, boolean isLast) {
        long bytes() {
            long bytes = 0;
            for (StateFile.Section section : sections) {
                bytes += section.records().size();
            }
            return bytes;
        }
    }

    private final FileLocation file;
    private final StateFile.Header header;
    private final Executor background;
    private final List<Part> parts = new ArrayList<>();
    private int nextPart;
    private boolean allCopied;

    // Guarded by this.
    private final Deque<Piece> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean isAsked;
    private boolean isWriting;
    private boolean isAbandoned;
    private Progress progress = Progress.RUNNING;
    private @Nullable Throwable failure;

    /// Used by the background alone.
    private @Nullable StateFileWriter writer;

    MemorySnapshot(
            FileLocation file,
            StateFile.Header header,
            Map<StateStore.Id, StateTable> tables,
            Executor background) {
        this.file = file;
        this.header = header;
        this.background = background;
        tables.forEach(
                (id, table) -> {
                    if (table.size() > 0) {
                        parts.add(new Part(id, table.startSnapshot()));
                    }
                });
    }

    long version() {
        return header.version();
    }

    synchronized Progress progress() {
        if (failure instanceof Error error) {
            throw error;
        }
        return progress;
    }

    synchronized @Nullable Throwable failure() {
        return failure;
    }

    /// Copies what has changed and about so many bytes more, and lets the background write them.
    void advance(long bytes) {
        if (allCopied) {
            return;
        }
        List<StateFile.Section> sections = new ArrayList<>();
        long left = isBehind() ? 0 : bytes;
        for (int i = nextPart; i < parts.size(); i++) {
            Part part = parts.get(i);
            TableSnapshot.Slice slice = part.table.slice(left);
            left = Math.max(0, left - slice.records().size());
            if (slice.recordCount() > 0) {
                sections.add(
                        new StateFile.Section(
                                part.id,
                                part.table.keyCount(),
                                slice.recordCount(),
                                slice.records()));
            }
        }
        while (nextPart < parts.size() && parts.get(nextPart).table.isComplete()) {
            parts.get(nextPart++).table.close();
        }
        allCopied = nextPart == parts.size();
        if (allCopied || !sections.isEmpty()) {
            offer(new Piece(sections, allCopied));
        }
    }

    private synchronized boolean isBehind() {
        return waitingBytes > MOST_WAITING_BYTES;
    }

    private void offer(Piece piece) {
        synchronized (this) {
            waiting.add(piece);
            waitingBytes += piece.bytes();
            if (isAsked) {
                return;
            }
            isAsked = true;
        }
        background.execute(this::writeWaiting);
    }

    private void writeWaiting() {
        synchronized (this) {
            isWriting = true;
        }
        for (Piece piece = next(); piece != null; piece = next()) {
            try {
                write(piece);
            } catch (IOException | RuntimeException | Error e) {
                fail(e);
            }
        }
    }

    private synchronized @Nullable Piece next() {
        Piece piece = isAbandoned || failure != null ? null : waiting.poll();
        if (piece == null) {
            isAsked = false;
            isWriting = false;
            notifyAll();
        } else {
            waitingBytes -= piece.bytes();
        }
        return piece;
    }

    private void write(Piece piece) throws IOException {
        StateFileWriter output = writer;
        if (output == null) {
            output = new StateFileWriter(file, header);
            writer = output;
        }
        for (StateFile.Section section : piece.sections) {
            output.section(section);
        }
        if (piece.isLast) {
            output.finish();
            synchronized (this) {
                progress = Progress.WRITTEN;
            }
        }
    }

    private synchronized void fail(Throwable cause) {
        failure = cause;
        progress = Progress.FAILED;
    }

    /// Gives it up: waits for the background and deletes what was written, unless it is complete.
    void abandon() {
        boolean interrupted = false;
        synchronized (this) {
            isAbandoned = true;
            while (isWriting) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        for (Part part : parts.subList(nextPart, parts.size())) {
            part.table.close();
        }
        nextPart = parts.size();
        allCopied = true;
        StateFileWriter output = writer;
        if (output != null) {
            try {
                output.close();
            } catch (IOException e) {
                // A leftover, which the next recovery deletes.
                writer = null;
            }
        }
    }
}
