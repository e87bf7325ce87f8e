// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.log;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileEntry;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.storage.FileOutput;
import dev.millrace.spi.storage.FileSums;
import dev.millrace.spi.storage.TemporaryNames;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A log of one file per batch, in which every so many batches one file takes up all entries so
/// far.
///
/// File `<batch>`: the line `v1`, then one line per entry; no newline at the end. With an interval
/// of 10, batch 9, 19, … is called `<batch>.compact` and repeats all earlier entries. Reading all
/// means: the newest compact file and everything after it. The bytes are Spark's, and so are the
/// checksums beside each file.
///
/// Repeating a long log every ten batches would cost each batch more than the one before. So the
/// interval doubles as the log grows: at a batch where the last three compact files are equally far
/// apart, the middle one goes. Spark, which takes the distance of the last two for the interval,
/// reads and continues the log from there with the new one.
///
/// Used by one thread. The directory is listed once; a second writer is noticed when the name of a
/// new entry is taken.
public final class CompactibleLog {
    private static final Pattern NAME = Pattern.compile("([0-9]{1,18})(\\.compact)?");
    private static final int VERSION = 1;
    private static final int COPY_BYTES = 1 << 16;

    /// The interval doubles when a batch's share of the bytes of a compact file is more than this.
    private static final long MOST_REPEATED_BYTES = 1 << 12;

    private final FileLocation directory;
    private final Settings settings;
    private final InstantSource clock;
    private @Nullable NavigableMap<Long, Boolean> batches;
    private final Set<String> summed = new HashSet<>();
    private int interval;

    /// How long a log is.
    ///
    /// @param compactInterval batches from one compact file to the next, in a short log
    /// @param largestInterval what it may grow to
    /// @param isDeleting false to keep files that a compact file has replaced
    /// @param retainedBatches newest batches whose files are kept in any case
    /// @param cleanupDelayMillis age at which a replaced file may go
    /// @param isVouchedFor true if an entry counts only with something that is made durable after
    /// it on the same device: then it need not be at once
    public record Settings(
            int compactInterval,
            int largestInterval,
            boolean isDeleting,
            int retainedBatches,
            long cleanupDelayMillis,
            boolean isVouchedFor) {
        public Settings {
            if (compactInterval <= 0) {
                throw new IllegalArgumentException(
                        "Please set compactInterval to a positive value (was "
                                + compactInterval
                                + ")");
            }
        }
    }

    public CompactibleLog(FileLocation directory, Settings settings, InstantSource clock) {
        this.directory = directory;
        this.settings = settings;
        this.clock = clock;
    }

    /// The newest batch, -1 if there is none.
    public long latest() {
        NavigableMap<Long, Boolean> known = batches();
        return known.isEmpty() ? -1 : known.lastKey();
    }

    /// Writes a batch. Fails if it exists: somebody else writes this log.
    public void add(long batch, List<String> lines) {
        add(batch, lines, null);
    }

    /// Writes a batch, and leaves out old entries if it is one that repeats them.
    ///
    /// @param selection of the earlier entries in their order, null to keep all (which costs less:
    /// they are then copied unread)
    public void add(
            long batch, List<String> lines, @Nullable UnaryOperator<List<String>> selection) {
        NavigableMap<Long, Boolean> known = batches();
        if (known.containsKey(batch)) {
            throw concurrentUpdate(batch, null);
        }
        boolean compact = isCompaction(batch);
        String path = path(batch, compact);
        long bytes = 0;
        try {
            deleteSums(path);
            if (compact) {
                bytes = writeCompact(path, partsBefore(batch, known), lines, selection);
            } else {
                byte[] content = bytes(lines);
                if (settings.isVouchedFor()) {
                    directory.store().writeNewInOrder(path, content);
                } else {
                    directory.store().writeNew(path, content);
                }
                FileSums.of(content).write(directory.store(), path);
            }
        } catch (FileAlreadyExistsException e) {
            throw concurrentUpdate(batch, e);
        } catch (IOException e) {
            throw failed("write", path, e);
        }
        known.put(batch, compact);
        summed.add(FileSums.beside(path));
        if (compact && settings.isDeleting()) {
            lengthenInterval(batch, bytes, known);
            deleteExpired(batch, known);
        }
    }

