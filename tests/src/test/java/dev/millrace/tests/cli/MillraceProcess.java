// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/// The command `millrace` as a child process, from the class path of this test.
public final class MillraceProcess implements AutoCloseable {
    private static final List<String> JVM_FLAGS =
            List.of(
                    "--add-opens=java.base/java.nio=ALL-UNNAMED",
                    "--add-opens=java.base/sun.util.calendar=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "--enable-native-access=ALL-UNNAMED",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx1g",
                    "-Duser.timezone=UTC");

    private static final long LIMIT_SECONDS = 120;

    private final Process process;
    private final Path output;
    private final Path errors;

    private MillraceProcess(Process process, Path output, Path errors) {
        this.process = process;
        this.output = output;
        this.errors = errors;
    }

    /// Starts `millrace` with these arguments; its output goes to files in `directory`.
    public static MillraceProcess start(Path directory, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add("dev.millrace.server.Main");
        command.addAll(List.of(arguments));
        return startJava(directory, classPath(), command);
    }

    /// Starts a JVM with the flags that every program with Spark's client needs.
    ///
    /// @param command the main class and its arguments, with JVM flags before it
    public static MillraceProcess startJava(Path directory, String classPath, List<String> command)
            throws IOException {
        Files.createDirectories(directory);
        Path output = Files.createTempFile(directory, "output-", ".txt");
        Path errors = Files.createTempFile(directory, "errors-", ".txt");
        List<String> all = new ArrayList<>();
        all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        all.addAll(JVM_FLAGS);
        all.addAll(List.of("-cp", classPath));
        all.addAll(command);
        Process process =
                new ProcessBuilder(all)
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile())
                        .start();
        return new MillraceProcess(process, output, errors);
    }

    /// The class path of this test without the examples and the tests: `run` gets them as a jar.
    public static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("examples") && !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /// Kills it as `kill -9` does, at the moment when the condition is true.
    ///
    /// @return false if it ended by itself before
    public boolean killWhen(BooleanSupplier condition) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (process.waitFor(1, TimeUnit.MILLISECONDS)) {
                return false;
            }
            if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)) {
                throw new IOException("the moment never came; " + report());
            }
        }
        process.destroyForcibly().waitFor();
        return true;
    }

    /// Waits until the text is on the standard output.
    public void awaitOutput(String text) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (!output().contains(text)) {
            if (process.waitFor(10, TimeUnit.MILLISECONDS)
                    || System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)) {
                throw new IOException("expected '" + text + "' in the output; " + report());
            }
        }
    }

    /// Waits for the end and returns the exit code.
    public int await() throws IOException, InterruptedException {
        return await(Duration.ofSeconds(LIMIT_SECONDS));
    }

    /// The same for a program that may take longer.
    public int await(Duration limit) throws IOException, InterruptedException {
        if (!process.waitFor(limit)) {
            throw new IOException("still running after " + limit + "; " + report());
        }
        return process.exitValue();
    }

    /// Asks it to end (SIGTERM) and returns its exit code.
    public int terminate() throws IOException, InterruptedException {
        process.destroy();
        return await();
    }

    public String output() throws IOException {
        return Files.readString(output);
    }

    /// The lines of the error stream, without what the JVM says on its own.
    public List<String> errorLines() throws IOException {
        return Files.readAllLines(errors).stream()
                .filter(line -> !line.isBlank())
                .filter(line -> !line.startsWith("WARNING:") && !line.startsWith("Picked up"))
                .toList();
    }

    /// Everything it said, for messages.
    public String report() throws IOException {
        return "it said:\n" + output() + Files.readString(errors);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
