// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import dev.millrace.benchmarks.EngineProcess;
import dev.millrace.benchmarks.ReferenceJars;

import org.apache.spark.sql.SparkSession;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A real Spark Connect server on two cores with two shuffle partitions, as a child process.
public record SparkServer(EngineProcess process) implements AutoCloseable {
    /// @param directory for its log and whatever it writes beside
    public static SparkServer start(Path directory) throws IOException, InterruptedException {
        Path jars = ReferenceJars.SPARK.directory(ReferenceJars.checkout(), System.out);
        return new SparkServer(
                EngineProcess.spark(
                        jars,
                        directory,
                        List.of(
                                "spark.sql.shuffle.partitions=2",
                                "spark.sql.session.timeZone=UTC",
                                "spark.sql.warehouse.dir=" + directory.resolve("warehouse"))));
    }

    public String remote() {
        return process.remote();
    }

    public SparkSession client() {
        return process.client();
    }

    @Override
    public void close() throws InterruptedException {
        process.close();
    }
}