    private void lengthenInterval(long batch, long bytes, NavigableMap<Long, Boolean> known) {
        long longer = 2L * interval;
        long middle = batch - interval;
        if (bytes / interval <= MOST_REPEATED_BYTES
                || longer > settings.largestInterval()
                || (batch + 1) % longer != 0
                || !isCompact(middle, known)
                || !isCompact(batch - longer, known)) {
            return;
        }
        delete(middle, known);
        interval = (int) longer;
    }

    private long writeCompact(
            String path,
            List<Long> parts,
            List<String> lines,
            @Nullable UnaryOperator<List<String>> selection)
            throws IOException {
        String temporary = TemporaryNames.beside(path);
        FileSums sums = new FileSums();
        long size;
        try (FileOutput output = directory.store().create(temporary)) {
            if (selection == null) {
                write(output, sums, "v" + VERSION);
                for (long part : parts) {
                    copyEntries(path(part, isCompact(part, batches())), output, sums);
                }
                for (String line : lines) {
                    write(output, sums, "\n" + line);
                }
            } else {
                List<String> earlier = new ArrayList<>();
                for (long part : parts) {
                    earlier.addAll(lines(part, batches()));
                }
                List<String> kept = new ArrayList<>(selection.apply(earlier));
                kept.addAll(lines);
                byte[] content = bytes(kept);
                write(output, sums, content, 0, content.length);
            }
            output.sync();
            size = output.position();
        } catch (MillraceException e) {
            directory.store().delete(temporary);
            throw e;
        }
        try {
            if (settings.isVouchedFor()) {
                directory.store().renameInOrder(temporary, path);
            } else {
                directory.store().rename(temporary, path);
            }
        } catch (IOException e) {
            directory.store().delete(temporary);
            throw e;
        }
        sums.write(directory.store(), path);
        return size;
    }

    /// Copies everything behind the first line, which is the version. What is damaged is not given
    /// new checksums: it ends the copy.
    private void copyEntries(String path, FileOutput output, FileSums sums) throws IOException {
        byte[] block = new byte[COPY_BYTES];
        FileSums read = new FileSums();
        try (FileInput input = directory.store().open(path)) {
            long length = input.length();
            int first = (int) Math.min(length, COPY_BYTES);
            input.readFully(0, block, 0, first);
            read.add(block, 0, first);
            int header = 0;
            while (header < first && block[header] != '\n') {
                header++;
            }
            checkVersion(new String(block, 0, header, StandardCharsets.UTF_8), path);
            int kept = first - (first == length && endsLine(block, first) ? 1 : 0);
            write(output, sums, block, header, Math.max(0, kept - header));
            long position = first;
            while (position < length) {
                int count = (int) Math.min(COPY_BYTES, length - position);
                input.readFully(position, block, 0, count);
                read.add(block, 0, count);
                position += count;
                boolean isLast = position == length;
                write(output, sums, block, 0, count - (isLast && endsLine(block, count) ? 1 : 0));
            }
        }
        read.verify(directory.store(), path);
    }

    private static boolean endsLine(byte[] block, int length) {
        return length > 0 && block[length - 1] == '\n';
    }

    private static void write(FileOutput output, FileSums sums, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        write(output, sums, bytes, 0, bytes.length);
    }

    private static void write(
            FileOutput output, FileSums sums, byte[] bytes, int offset, int length)
            throws IOException {
        output.write(bytes, offset, length);
        sums.add(bytes, offset, length);
    }

    /// All entries, oldest first. Somebody else may be writing the log: a file that was replaced
    /// by a newer compact one since the directory was listed, and is gone, is not missed.
    public <E> List<E> all(Function<String, E> parser) {
        while (true) {
            NavigableMap<Long, Boolean> known = batches();
            try {
                List<E> entries = new ArrayList<>();
                if (!known.isEmpty()) {
                    for (long batch : upTo(known.lastKey(), known)) {
                        parse(batch, known, parser, entries);
                    }
                }
                return entries;
            } catch (MillraceException e) {
                NavigableMap<Long, Boolean> now = list();
                if (!(e.getCause() instanceof NoSuchFileException)
                        || newestCompact(now) <= newestCompact(known)) {
                    throw e;
                }
                batches = now;
            }
        }
    }

