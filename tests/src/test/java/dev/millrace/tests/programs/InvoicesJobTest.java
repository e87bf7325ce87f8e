// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.examples.invoices.InvoicesJob;
import dev.millrace.examples.program.ProgramOptions;
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
final class InvoicesJobTest {
    private final Path directory;

    private MillraceServer server;

    InvoicesJobTest(@TempDir Path directory) {
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
    void fiveQueriesAtOnceGiveTheTablesOfTheReference() throws Exception {
        ProgramOptions options = options("--rows", "300", "--trigger", "available-now");
        String output = run(options);
        check(options);
        assertThat(output)
                .contains("delivery: struct", "== Physical Plan ==", "FileStreamSource[")
                .contains("\"description\" : \"MemorySink\",\n    \"numOutputRows\" : 6")
                .contains("\"description\" : \"FileSink[file:" + options.path("tax") + "]\"")
                .contains("\"name\" : \"tax\"", "  batch 5 ", "Where to look next");
    }

    @Test
    void filesThatArriveOverTimeGiveTheSame() throws Exception {
        ProgramOptions options =
                options(
                        "--rows",
                        "40",
                        "--arrive-every-millis",
                        "100",
                        "--trigger",
                        "20 milliseconds");
        run(options);
        check(options);
    }

    @Test
    void aStartWithMoreFilesGoesOnWhereTheLastOneEnded() throws Exception {
        run(options("--rows", "30", "--files", "2", "--trigger", "available-now"));
        ProgramOptions options =
                options("--rows", "30", "--files", "5", "--trigger", "available-now");
        run(options);
        check(options);
    }

    private void check(ProgramOptions options) throws IOException {
        InvoicesReference reference = new InvoicesReference(options);
        try (SparkSession spark = server.client()) {
            reference.assertTables(spark);
        }
        reference.assertInputIsPutAway();
    }

    private String run(ProgramOptions options) throws Exception {
        return ProgramOutput.of(
                out -> {
                    try (SparkSession spark = server.client()) {
                        new InvoicesJob(spark, options, out).run();
                    }
                });
    }

    private ProgramOptions options(String... more) {
        return InvoicesJob.options(
                Stream.concat(Stream.of("--dir", directory.toString()), Stream.of(more))
                        .toArray(String[]::new));
    }
}
