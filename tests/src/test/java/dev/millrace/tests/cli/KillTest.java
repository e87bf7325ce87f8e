// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.examples.orders.LakeComparison;
import dev.millrace.examples.orders.LakeLayout;
import dev.millrace.tests.MillraceServer;

import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// `millrace run` of the orders lakehouse, killed with `kill -9` in the middle of its work and
/// started again: the tables end as if nothing had happened.
///
/// `-Dmillrace.kills=40` kills as often as that, at moments drawn from `-Dmillrace.seed`.
@Timeout(600)
final class KillTest {
    private static final long SEED = Long.getLong("millrace.seed", 42);
    private static final int FILES = 6;

    private final Path scratch;

    KillTest(@TempDir Path scratch) {
        this.scratch = scratch;
    }

    @Test
    void aJobKilledInItsFirstBatchAndInTheMiddleEndsWithTheSameTables() throws Exception {
        Path lake = scratch.resolve("lake");
        Path jar = ExamplesJar.locate(scratch);
        LakeLayout layout = LakeLayout.below(lake);
        List<BooleanSupplier> moments =
                List.of(
                        () -> logged(layout, "orders-silver/offsets") >= 1,
                        () -> logged(layout, "orders-silver/commits") >= 2,
                        () -> entries(Path.of(layout.windows(), "_spark_metadata")) >= 3);
        for (BooleanSupplier moment : moments) {
            try (MillraceProcess job = start(jar, lake, 3_000)) {
                assertThat(job.killWhen(moment)).as("killed; %s", job.report()).isTrue();
            }
        }
        finish(jar, lake, 3_000);
        assertThat(differences(lake)).isEmpty();
    }

    @Test
    void aJobKilledAtAnyAmountOfWorkEndsWithTheSameTables() throws Exception {
        int kills = Integer.getInteger("millrace.kills", 2);
        Path jar = ExamplesJar.locate(scratch);
        SplittableRandom random = new SplittableRandom(SEED);
        for (int done = 0, round = 0; done < kills; round++) {
            Path lake = scratch.resolve("lake-" + round);
            boolean killed = true;
            for (int life = 0; killed && done < kills; life++) {
                long until = entries(lake) + 1 + random.nextInt(life == 0 ? 200 : 60);
                try (MillraceProcess job = start(jar, lake, 500)) {
                    killed = job.killWhen(() -> entries(lake) >= until);
                    done += killed ? 1 : 0;
                }
            }
            finish(jar, lake, 500);
            assertThat(differences(lake)).as("seed %d, round %d", SEED, round).isEmpty();
        }
    }

    private MillraceProcess start(Path jar, Path lake, int orders) throws IOException {
        return MillraceProcess.start(
                scratch,
                "run",
                jar.toString(),
                "--class",
                "dev.millrace.examples.orders.OrdersJob",
                "--dir",
                lake.toString(),
                "--files",
                Integer.toString(FILES),
                "--orders",
                Integer.toString(orders));
    }

    private void finish(Path jar, Path lake, int orders) throws Exception {
        try (MillraceProcess job = start(jar, lake, orders)) {
            assertThat(job.await()).as("exit code; %s", job.report()).isZero();
        }
    }

    private static List<String> differences(Path lake) throws IOException {
        try (MillraceServer server = new MillraceServer();
                SparkSession spark = server.client()) {
            return LakeComparison.differences(spark, LakeLayout.below(lake), Duration.ofHours(96));
        }
    }

    private static long logged(LakeLayout layout, String log) {
        return entries(Path.of(layout.checkpoint(log)));
    }

    /// How many files there are below a directory, while somebody else writes to it: roughly.
    private static long entries(Path directory) {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(file -> !file.getFileName().toString().startsWith(".")).count() - 1;
        } catch (IOException | UncheckedIOException vanished) {
            return 0;
        }
    }
}