    private static long newestCompact(NavigableMap<Long, Boolean> known) {
        for (Map.Entry<Long, Boolean> entry : known.descendingMap().entrySet()) {
            if (entry.getValue()) {
                return entry.getKey();
            }
        }
        return -1;
    }

    /// The entries in the file of one batch, which for a compact file are all so far. Null if there
    /// is no such file (any more).
    public <E> @Nullable List<E> file(long batch, Function<String, E> parser) {
        NavigableMap<Long, Boolean> known = batches();
        if (!known.containsKey(batch)) {
            return null;
        }
        List<E> entries = new ArrayList<>();
        parse(batch, known, parser, entries);
        return entries;
    }

    boolean isCompaction(long batch) {
        return (batch + 1) % interval == 0;
    }

    private <E> void parse(
            long batch,
            NavigableMap<Long, Boolean> known,
            Function<String, E> parser,
            List<E> entries) {
        for (String line : lines(batch, known)) {
            try {
                entries.add(parser.apply(line));
            } catch (IllegalArgumentException e) {
                throw malformed(line, path(batch, isCompact(batch, known)), e);
            }
        }
    }

    /// The files that hold everything before a compaction.
    private List<Long> partsBefore(long batch, NavigableMap<Long, Boolean> known) {
        Long newest = known.lowerKey(batch);
        if (newest == null) {
            return List.of();
        }
        List<Long> parts = upTo(newest, known);
        checkNoGap(parts, batch);
        return parts;
    }

    private void checkNoGap(List<Long> parts, long batch) {
        long expected = parts.getFirst();
        for (long part : parts) {
            if (part != expected) {
                break;
            }
            expected++;
        }
        if (expected != batch) {
            throw MillraceException.of(ErrorKind.EXECUTION)
                    .text(
                            path(expected, false)
                                    + " doesn't exist when compacting batch "
                                    + batch
                                    + " (compactInterval: "
                                    + interval
                                    + ")");
        }
    }

    /// The batches to read for all entries up to one: from the newest compact file on.
    private static List<Long> upTo(long batch, NavigableMap<Long, Boolean> known) {
        List<Long> reversed = new ArrayList<>();
        for (Map.Entry<Long, Boolean> entry :
                known.headMap(batch, true).descendingMap().entrySet()) {
            reversed.add(entry.getKey());
            if (entry.getValue()) {
                break;
            }
        }
        return reversed.reversed();
    }

