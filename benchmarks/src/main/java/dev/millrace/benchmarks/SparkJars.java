// SPDX-License-Identifier: Apache-2.0
package dev.millrace.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// The jars of real Spark, fetched by Maven from Maven Central on first use.
public final class SparkJars {
    private SparkJars() {}

    /// The directory of the jars; the property `millrace.spark.jars` names another one that has
    // them
    /// already.
    ///
    /// @param checkout root of the project
    public static Path directory(Path checkout, PrintStream progress)
            throws IOException, InterruptedException {
        String given = System.getProperty("millrace.spark.jars");
        if (given != null && !given.isEmpty()) {
            return Path.of(given);
        }
        Path pom = checkout.resolve("benchmarks/spark/pom.xml");
        Path jars = pom.resolveSibling("target").resolve("jars");
        Path complete = jars.resolveSibling("complete");
        if (!Files.exists(complete)) {
            progress.println("Fetching Spark 4.2 from Maven Central, once...");
            Process maven =
                    new ProcessBuilder(
                                    "mvn",
                                    "-B",
                                    "-q",
                                    "-ntp",
                                    "-f",
                                    pom.toString(),
                                    "dependency:copy-dependencies")
                            .inheritIO()
                            .start();
            if (maven.waitFor() != 0) {
                throw new IOException("Maven could not fetch Spark");
            }
            Files.createFile(complete);
        }
        return jars;
    }

    /// The checkout that the running classes were built in: the directory above the working
    /// directory that holds the launcher.
    public static Path checkout() {
        String given = System.getProperty("millrace.checkout");
        Path directory = Path.of(given == null ? "" : given).toAbsolutePath();
        while (directory != null && !Files.exists(directory.resolve("benchmarks/spark/pom.xml"))) {
            directory = directory.getParent();
        }
        if (directory == null) {
            throw new IllegalStateException("not inside a checkout of Millrace");
        }
        return directory;
    }
}
