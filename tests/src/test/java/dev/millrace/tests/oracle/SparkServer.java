// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import dev.millrace.benchmarks.EngineProcess;
import dev.millrace.benchmarks.ReferenceJars;

import org.apache.spark.sql.SparkSession;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A real Spark Connect server on two cores with two shuffle partitions, as a child process.
public record SparkServer(EngineProcess process) implements AutoCloseable {
    /// @param directory for its log and whatever it writes beside
    public static SparkServer start(Path directory) throws IOException, InterruptedException {
        return start(directory, List.of());
    }

    /// @param settings more of Spark's settings, `name=value`
    static SparkServer start(Path directory, List<String> settings)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(settings);
        all.add("spark.sql.shuffle.partitions=2");
        all.add("spark.sql.session.timeZone=UTC");
        all.add("spark.sql.warehouse.dir=" + directory.resolve("warehouse"));
        Path jars = ReferenceJars.SPARK.directory(ReferenceJars.checkout(), System.out);
        return new SparkServer(EngineProcess.spark(jars, directory, all));
    }

    public String remote() {
        return process.remote();
    }

    public SparkSession client() {
        return process.client();
    }

    /// What its console sinks have printed so far.
    public String consoleText() throws IOException {
        return Files.readString(process.output());
    }

    @Override
    public void close() throws InterruptedException {
        process.close();
    }
}
