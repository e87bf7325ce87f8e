// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which files and which watermark each batch had, read from the checkpoint as any program can read
/// it.
///
/// @param lastWatermarkMillis what the last batch left behind
record DecidedBatches(List<Batch> batches, long lastWatermarkMillis) {
    private static final Pattern WATERMARK = Pattern.compile("\"batchWatermarkMs\":(\\d+)");
    private static final Pattern NEXT = Pattern.compile("\"nextBatchWatermarkMs\":(\\d+)");
    private static final Pattern LOG_OFFSET = Pattern.compile("\"logOffset\":(\\d+)|\n-");
    private static final Pattern FILE =
            Pattern.compile("\"path\":\"([^\"]+)\".*\"batchId\":(\\d+)");

    /// @param files paths of its input, by source
    record Batch(long id, long watermarkMillis, List<List<String>> files) {}

    static DecidedBatches read(SimulatedDisk disk, String checkpoint) throws IOException {
        TreeMap<Long, String> offsets = log(disk, checkpoint + "/offsets");
        TreeMap<Long, String> commits = log(disk, checkpoint + "/commits");
        assertThat(commits.keySet()).as("commits after the end").isEqualTo(offsets.keySet());
        List<TreeMap<Long, List<String>>> sources = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            sources.add(source(disk, checkpoint + "/sources/" + i));
        }
        long[] last = {-1, -1};
        List<Batch> batches = new ArrayList<>();
        for (Map.Entry<Long, String> offset : offsets.entrySet()) {
            assertThat(offset.getKey()).as("batch ids have no gap").isEqualTo(batches.size());
            List<List<String>> files = new ArrayList<>();
            Matcher ends = LOG_OFFSET.matcher(offset.getValue());
            for (int i = 0; ends.find(); i++) {
                long end = ends.group(1) == null ? last[i] : Long.parseLong(ends.group(1));
                List<String> paths = new ArrayList<>();
                sources.get(i).subMap(last[i], false, end, true).values().forEach(paths::addAll);
                files.add(paths);
                last[i] = end;
            }
            batches.add(new Batch(offset.getKey(), number(WATERMARK, offset.getValue()), files));
        }
        return new DecidedBatches(
                batches, commits.isEmpty() ? 0 : number(NEXT, commits.lastEntry().getValue()));
    }

    private static TreeMap<Long, String> log(SimulatedDisk disk, String directory)
            throws IOException {
        TreeMap<Long, String> entries = new TreeMap<>();
        for (String path : disk.paths()) {
            String name = path.substring(path.lastIndexOf('/') + 1);
            if (path.startsWith(directory + "/") && !name.startsWith(".")) {
                entries.put(Long.parseLong(name.replace(".compact", "")), text(disk, path));
            }
        }
        return entries;
    }

    /// The files of a source by the entry of its log that brought them.
    private static TreeMap<Long, List<String>> source(SimulatedDisk disk, String directory)
            throws IOException {
        Map<String, Long> entries = new TreeMap<>();
        for (String text : log(disk, directory).values()) {
            Matcher matcher = FILE.matcher(text);
            while (matcher.find()) {
                entries.put(matcher.group(1), Long.parseLong(matcher.group(2)));
            }
        }
        TreeMap<Long, List<String>> files = new TreeMap<>();
        entries.forEach(
                (path, entry) ->
                        files.computeIfAbsent(entry, e -> new ArrayList<>())
                                .add(path.replace("file://", "")));
        return files;
    }

    private static long number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    private static String text(SimulatedDisk disk, String path) throws IOException {
        return new String(disk.readAll(path), StandardCharsets.UTF_8);
    }
}
