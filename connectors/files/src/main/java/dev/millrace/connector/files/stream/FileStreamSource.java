// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.stream;

import dev.millrace.connector.files.log.CompactibleLog;
import dev.millrace.connector.files.log.SourceEntry;
import dev.millrace.spi.connector.MicroBatchSource;
import dev.millrace.spi.connector.Scan;
import dev.millrace.spi.connector.ScanRequest;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
    private static final int RECENT_ENTRIES = 16;

    private final String description;
    private final SourceOptions options;
    private final SourceListing listing;
    private final SourceFiles files;
    private final CompactibleLog log;
    private final SeenFiles seen;
    private final Map<Long, List<SourceEntry>> recent = new LinkedHashMap<>();
    private long newestEntry;
    private @Nullable Deque<FoundFile> waiting;
    private @Nullable Deque<FoundFile> target;

    FileStreamSource(
            String description,
            SourceOptions options,
            SourceListing listing,
            SourceFiles files,
            CompactibleLog log) {
        this.description = description;
        this.options = options;
        this.listing = listing;
        this.files = files;
        this.log = log;
        this.seen = new SeenFiles(options.maxFileAgeMillis(), options.isNameOnly());
        this.newestEntry = log.latest();
        for (SourceEntry entry : log.all(SourceEntry::parse)) {
            seen.add(files.path(entry), entry.timestampMillis());
        }
        seen.purge();
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public @Nullable String latestOffset(@Nullable String start, Limit limit) {
        List<FoundFile> taken = take(limit);
        for (FoundFile file : taken) {
            seen.add(file.path(), file.modifiedMillis());
        }
        seen.purge();
        if (!taken.isEmpty()) {
            newestEntry++;
            List<SourceEntry> entries = new ArrayList<>(taken.size());
            List<String> lines = new ArrayList<>(taken.size());
            for (FoundFile file : taken) {
                SourceEntry entry =
                        new SourceEntry(file.location().uri(), file.modifiedMillis(), newestEntry);
                entries.add(entry);
                lines.add(entry.toLine());
            }
            log.add(newestEntry, lines);
            remember(newestEntry, entries);
        }
        return newestEntry < 0 ? null : LogOffset.toText(newestEntry);
    }

    @Override
    public void prepareForAvailableNow() {
        target = newFiles();
    }

    @Override
    public Scan scan(@Nullable String start, String end, ScanRequest request) {
        List<SourceEntry> entries = new ArrayList<>();
        long last = LogOffset.parse(end);
        for (long entry = LogOffset.parse(start) + 1; entry <= last; entry++) {
            entries.addAll(entriesOf(entry));
        }
        return files.scan(entries, request);
    }

    @Override
    public void commit(String end) {
        // Nothing is kept that could be forgotten: the log is the memory.
        long last = LogOffset.parse(end);
        recent.keySet().removeIf(entry -> entry <= last);
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
        double full = options.maxFiles() > 0 ? options.maxFiles() : options.maxBytes();
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

    private List<SourceEntry> entriesOf(long number) {
        List<SourceEntry> known = recent.get(number);
        if (known == null) {
            known = log.file(number, SourceEntry::parse);
            if (known == null) {
                known = log.all(SourceEntry::parse);
            }
            known = known.stream().filter(entry -> entry.batchId() == number).toList();
            remember(number, known);
        }
        return known;
    }

    private void remember(long number, List<SourceEntry> entries) {
        recent.put(number, List.copyOf(entries));
        if (recent.size() > RECENT_ENTRIES) {
            recent.remove(recent.keySet().iterator().next());
        }
    }
}
