// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.stream;

import dev.millrace.connector.files.log.SourceEntry;
import dev.millrace.spi.connector.MicroBatchSource;
import dev.millrace.spi.connector.Scan;
import dev.millrace.spi.connector.ScanRequest;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/// Takes each file of a directory once.
///
/// 1. `latestOffset` looks for files that were not taken yet, oldest first (ties in the order of
///    their paths), as many as the limit allows, and writes them as the next entry of the log. That
///    entry counts from then on, whether or not a batch is ever made of it.
/// 2. A batch is the entries after its start up to its end, wherever they come from: after a crash
///    between the two steps the next batch takes the old entry along.
///
/// Files that were found but did not fit wait for the next batches, so a backlog is listed once and
/// not once per batch.
final class FileStreamSource implements MicroBatchSource {
    private final String description;
    private final SourceOptions options;
    private final SourceListing listing;
    private final SourceFiles files;
    private final SourceLog log;
    private final SeenFiles seen;
    private final @Nullable SourceCleaner cleaner;
    private @Nullable Long cleanedUntil;
    private @Nullable Deque<FoundFile> waiting;
    private @Nullable Deque<FoundFile> target;

    /// @param seen what the log tells of
    FileStreamSource(
            String description,
            SourceOptions options,
            SourceListing listing,
            SourceFiles files,
            SourceLog log,
            SeenFiles seen,
            @Nullable SourceCleaner cleaner) {
        this.description = description;
        this.options = options;
        this.listing = listing;
        this.files = files;
        this.log = log;
        this.seen = seen;
        this.cleaner = cleaner;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public @Nullable String latestOffset(@Nullable String start, Limit limit) {
        requireEntry(LogOffset.parse(start));
        List<FoundFile> taken = take(limit);
        for (FoundFile file : taken) {
            seen.add(file.path(), file.modifiedMillis());
        }
        seen.purge();
        if (!taken.isEmpty()) {
            log.add(taken, seen);
        }
        return log.newest() < 0 ? null : LogOffset.toText(log.newest());
    }

    @Override
    public void prepareForAvailableNow() {
        target = newFiles();
    }

    @Override
    public Scan scan(@Nullable String start, String end, ScanRequest request) {
        List<SourceEntry> entries = new ArrayList<>();
        long last = LogOffset.parse(end);
        requireEntry(last);
        for (long entry = LogOffset.parse(start) + 1; entry <= last; entry++) {
            entries.addAll(log.entries(entry));
        }
        return files.scan(entries, request);
    }

    @Override
    public void commit(String end) {
        long last = LogOffset.parse(end);
        if (cleaner != null && log.newest() >= last) {
            // A crash may have come before the files of the batch before could be cleaned.
            long cleaned = cleanedUntil == null ? Math.max(-1, last - 2) : cleanedUntil;
            for (long number = cleaned + 1; number <= last; number++) {
                cleaner.clean(log.entries(number));
            }
            cleanedUntil = Math.max(cleaned, last);
        }
    }

    @Override
    public void close() {
        if (cleaner != null) {
            cleaner.close();
        }
    }

    private List<FoundFile> take(Limit limit) {
        Deque<FoundFile> available = target;
        if (available == null) {
            available = waiting == null ? newFiles() : waiting;
        }
        List<FoundFile> taken = new ArrayList<>();
        long bytes = 0;
        boolean limited = limit == Limit.CONFIGURED && options.isLimited();
        while (!available.isEmpty()) {
            FoundFile next = available.getFirst();
            if (target != null && !seen.isNew(next.path(), next.modifiedMillis())) {
                available.removeFirst();
                continue;
            }
            bytes += next.sizeBytes();
            if (limited && !taken.isEmpty() && isFull(taken.size(), bytes)) {
                break;
            }
            taken.add(available.removeFirst());
        }
        if (target == null) {
            waiting = limited ? keptWaiting(available) : null;
        }
        return taken;
    }

    private boolean isFull(int count, long bytes) {
        return options.maxFiles() > 0 ? count >= options.maxFiles() : bytes > options.maxBytes();
    }

    /// The files that wait for the next batch; null to list again, which is cheaper to understand
    /// when hardly any are left and, with the newest first, the only right thing.
    private @Nullable Deque<FoundFile> keptWaiting(Deque<FoundFile> left) {
        if (left.isEmpty() || options.isLatestFirst()) {
            return null;
        }
        float full = options.maxFiles() > 0 ? options.maxFiles() : options.maxBytes();
        double rest =
                options.maxFiles() > 0
                        ? left.size()
                        : left.stream().mapToLong(FoundFile::sizeBytes).sum();
        if (rest < full * options.discardCachedRatio()) {
            return null;
        }
        while (left.size() > options.maxCachedFiles()) {
            left.removeLast();
        }
        return left.isEmpty() ? null : left;
    }

    private Deque<FoundFile> newFiles() {
        Comparator<FoundFile> order = Comparator.comparingLong(FoundFile::modifiedMillis);
        if (options.isLatestFirst()) {
            order = order.reversed();
        }
        List<FoundFile> found = new ArrayList<>();
        for (FoundFile file : listing.files(seen::contains)) {
            if (seen.isNew(file.path(), file.modifiedMillis())) {
                found.add(file);
            }
        }
        found.sort(order);
        return new ArrayDeque<>(found);
    }

    /// A log that ends before what was processed has lost entries: going on would read the files of
    /// those a second time.
    private void requireEntry(long number) {
        if (number > log.newest()) {
            throw new IllegalStateException(
                    "batch "
                            + number
                            + " doesn't exist in the log of "
                            + description
                            + ", which ends with "
                            + log.newest()
                            + ". Restore the directory `sources` of the checkpoint, or begin with"
                            + " a new checkpoint.");
        }
    }
}
