// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.examples.invoices.InvoicesJob;
import dev.millrace.examples.payments.PaymentsJob;
import dev.millrace.examples.program.ProgramOptions;
import dev.millrace.examples.sales.SalesJob;
import dev.millrace.tests.MillraceServer;
import dev.millrace.tests.cli.ExamplesJar;
import dev.millrace.tests.cli.MillraceProcess;
import dev.millrace.tests.oracle.SparkServer;

import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The same jar on real Spark 4.2 and on Millrace: both give the tables of the reference, and each
/// reads what the other has written.
@Tag("spark")
@Timeout(900)
final class ProgramsOnBothTest {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private static SparkServer spark;
    private static MillraceServer millrace;

    private final Path scratch;

    ProgramsOnBothTest(@TempDir Path scratch) {
        this.scratch = scratch;
    }

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        spark = SparkServer.start(directory);
        millrace = new MillraceServer();
    }

    @AfterAll
    static void stop() throws Exception {
        millrace.close();
        spark.close();
    }

    @Test
    void invoicesGiveTheSameOnBoth() throws Exception {
        List<String> some = List.of("--rows", "200", "--files", "3", "--trigger", "available-now");
        ProgramOptions onSpark = InvoicesJob.options(on("spark", some));
        ProgramOptions onMillrace = InvoicesJob.options(on("millrace", some));
        run(spark.remote(), InvoicesJob.class, on("spark", some));
        run(millrace.remote(), InvoicesJob.class, on("millrace", some));
        InvoicesReference sparks = new InvoicesReference(onSpark);
        InvoicesReference ours = new InvoicesReference(onMillrace);
        sparks.assertInputIsPutAway();
        ours.assertInputIsPutAway();
        try (SparkSession client = millrace.client();
                SparkSession sparkClient = spark.client()) {
            sparks.assertTables(sparkClient);
            sparks.assertTables(client);
            ours.assertTables(client);
            ours.assertTables(sparkClient);
        }
    }

    @Test
    void paymentsGiveTheSameOnBoth() throws Exception {
        List<String> some = List.of("--rows", "200", "--files", "3", "--trigger", "available-now");
        run(spark.remote(), PaymentsJob.class, on("spark", some));
        run(millrace.remote(), PaymentsJob.class, on("millrace", some));
        PaymentsReference sparks = new PaymentsReference(PaymentsJob.options(on("spark", some)));
        PaymentsReference ours = new PaymentsReference(PaymentsJob.options(on("millrace", some)));
        sparks.assertConsole(spark.consoleText());
        ours.assertConsole(millrace.consoleText());
        try (SparkSession client = millrace.client();
                SparkSession sparkClient = spark.client()) {
            sparks.assertTables(sparkClient);
            sparks.assertTables(client);
            ours.assertTables(client);
            ours.assertTables(sparkClient);
        }
    }

    @Test
    void salesGiveTheSameOnBoth() throws Exception {
        List<String> some = List.of("--rows", "200", "--files", "6", "--arrive-every-millis", "0");
        run(spark.remote(), SalesJob.class, on("spark", some));
        run(millrace.remote(), SalesJob.class, on("millrace", some));
        SalesReference sparks = new SalesReference(SalesJob.options(on("spark", some)));
        SalesReference ours = new SalesReference(SalesJob.options(on("millrace", some)));
        try (SparkSession client = millrace.client();
                SparkSession sparkClient = spark.client()) {
            sparks.assertTables(sparkClient);
            sparks.assertTables(client);
            ours.assertTables(client);
            ours.assertTables(sparkClient);
        }
    }

    private String[] on(String engine, List<String> more) {
        List<String> all = new ArrayList<>(List.of("--dir", scratch.resolve(engine).toString()));
        all.addAll(more);
        return all.toArray(String[]::new);
    }

    /// Runs a program in a process of its own, with the jar that a user has.
    private void run(String remote, Class<?> program, String[] arguments) throws Exception {
        Path jar = ExamplesJar.locate(scratch);
        List<String> command = new ArrayList<>();
        command.add("-Dspark.remote=" + remote);
        command.add(program.getName());
        command.addAll(List.of(arguments));
        command.addAll(List.of("--artifact", jar.toString()));
        String classPath = jar + File.pathSeparator + MillraceProcess.classPath();
        try (MillraceProcess job = MillraceProcess.startJava(scratch, classPath, command)) {
            assertThat(job.await(LIMIT)).as(job.report()).isZero();
        }
    }
}
