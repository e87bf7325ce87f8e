// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.programs;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// What a program prints, itself and through Spark's client.
final class ProgramOutput {
    private ProgramOutput() {}

    /// A program that prints.
    @FunctionalInterface
    interface Program {
        void run(PrintStream out) throws Exception;
    }

    static String of(Program program) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            Exception failure =
                    scala.Console.withOut(
                            out,
                            () -> {
                                try {
                                    program.run(out);
                                    return null;
                                } catch (Exception e) {
                                    return e;
                                }
                            });
            if (failure != null) {
                throw failure;
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
