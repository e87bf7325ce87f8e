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
record DecidedBatches(List<Batch> batches) {
    private static final Pattern WATERMARK = Pattern.compile("\"batchWatermarkMs\":(\\d+)");
    private static final Pattern LOG_OFFSET = Pattern.compile("\"logOffset\":(\\d+)");
    private static final Pattern FILE =
            Pattern.compile("\"path\":\"([^\"]+)\".*\"batchId\":(\\d+)");

    /// @param files paths of its input
    record Batch(long id, long watermarkMillis, List<String> files) {}

    static DecidedBatches read(SimulatedDisk disk, String checkpoint) throws IOException {
        TreeMap<Long, List<String>> filesOfEntry = new TreeMap<>();
        Map<String, Long> entries = new TreeMap<>();
        TreeMap<Long, String> offsets = new TreeMap<>();
        long commits = 0;
        for (String path : disk.paths()) {
            String name = path.substring(path.lastIndexOf('/') + 1);
            if (name.startsWith(".")) {
                continue;
            }
            if (path.startsWith(checkpoint + "/sources/0/")) {
                Matcher matcher = FILE.matcher(text(disk, path));
                while (matcher.find()) {
                    entries.put(matcher.group(1), Long.parseLong(matcher.group(2)));
                }
            } else if (path.startsWith(checkpoint + "/offsets/")) {
                offsets.put(Long.parseLong(name), text(disk, path));
            } else if (path.startsWith(checkpoint + "/commits/")) {
                commits++;
            }
        }
        assertThat(commits).as("commits after the end").isEqualTo(offsets.size());
        entries.forEach(
                (path, entry) ->
                        filesOfEntry
                                .computeIfAbsent(entry, e -> new ArrayList<>())
                                .add(path.replace("file://", "")));
        List<Batch> batches = new ArrayList<>();
        long last = -1;
        for (Map.Entry<Long, String> offset : offsets.entrySet()) {
            assertThat(offset.getKey()).as("batch ids have no gap").isEqualTo(batches.size());
            long end = number(LOG_OFFSET, offset.getValue());
            List<String> files = new ArrayList<>();
            filesOfEntry.subMap(last, false, end, true).values().forEach(files::addAll);
            batches.add(new Batch(offset.getKey(), number(WATERMARK, offset.getValue()), files));
            last = end;
        }
        return new DecidedBatches(batches);
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
