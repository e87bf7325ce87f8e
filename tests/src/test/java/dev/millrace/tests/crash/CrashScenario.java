// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.crash;

import org.apache.spark.sql.SparkSession;

import java.nio.file.Path;
import java.util.List;

/// A program that can be started again and again until it comes to its end, and what must be true
/// then, whatever happened before.
interface CrashScenario {
    /// Writes what the program reads. Called once, by a process that does not crash.
    void prepare(Path directory) throws Exception;

    /// Runs the program to its end.
    void run(SparkSession spark, Path directory) throws Exception;

    /// What is not as it must be, one message each.
    List<String> differences(SparkSession spark, Path directory) throws Exception;
}
