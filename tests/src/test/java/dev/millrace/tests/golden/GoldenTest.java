// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tests.MillraceServer;

import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/// Millrace answers the statements of Spark's golden files as Spark does: all that are in the
/// committed list, which may only grow.
///
/// The property `millrace.golden` says which files run: `sample`, `all`, or parts of their names
/// between commas; `millrace.record` writes the list anew; `millrace.golden.report` names a
/// directory for the failures by cause and in full.
final class GoldenTest {
    private static final int LIMIT_SECONDS = 20;

    private final Path scratch;

    GoldenTest(@TempDir Path scratch) {
        this.scratch = scratch;
    }

    @Test
    void statementsThatPassedOncePass() throws Exception {
        List<FileResult> results = results();
        System.out.println(Triage.totals(results));
        String report = System.getProperty("millrace.golden.report", "");
        if (!report.isEmpty()) {
            Path directory = Files.createDirectories(Path.of(report));
            Files.writeString(
                    directory.resolve("causes.txt"),
                    Triage.totals(results) + "\n" + Triage.causes(results));
            Triage.details(results, directory.resolve("failures.txt"));
        }
        GoldenList list = GoldenList.read();
        if (Boolean.getBoolean("millrace.record")) {
            list.write(results);
        }
        assertThat(broken(results, list)).as("statements that passed before").isEmpty();
    }

    private static List<String> broken(List<FileResult> results, GoldenList list) {
        List<String> broken = new ArrayList<>();
        for (FileResult result : results) {
            BitSet passing = list.of(result.file().name());
            for (FileResult.Verdict verdict : result.verdicts()) {
                if (verdict.reason() != null && passing.get(verdict.statement().index())) {
                    broken.add(Triage.place(result, verdict) + " " + verdict.reason());
                }
            }
        }
        return broken;
    }

    private List<FileResult> results() throws IOException, InterruptedException {
        Map<String, String> settings =
                Map.of("spark.sql.warehouse.dir", scratch.resolve(Normal.WAREHOUSE).toString());
        List<FileResult> results = new ArrayList<>();
        try (GoldenArchive archive = GoldenArchive.open();
                MillraceServer server =
                        new MillraceServer(
                                MillraceServer.Settings.local().withConfiguration(settings))) {
            try (SparkSession spark = server.client()) {
                GoldenTables.create(spark, archive, scratch.resolve("data"));
            }
            for (String name : wanted(archive.names())) {
                GoldenFile file = archive.file(name);
                try (GoldenSession session =
                        GoldenSession.open(server.client(), file, LIMIT_SECONDS)) {
                    results.add(FileResult.of(file, session));
                }
            }
        }
        return results;
    }

    private static List<String> wanted(List<String> names) {
        String choice = System.getProperty("millrace.golden", "sample");
        return switch (choice) {
            case "all" -> names;
            case "sample" -> names.stream().filter(GoldenScope.SAMPLE::contains).toList();
            default -> {
                List<String> parts = List.of(choice.split(",", -1));
                yield names.stream()
                        .filter(name -> parts.stream().anyMatch(name::contains))
                        .toList();
            }
        };
    }
}
