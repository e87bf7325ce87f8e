// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle.random;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A streaming query and its input.
///
/// @param files in the order in which they arrive
/// @param before how many of them are there when the query starts
/// @param restart after which file the query is stopped and started again from its checkpoint;
///     negative for never
public record RandomQuery(
        Pipeline pipeline, String mode, List<Arrival> files, int before, int restart) {
    public RandomQuery {
        files = List.copyOf(files);
    }

    /// A file of one source.
    public record Arrival(String source, List<String> lines) {
        public Arrival {
            lines = List.copyOf(lines);
        }
    }

    /// The query that a seed stands for.
    public static RandomQuery of(long seed) {
        return new QueryGenerator(seed).query();
    }

    /// The query of another kind that a seed stands for: a left semi join over a union, a limit
    /// over a watermark, a directory joined with itself.
    public static RandomQuery hard(long seed) {
        return new QueryGenerator(seed).hardQuery();
    }

    /// Queries that are a little smaller, those with the greatest steps first.
    public List<RandomQuery> smaller() {
        List<RandomQuery> all = new ArrayList<>();
        for (Pipeline less : pipeline.smaller()) {
            all.add(new RandomQuery(less, mode, files, before, restart));
        }
        if (restart >= 0) {
            all.add(new RandomQuery(pipeline, mode, files, before, -1));
        }
        if (before > 0) {
            all.add(new RandomQuery(pipeline, mode, files, 0, restart));
        }
        for (int i = files.size() - 1; i >= 0; i--) {
            List<Arrival> less = new ArrayList<>(files);
            less.remove(i);
            all.add(new RandomQuery(pipeline, mode, less, Math.min(before, less.size()), restart));
        }
        for (int i = 0; i < files.size(); i++) {
            Arrival file = files.get(i);
            for (int row = 0; row < file.lines().size() && file.lines().size() > 1; row++) {
                List<String> lines = new ArrayList<>(file.lines());
                lines.remove(row);
                List<Arrival> less = new ArrayList<>(files);
                less.set(i, new Arrival(file.source(), lines));
                all.add(new RandomQuery(pipeline, mode, less, before, restart));
            }
        }
        return all;
    }

    @Override
    public String toString() {
        return "%s%n  mode %s, %d files before, restart after file %d%n  sources %s%n%s"
                .formatted(
                        pipeline,
                        mode,
                        before,
                        restart,
                        pipeline.sources().stream()
                                .map(source -> source.name() + " (" + source.ddl() + ")")
                                .toList(),
                        files.stream()
                                .map(file -> "  " + file.source() + ": " + file.lines() + "\n")
                                .collect(Collectors.joining()));
    }
}
