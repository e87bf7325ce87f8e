// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.crash;

import dev.millrace.examples.orders.LakeComparison;
import dev.millrace.examples.orders.LakeLayout;
import dev.millrace.examples.orders.OrdersJob;
import dev.millrace.examples.orders.OrdersOptions;

import org.apache.spark.sql.SparkSession;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/// The orders lakehouse in small: two queries at the same time, an upsert by `foreachBatch` and
/// windows into files.
record OrdersScenario(int files, int orders) implements CrashScenario {
    /// Short, so that windows are closed and written in most batches.
    private static final int WATERMARK_HOURS = 2;

    @Override
    public void prepare(Path directory) {
        // The job writes its bronze files itself, outside of the engine.
    }

    @Override
    public void run(SparkSession spark, Path directory) throws Exception {
        OrdersOptions options =
                OrdersOptions.parse(
                        "--dir",
                        directory.toString(),
                        "--files",
                        Integer.toString(files),
                        "--orders",
                        Integer.toString(orders),
                        "--watermark-hours",
                        Integer.toString(WATERMARK_HOURS));
        try (PrintStream silence =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new OrdersJob(spark, options, Clock.systemUTC(), silence).run();
        }
    }

    @Override
    public List<String> differences(SparkSession spark, Path directory) throws Exception {
        return LakeComparison.differences(
                spark, LakeLayout.below(directory), Duration.ofHours(WATERMARK_HOURS));
    }
}
