// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.orders.reference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads from a checkpoint which files each batch of a query with one file source had. Spark and
/// Millrace write these logs alike.
///
/// `sources/0/<n>` (or `<n>.compact`, which repeats all before it) lists files, each with the
/// number of the log entry that saw it first. `offsets/<batch>` ends with the number of the last
/// entry that belongs to the batch. Logs older than a hundred batches are thrown away, so this is
/// for short histories.
public final class CheckpointBatches {

    private static final Pattern SOURCE_ENTRY =
            Pattern.compile("\\{\"path\":\"([^\"]+)\",\"timestamp\":\\d+,\"batchId\":(\\d+).*}");
    private static final Pattern OFFSET = Pattern.compile("\\{\"logOffset\":(\\d+)}");

    private CheckpointBatches() {}

    /// @return the files of each batch from batch 0 on; a batch without new files has none
    public static List<List<Path>> read(Path checkpoint) throws IOException {
        Map<Integer, Set<Path>> filesByEntry = new TreeMap<>();
        for (Path log : numbered(checkpoint.resolve("sources/0"))) {
            for (String line : Files.readAllLines(log)) {
                Matcher entry = SOURCE_ENTRY.matcher(line);
                if (entry.matches()) {
                    filesByEntry
                            .computeIfAbsent(
                                    Integer.parseInt(entry.group(2)), number -> new TreeSet<>())
                            .add(Path.of(URI.create(entry.group(1)).getPath()));
                }
            }
        }
        List<List<Path>> batches = new ArrayList<>();
        int next = 0;
        for (Path offsets : numbered(checkpoint.resolve("offsets"))) {
            List<Path> files = new ArrayList<>();
            for (int end = lastEntry(offsets); next <= end; next++) {
                files.addAll(filesByEntry.getOrDefault(next, Set.of()));
            }
            batches.add(files);
        }
        return batches;
    }

    private static int lastEntry(Path offsets) throws IOException {
        List<String> lines = Files.readAllLines(offsets);
        Matcher matcher = OFFSET.matcher(lines.getLast());
        if (!matcher.matches()) {
            throw new IOException(
                    "expected the offset of a file source at the end of "
                            + offsets
                            + ", found "
                            + lines.getLast());
        }
        return Integer.parseInt(matcher.group(1));
    }

    /// The log files of a directory in the order of their numbers; a compacted one after the plain
    /// one of the same number.
    private static List<Path> numbered(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            Map<Integer, Path> byNumber = new TreeMap<>();
            files.map(Path::getFileName)
                    .map(Path::toString)
                    .filter(name -> name.matches("\\d+(\\.compact)?"))
                    .sorted()
                    .forEach(
                            name ->
                                    byNumber.put(
                                            Integer.parseInt(name.replace(".compact", "")),
                                            directory.resolve(name)));
            return List.copyOf(byNumber.values());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
