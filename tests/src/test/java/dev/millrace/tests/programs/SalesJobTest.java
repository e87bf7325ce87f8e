// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.examples.program.ProgramOptions;
import dev.millrace.examples.sales.SalesJob;
import dev.millrace.tests.MillraceServer;

import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

@Timeout(120)
final class SalesJobTest {
    private final Path directory;

    private MillraceServer server;

    SalesJobTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeEach
    void start() throws IOException {
        server = new MillraceServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void historyAndThenWhatArrivesGiveTheTablesOfTheReference() throws Exception {
        ProgramOptions options =
                options("--arrive-every-millis", "100", "--trigger", "20 milliseconds");
        String output = run(options);
        check(options);
        assertThat(output)
                .contains("The history of 6 files is read.", "RESTAURANT", "Where to look next");
    }

    @Test
    void theEndOfHistoryAndTheRestAtOnceGiveTheSame() throws Exception {
        ProgramOptions options = options("--rows", "100", "--trigger", "available-now");
        run(options);
        check(options);
    }

    @Test
    void aFinishedJobGoesOnWithTheFilesThatHaveComeSince() throws Exception {
        run(options("--rows", "60", "--files", "4", "--trigger", "available-now"));
        ProgramOptions options =
                options("--rows", "60", "--files", "7", "--trigger", "available-now");
        run(options);
        check(options);
    }

    private void check(ProgramOptions options) throws IOException {
        try (SparkSession spark = server.client()) {
            new SalesReference(options).assertTables(spark);
        }
    }

    private String run(ProgramOptions options) throws Exception {
        return ProgramOutput.of(
                out -> {
                    try (SparkSession spark = server.client()) {
                        new SalesJob(spark, options, out).run();
                    }
                });
    }

    private ProgramOptions options(String... more) {
        return SalesJob.options(
                Stream.concat(Stream.of("--dir", directory.toString()), Stream.of(more))
                        .toArray(String[]::new));
    }
}