    private List<String> lines(long batch, NavigableMap<Long, Boolean> known) {
        String path = path(batch, isCompact(batch, known));
        String content;
        try {
            content = new String(FileSums.readAll(directory.store(), path), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw failed("read", path, e);
        }
        int end = content.indexOf('\n');
        checkVersion(end < 0 ? content : content.substring(0, end), path);
        return end < 0
                ? List.of()
                : content.substring(end + 1).lines().filter(line -> !line.isEmpty()).toList();
    }

    private static void checkVersion(String header, String path) {
        int version = 0;
        if (header.startsWith("v")) {
            try {
                version = Integer.parseInt(header.substring(1).stripTrailing());
            } catch (NumberFormatException e) {
                throw malformed(header, path, e);
            }
        }
        if (version <= 0) {
            throw malformed(header, path, null);
        }
        if (version > VERSION) {
            throw MillraceException.of(
                            ErrorKind.EXECUTION,
                            "INVALID_LOG_VERSION.MAX_SUPPORTED_VERSION",
                            "KD002")
                    .with("maxSupportedVersion", VERSION)
                    .with("version", version)
                    .text(
                            "UnsupportedLogVersion. The maximum supported log version is v"
                                    + VERSION
                                    + ", but encountered v"
                                    + version
                                    + ". The log file was produced by a newer version of Spark and"
                                    + " cannot be read by this version. You need to upgrade. (File "
                                    + path
                                    + ")");
        }
    }

    private static byte[] bytes(List<String> lines) {
        StringBuilder content = new StringBuilder("v").append(VERSION);
        for (String line : lines) {
            content.append('\n').append(line);
        }
        return content.toString().getBytes(StandardCharsets.UTF_8);
    }

    private NavigableMap<Long, Boolean> batches() {
        if (batches == null) {
            batches = list();
            interval = intervalOf(batches);
        }
        return batches;
    }

    private NavigableMap<Long, Boolean> list() {
        NavigableMap<Long, Boolean> found = new TreeMap<>();
        try {
            for (FileEntry entry : directory.store().list(directory.path())) {
                if (entry.name().endsWith(".crc")) {
                    summed.add(directory.path() + "/" + entry.name());
                }
                Matcher matcher = NAME.matcher(entry.name());
                if (matcher.matches()) {
                    // After a crash while compacting both forms cannot exist: a batch has one name.
                    found.merge(
                            Long.parseLong(matcher.group(1)),
                            matcher.group(2) != null,
                            Boolean::logicalOr);
                }
            }
        } catch (NoSuchFileException e) {
            return found;
        } catch (IOException e) {
            throw failed("list", directory.path(), e);
        }
        return found;
    }

    /// The interval that the log was written with; where only one compact file tells of it, the
    /// smallest interval from the configured one on that leads to it.
    private int intervalOf(NavigableMap<Long, Boolean> found) {
        List<Long> compact =
                found.descendingMap().entrySet().stream()
                        .filter(Map.Entry::getValue)
                        .map(Map.Entry::getKey)
                        .limit(2)
                        .toList();
        int configured = settings.compactInterval();
        return switch (compact.size()) {
            case 0 -> configured;
            case 1 -> derived(configured, Math.toIntExact(compact.getFirst() + 1));
            default -> Math.toIntExact(compact.get(0) - compact.get(1));
        };
    }

    private static int derived(int configured, int count) {
        for (int divisor = configured; divisor <= count / 2; divisor++) {
            if (count % divisor == 0) {
                return divisor;
            }
        }
        return count;
    }

    /// Deletes files that a compact file has replaced, are older than the delay, and do not belong
    /// to the batches to keep.
    private void deleteExpired(long batch, NavigableMap<Long, Boolean> known) {
        long kept = batch + 1 - settings.retainedBatches();
        if (interval > kept) {
            return;
        }
        long firstKept = kept - kept % interval - 1;
        if (interval < settings.largestInterval()) {
            firstKept = Math.min(firstKept, batch - 2L * interval);
        }
        long expired = clock.millis() - settings.cleanupDelayMillis();
        for (long old : List.copyOf(known.headMap(firstKept).keySet())) {
            String path = path(old, isCompact(old, known));
            try {
                FileEntry entry = directory.store().entry(path);
                if (entry != null && entry.modifiedMillis() > expired) {
                    return;
                }
            } catch (IOException e) {
                throw failed("look at", path, e);
            }
            delete(old, known);
        }
    }

    private void delete(long batch, NavigableMap<Long, Boolean> known) {
        String path = path(batch, isCompact(batch, known));
        try {
            directory.store().delete(path);
            deleteSums(path);
        } catch (IOException e) {
            throw failed("delete", path, e);
        }
        known.remove(batch);
    }

    private void deleteSums(String path) throws IOException {
        String sums = FileSums.beside(path);
        if (summed.remove(sums)) {
            directory.store().delete(sums);
        }
    }

    private static boolean isCompact(long batch, NavigableMap<Long, Boolean> known) {
        return Boolean.TRUE.equals(known.get(batch));
    }

    private String path(long batch, boolean compact) {
        return directory.path() + "/" + batch + (compact ? ".compact" : "");
    }

    private static MillraceException malformed(
            String text, String path, @Nullable Throwable cause) {
        String named = "'" + text + "' in " + path;
        return MillraceException.of(ErrorKind.EXECUTION, "MALFORMED_LOG_FILE", "KD002")
                .with("text", named)
                .cause(cause)
                .text(
                        "Log file was malformed: failed to read correct log version from "
                                + named
                                + ".");
    }

    private MillraceException concurrentUpdate(long batch, @Nullable Throwable cause) {
        String named = batch + " of " + directory.path();
        return MillraceException.of(ErrorKind.EXECUTION, "CONCURRENT_STREAM_LOG_UPDATE", "40000")
                .with("batchId", named)
                .cause(cause)
                .text(
                        "Concurrent update to the log. Multiple streaming jobs detected for "
                                + named
                                + ".\nPlease make sure only one streaming job runs on a specific"
                                + " checkpoint location at a time.");
    }

    private static MillraceException failed(String action, String path, IOException cause) {
        return MillraceException.of(ErrorKind.EXECUTION)
                .cause(cause)
                .text("Cannot " + action + " the log file " + path + ": " + cause.getMessage());
    }
}
