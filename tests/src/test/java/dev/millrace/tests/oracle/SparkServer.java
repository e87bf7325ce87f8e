// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import dev.millrace.benchmarks.EngineProcess;
import dev.millrace.benchmarks.ReferenceJars;

import org.apache.spark.sql.SparkSession;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/// A real Spark Connect server on two cores with two shuffle partitions, as a child process.
public record SparkServer(EngineProcess process) implements AutoCloseable {
    /// @param directory for its log and whatever it writes beside
    public static SparkServer start(Path directory) throws IOException, InterruptedException {
        return start(directory, List.of());
    }

    /// @param settings more of Spark's settings, `name=value`
    static SparkServer start(Path directory, List<String> settings)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>();
        all.add("spark.sql.shuffle.partitions=2");
        all.add("spark.sql.session.timeZone=UTC");
        all.addAll(settings);
        all.add("spark.sql.warehouse.dir=" + directory.resolve("warehouse"));
        all.add("spark.jars=" + avroRegistration(Files.createDirectories(directory)));
        Path jars = ReferenceJars.SPARK.directory(ReferenceJars.checkout(), System.out);
        return new SparkServer(EngineProcess.spark(jars, directory, all));
    }

    /// Spark has its Avro format on board, but the name `avro` comes with an artifact that has only
    /// this entry.
    private static Path avroRegistration(Path directory) throws IOException {
        Path jar = directory.resolve("avro-name.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(
                    new JarEntry(
                            "META-INF/services/org.apache.spark.sql.sources.DataSourceRegister"));
            out.write(
                    "org.apache.spark.sql.avro.AvroFileFormat\n".getBytes(StandardCharsets.UTF_8));
            out.closeEntry();
        }
        return jar;
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
