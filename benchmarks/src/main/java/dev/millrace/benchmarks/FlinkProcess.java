// SPDX-License-Identifier: Apache-2.0
package dev.millrace.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The runs of one pipeline on Flink, in a process of their own.
///
/// @param runs the first is that of a fresh process
/// @param peakBytes the most memory that was seen to be resident
record FlinkProcess(List<Duration> runs, long peakBytes) {
    private static final String PRINTED = "millis ";

    static FlinkProcess run(
            Path checkout, Pipeline pipeline, Path input, Path output, int runs, PrintStream out)
            throws IOException, InterruptedException {
        Path jars = ReferenceJars.FLINK.directory(checkout, out);
        Files.createDirectories(output);
        Path log = output.resolveSibling(output.getFileName() + ".log");
        List<String> command = EngineProcess.javaCommand();
        command.addAll(
                List.of(
                        "-cp",
                        jars + "/*",
                        "dev.millrace.benchmarks.flink.FlinkPipeline",
                        pipeline.text(),
                        input.toString(),
                        output.toString(),
                        Integer.toString(runs)));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("TZ", "UTC");
        Process process = builder.start();
        long peak = 0;
        while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, EngineProcess.peakResidentBytes(process.pid()));
        }
        if (process.exitValue() != 0) {
            throw new IOException("Flink ended with " + process.exitValue() + ", see " + log);
        }
        List<Duration> times = new ArrayList<>();
        for (String line : Files.readAllLines(log)) {
            if (line.startsWith(PRINTED)) {
                times.add(Duration.ofMillis(Long.parseLong(line.substring(PRINTED.length()))));
            }
        }
        return new FlinkProcess(times, peak);
    }
}
