// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.examples.payments.PaymentsJob;
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
final class PaymentsJobTest {
    private final Path directory;

    private MillraceServer server;

    PaymentsJobTest(@TempDir Path directory) {
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
    void theConsoleShowsTheHighestPaymentsAfterEachFile() throws Exception {
        ProgramOptions options = options("--rows", "300", "--trigger", "available-now");
        String output = run(options);
        check(options);
        assertThat(output).contains("not name;amount;concept", "Where to look next");
    }

    @Test
    void filesThatAreSentOverTimeGiveTheSame() throws Exception {
        ProgramOptions options =
                options(
                        "--rows",
                        "50",
                        "--arrive-every-millis",
                        "60",
                        "--trigger",
                        "10 milliseconds");
        run(options);
        check(options);
    }

    @Test
    void aStartWithMoreFilesGoesOnWithTheHighestSoFar() throws Exception {
        run(options("--rows", "50", "--files", "2", "--trigger", "available-now"));
        ProgramOptions options =
                options("--rows", "50", "--files", "4", "--trigger", "available-now");
        run(options);
        check(options);
    }

    private void check(ProgramOptions options) throws IOException {
        PaymentsReference reference = new PaymentsReference(options);
        reference.assertConsole(server.consoleText());
        try (SparkSession spark = server.client()) {
            reference.assertTables(spark);
        }
    }

    private String run(ProgramOptions options) throws Exception {
        return ProgramOutput.of(
                out -> {
                    try (SparkSession spark = server.client()) {
                        new PaymentsJob(spark, options, out).run();
                    }
                });
    }

    private ProgramOptions options(String... more) {
        return PaymentsJob.options(
                Stream.concat(Stream.of("--dir", directory.toString()), Stream.of(more))
                        .toArray(String[]::new));
    }
}
