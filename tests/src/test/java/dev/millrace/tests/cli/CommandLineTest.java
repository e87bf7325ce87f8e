// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tests.SensorFiles;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Exit codes, single clear lines, and a server that ends well when it is asked to.
@Timeout(180)
final class CommandLineTest {
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;
    private static final int ENDED_BY_SIGTERM = 143;

    private final Path scratch;

    CommandLineTest(@TempDir Path scratch) {
        this.scratch = scratch;
    }

    @Test
    void helpAndVersionAnswer() throws Exception {
        try (MillraceProcess help = MillraceProcess.start(scratch, "--help");
                MillraceProcess ofCommand = MillraceProcess.start(scratch, "queries", "--help");
                MillraceProcess version = MillraceProcess.start(scratch, "--version")) {
            assertThat(help.await()).isZero();
            assertThat(help.output()).contains("Usage: millrace", "server", "run", "demo");
            assertThat(help.output()).contains("orders", "invoices", "payments", "sales");
            assertThat(ofCommand.await()).isZero();
            assertThat(ofCommand.output()).isEqualTo(help.output());
            assertThat(version.await()).isZero();
            assertThat(version.output()).startsWith("millrace ").contains("4.2.0");
        }
    }

    @Test
    void anUnknownCommandOrOptionIsNamed() throws Exception {
        refused(WRONG_USAGE, "'fly'", "fly");
        refused(WRONG_USAGE, "'salads'", "demo", "salads");
        refused(WRONG_USAGE, "'--prot'", "server", "--prot", "1");
        refused(WRONG_USAGE, "'seventy'", "server", "--port", "seventy");
    }

    @Test
    void aMissingJarAndAMissingMainClassAreNamed() throws Exception {
        refused(WRONG_USAGE, "/no/such.jar", "run", "/no/such.jar");
        Path empty = scratch.resolve("empty.jar");
        new JarOutputStream(Files.newOutputStream(empty), new java.util.jar.Manifest()).close();
        refused(WRONG_USAGE, "--class", "run", empty.toString());
        refused(WRONG_USAGE, "no.such.Program", "run", "--class", "no.such.Program", empty + "");
    }

    @Test
    void aDemoIsRunByItsName() throws Exception {
        Path jar = ExamplesJar.locate(scratch);
        List<String> command =
                List.of(
                        "-Dmillrace.examples=" + jar,
                        "dev.millrace.server.Main",
                        "demo",
                        "payments",
                        "--rows",
                        "20",
                        "--trigger",
                        "available-now");
        try (MillraceProcess demo =
                MillraceProcess.startJava(scratch, MillraceProcess.classPath(), command)) {
            assertThat(demo.await()).as(demo.report()).isZero();
            assertThat(demo.output()).contains("|person ", "Batch: 5", "Where to look next");
        }
    }

    @Test
    void aProgramThatFailsIsReportedOnOneLine() throws Exception {
        Path jar = ExamplesJar.locate(scratch);
        refused(
                FAILED,
                "--dir is missing",
                "run",
                jar.toString(),
                "--class",
                "dev.millrace.examples.orders.OrdersJob");
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(taken.getLocalPort());
            refused(FAILED, port, "server", "--port", port);
        }
    }

    @Test
    void anOpenAddressWithoutATokenIsRefused() throws Exception {
        refused(WRONG_USAGE, "token", "server", "--host", "0.0.0.0", "--port", "0");
    }

    @Test
    void aServerThatIsAskedToEndLeavesAGoodCheckpoint() throws Exception {
        SensorFiles.write(scratch.resolve("in"), 0, 40);
        try (MillraceProcess server = MillraceProcess.start(scratch, "server", "--port", "0")) {
            // Never closed: without its server it would try for minutes.
            SparkSession spark = client(server);
            StreamingQuery query = copy(spark, Trigger.ProcessingTime(0));
            while (query.lastProgress() == null || query.lastProgress().batchId() < 3) {
                assertThat(query.isActive()).isTrue();
            }
            assertThat(server.terminate()).isIn(0, ENDED_BY_SIGTERM);
        }
        try (MillraceProcess server = MillraceProcess.start(scratch, "server", "--port", "0");
                SparkSession spark = client(server)) {
            copy(spark, Trigger.AvailableNow()).awaitTermination();
            assertThat(spark.read().parquet(scratch.resolve("out").toString()).count())
                    .isEqualTo(40 * SensorFiles.ROWS_PER_FILE);
        }
    }

    private StreamingQuery copy(SparkSession spark, Trigger trigger) throws Exception {
        return spark.readStream()
                .schema(SensorFiles.SCHEMA)
                .option("maxFilesPerTrigger", 1)
                .json(scratch.resolve("in").toString())
                .writeStream()
                .format("parquet")
                .option("checkpointLocation", scratch.resolve("checkpoint").toString())
                .trigger(trigger)
                .start(scratch.resolve("out").toString());
    }

    private static SparkSession client(MillraceProcess server) throws Exception {
        server.awaitOutput("accepts Spark Connect clients");
        Matcher address = Pattern.compile("sc://\\S+").matcher(server.output());
        assertThat(address.find()).isTrue();
        return SparkSession.builder().remote(address.group()).create();
    }

    private void refused(int code, String named, String... arguments)
            throws IOException, InterruptedException {
        try (MillraceProcess process = MillraceProcess.start(scratch, arguments)) {
            assertThat(process.await()).as(process.report()).isEqualTo(code);
            List<String> lines = process.errorLines();
            assertThat(lines).hasSize(1);
            assertThat(lines.getFirst()).startsWith("millrace: ").contains(named);
        }
    }
}
