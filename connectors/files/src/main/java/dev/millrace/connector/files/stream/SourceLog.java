// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.stream;

import dev.millrace.connector.files.log.CompactibleLog;
import dev.millrace.connector.files.log.SourceEntry;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// The log of a source: which files each of its numbers added.
///
/// A compact file of the log repeats all earlier entries. Where at least half of them name files
/// that are too old to be taken again, it leaves out the numbers that have nothing else, except the
/// newest such file, which then is its first entry: so after a restart it is known how far back the
/// log can tell what was taken. Spark reads such a log as any other.
final class SourceLog {
    private static final int RECENT_NUMBERS = 16;

    /// A shorter log is not worth shortening.
    private static final int SHORT = 1000;

    private final CompactibleLog log;
    private final int retainedNumbers;
    private final Map<Long, List<SourceEntry>> recent = new LinkedHashMap<>();
    private long newest;
    private long entryCount;

    /// @param retainedNumbers newest numbers that are kept in any case
    SourceLog(CompactibleLog log, int retainedNumbers) {
        this.log = log;
        this.retainedNumbers = retainedNumbers;
        this.newest = log.latest();
    }

    /// The newest number, -1 if there is none.
    long newest() {
        return newest;
    }

    /// Tells of all files that were taken, and lets those not count of which the log cannot tell.
    ///
    /// @param path gives the path of the file of an entry
    void restore(SeenFiles seen, Function<SourceEntry, String> path) {
        List<SourceEntry> entries = log.all(SourceEntry::parse);
        Set<Long> numbers = new HashSet<>();
        for (SourceEntry entry : entries) {
            seen.add(path.apply(entry), entry.timestampMillis());
            numbers.add(entry.batchId());
        }
        if (numbers.size() < newest + 1) {
            seen.accept(entries.getFirst().timestampMillis() + 1);
        }
        entryCount = entries.size();
    }

    /// Writes the next number.
    void add(List<FoundFile> files, SeenFiles seen) {
        long number = newest + 1;
        List<SourceEntry> entries = new ArrayList<>(files.size());
        List<String> lines = new ArrayList<>(files.size());
        for (FoundFile file : files) {
            SourceEntry entry =
                    new SourceEntry(file.location().uri(), file.modifiedMillis(), number);
            entries.add(entry);
            lines.add(entry.toLine());
        }
        boolean isLong = entryCount >= SHORT && seen.size() <= entryCount / 2;
        log.add(number, lines, isLong ? earlier -> shortened(earlier, seen) : null);
        newest = number;
        entryCount += entries.size();
        remember(number, entries);
    }

    /// The files of one number.
    List<SourceEntry> entries(long number) {
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

    private List<String> shortened(List<String> lines, SeenFiles seen) {
        List<SourceEntry> entries = lines.stream().map(SourceEntry::parse).toList();
        Set<Long> kept = new HashSet<>();
        for (SourceEntry entry : entries) {
            if (entry.timestampMillis() >= seen.oldestAccepted()
                    || entry.batchId() > newest - retainedNumbers) {
                kept.add(entry.batchId());
            }
        }
        List<String> left = new ArrayList<>();
        int newestDropped = -1;
        for (int i = 0; i < entries.size(); i++) {
            SourceEntry entry = entries.get(i);
            if (kept.contains(entry.batchId())) {
                left.add(lines.get(i));
            } else if (newestDropped < 0
                    || entry.timestampMillis() > entries.get(newestDropped).timestampMillis()) {
                newestDropped = i;
            }
        }
        if (newestDropped >= 0) {
            left.addFirst(lines.get(newestDropped));
        }
        entryCount = left.size();
        return left;
    }

    private void remember(long number, List<SourceEntry> entries) {
        recent.put(number, List.copyOf(entries));
        if (recent.size() > RECENT_NUMBERS) {
            recent.remove(recent.keySet().iterator().next());
        }
    }
}
