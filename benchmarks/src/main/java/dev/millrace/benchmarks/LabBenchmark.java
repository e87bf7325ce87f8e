// SPDX-License-Identifier: Apache-2.0
package dev.millrace.benchmarks;

import dev.millrace.examples.orders.OrderGenerator;

import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The first figure of Millrace: six files of orders, one per batch, 10-minute windows per country
/// into the memory sink; on Millrace and on real Spark in one run, each in a fresh server process,
/// the same client program, results compared before times are.
final class LabBenchmark {
    private static final int FILES = 6;
    private static final long SEED = 42;

    private final Settings settings;
    private final PrintStream out;

    LabBenchmark(Settings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    /// @param only name of the one engine to run, null for all
    record Settings(int ordersPerFile, int warmRuns, @Nullable String only) {
        static Settings parse(List<String> arguments) {
            int orders = 20_000;
            int runs = 2;
            String only = null;
            for (int i = 0; i < arguments.size(); i += 2) {
                if (i + 1 == arguments.size()) {
                    throw new IllegalArgumentException("'" + arguments.get(i) + "' needs a value");
                }
                String value = arguments.get(i + 1);
                switch (arguments.get(i)) {
                    case "--orders" -> orders = Integer.parseInt(value);
                    case "--runs" -> runs = Integer.parseInt(value);
                    case "--only" -> only = value;
                    default ->
                            throw new IllegalArgumentException(
                                    "'lab' does not know '" + arguments.get(i) + "'");
                }
            }
            return new Settings(orders, runs, only);
        }
    }

    /// How to start one of the engines that are compared.
    private record Contender(String name, Start start) {
        interface Start {
            EngineProcess start(Path workDirectory) throws IOException, InterruptedException;
        }
    }

    /// What one engine did.
    ///
    /// @param runs the first is that of a fresh server
    private record Result(String name, Duration coldStart, List<LabRun> runs, long peakBytes) {
        LabRun first() {
            return runs.getFirst();
        }

        Duration bestTotal() {
            return runs.stream().map(LabRun::total).min(Comparator.naturalOrder()).orElseThrow();
        }
    }

    void run() throws Exception {
        Path checkout = ReferenceJars.checkout();
        try (ScratchDirectory directory = ScratchDirectory.create("millrace-bench-")) {
            Path scratch = directory.path();
            Path bronze = scratch.resolve("bronze");
            new OrderGenerator(SEED, FILES, settings.ordersPerFile())
                    .writeBronze(bronze, file -> {});
            long bytes = sizeOf(bronze);
            out.printf(
                    Locale.ROOT,
                    "%d files of %,d orders, %.1f MB of JSON lines; %d cores%n",
                    FILES,
                    settings.ordersPerFile(),
                    bytes / 1e6,
                    Runtime.getRuntime().availableProcessors());
            warmClient(checkout, scratch);
            List<Result> results = new ArrayList<>();
            for (Contender contender : contenders(checkout)) {
                if (settings.only() == null || settings.only().equals(contender.name())) {
                    results.add(measure(contender, bronze, scratch.resolve(contender.name())));
                }
            }
            compareRows(results);
            report(results);
        }
    }

    /// The client of all contenders is this process: it loads its classes before anything is
    /// measured, against a server that is not.
    private void warmClient(Path checkout, Path scratch) throws Exception {
        Path few = scratch.resolve("warm-up");
        new OrderGenerator(SEED, 2, 100).writeBronze(few, file -> {});
        try (EngineProcess engine = EngineProcess.millrace(checkout, scratch.resolve("warm"));
                SparkSession spark = engine.client()) {
            LabRun.of(spark, few, "warm_up");
        }
    }

    private List<Contender> contenders(Path checkout) {
        return List.of(
                new Contender("millrace", work -> EngineProcess.millrace(checkout, work)),
                new Contender(
                        "spark",
                        work ->
                                EngineProcess.spark(
                                        ReferenceJars.SPARK.directory(checkout, out),
                                        work,
                                        List.of())),
                new Contender(
                        "spark-tuned",
                        work ->
                                EngineProcess.spark(
                                        ReferenceJars.SPARK.directory(checkout, out),
                                        work,
                                        List.of("spark.sql.shuffle.partitions=2"))));
    }

    private Result measure(Contender contender, Path bronze, Path workDirectory) throws Exception {
        out.println("Running " + contender.name() + "...");
        try (EngineProcess engine = contender.start().start(workDirectory)) {
            List<LabRun> runs = new ArrayList<>();
            try (SparkSession spark = engine.client()) {
                for (int i = 0; i <= settings.warmRuns(); i++) {
                    runs.add(LabRun.of(spark, bronze, "lab_" + i));
                }
            }
            return new Result(
                    contender.name(), engine.coldStart(), runs, engine.peakResidentBytes());
        }
    }

    private void compareRows(List<Result> results) {
        for (Result result : results) {
            for (LabRun run : result.runs()) {
                if (!run.rows().equals(results.getFirst().first().rows())) {
                    throw new IllegalStateException(
                            "the rows of "
                                    + result.name()
                                    + " differ from those of "
                                    + results.getFirst().name());
                }
            }
        }
        out.printf(
                "All runs gave the same %,d rows.%n%n", results.getFirst().first().rows().size());
    }

    private void report(List<Result> results) {
        out.printf(
                "%-12s %12s %12s %12s %14s %12s %12s%n",
                "engine",
                "cold start",
                "first run",
                "best run",
                "rows/s (best)",
                "peak memory",
                "per batch");
        for (Result result : results) {
            LabRun best =
                    result.runs().stream().min(Comparator.comparing(LabRun::total)).orElseThrow();
            out.printf(
                    Locale.ROOT,
                    "%-12s %9.2f s %9.2f s %9.2f s %,14d %9.0f MB %s%n",
                    result.name(),
                    seconds(result.coldStart()),
                    seconds(result.first().total()),
                    seconds(best.total()),
                    Math.round(best.inputRows() / seconds(best.total())),
                    result.peakBytes() / 1e6,
                    best.batches().stream()
                            .map(batch -> Long.toString(batch.toMillis()))
                            .collect(Collectors.joining(" ", "   ", " ms")));
        }
        out.println();
        Result millrace = results.getFirst();
        for (Result other : results.subList(1, results.size())) {
            out.printf(
                    Locale.ROOT,
                    "%s / millrace: first run %.0f x, best run %.0f x, memory %.1f x, cold start"
                            + " %.1f x%n",
                    other.name(),
                    ratio(other.first().total(), millrace.first().total()),
                    ratio(other.bestTotal(), millrace.bestTotal()),
                    (double) other.peakBytes() / millrace.peakBytes(),
                    ratio(other.coldStart(), millrace.coldStart()));
        }
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static double ratio(Duration one, Duration other) {
        return (double) one.toNanos() / other.toNanos();
    }

    private static long sizeOf(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
