// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.golden;

import dev.millrace.benchmarks.ReferenceJars;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The committed list: which statements pass, which may only become more, and the reason for each
/// other one.
///
/// @param passing the positions of the statements that pass, by file
/// @param blocks the lines of each file as they are written down
record GoldenList(TreeMap<String, BitSet> passing, TreeMap<String, List<String>> blocks) {
    private static final String FILE =
            "tests/src/test/resources/dev/millrace/tests/golden/statements.txt";
    private static final String HEAD = "== ";
    private static final String PASS = "pass: ";
    private static final String PREAMBLE =
            """
            # Which statements of Spark's golden files Millrace answers as Spark 4.2.0 does, by
            # file: the positions of those that pass, and of all others by the reason. Passing ones
            # may only become more. Recorded by `mvn verify -Pgolden -Dmillrace.record=true`; not to
            # be edited by hand.
            """;

    static GoldenList read() throws IOException {
        GoldenList list = new GoldenList(new TreeMap<>(), new TreeMap<>());
        Path path = path();
        if (!Files.exists(path)) {
            return list;
        }
        List<String> block = new ArrayList<>();
        for (String line : Files.readAllLines(path)) {
            if (line.startsWith(HEAD)) {
                String name = line.split(" ", -1)[1];
                block = new ArrayList<>();
                list.blocks.put(name, block);
                list.passing.put(name, new BitSet());
            } else if (line.startsWith(PASS)) {
                list.passing.lastEntry().getValue().or(positions(line.substring(PASS.length())));
            }
            block.add(line);
        }
        return list;
    }

    /// The statements that must pass.
    BitSet of(String name) {
        return passing.getOrDefault(name, new BitSet());
    }

    /// Writes down what these files do now; others stay as they are.
    void write(List<FileResult> results) throws IOException {
        for (FileResult result : results) {
            blocks.put(result.file().name(), block(result));
        }
        StringBuilder text = new StringBuilder(PREAMBLE);
        blocks.values().forEach(lines -> lines.forEach(line -> text.append(line).append('\n')));
        Path path = path();
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private static List<String> block(FileResult result) {
        String leftOut = GoldenScope.leftOut(result.file().name());
        List<String> lines = new ArrayList<>();
        lines.add(
                HEAD
                        + result.file().name()
                        + " "
                        + result.passed()
                        + " of "
                        + result.verdicts().size()
                        + (leftOut == null ? "" : " (left out: " + leftOut + ")"));
        BitSet passed = new BitSet();
        Map<String, BitSet> others = new TreeMap<>();
        for (FileResult.Verdict verdict : result.verdicts()) {
            String reason = verdict.reason();
            BitSet positions =
                    reason == null ? passed : others.computeIfAbsent(reason, any -> new BitSet());
            positions.set(verdict.statement().index());
        }
        lines.add(PASS + text(passed));
        others.forEach((reason, positions) -> lines.add(text(positions) + " | " + reason));
        return lines;
    }

    private static String text(BitSet positions) {
        StringBuilder text = new StringBuilder();
        for (int start = positions.nextSetBit(0); start >= 0; ) {
            int end = positions.nextClearBit(start);
            text.append(text.isEmpty() ? "" : " ").append(start);
            if (end > start + 1) {
                text.append('-').append(end - 1);
            }
            start = positions.nextSetBit(end);
        }
        return text.toString();
    }

    private static BitSet positions(String text) {
        BitSet positions = new BitSet();
        for (String range : text.strip().split(" ", -1)) {
            if (!range.isEmpty()) {
                String[] ends = range.split("-", -1);
                positions.set(
                        Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1);
            }
        }
        return positions;
    }

    private static Path path() {
        return ReferenceJars.checkout().resolve(FILE);
    }
}
