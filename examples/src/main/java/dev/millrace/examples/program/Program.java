// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.program;

import org.apache.spark.sql.SparkSession;

import java.io.PrintStream;

/// A program that runs until its input is through.
public interface Program {
    void run() throws Exception;

    /// Makes a program for a session.
    interface Factory {
        Program create(SparkSession spark, ProgramOptions options, PrintStream out);
    }

    /// Runs a program with a session of its own, on the server that `spark.remote` names.
    static void main(ProgramOptions options, Factory factory) throws Exception {
        try (SparkSession spark = SparkSession.builder().getOrCreate()) {
            factory.create(spark, options, System.out).run();
        }
    }
}
