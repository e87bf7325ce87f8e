// SPDX-License-Identifier: Apache-2.0
package dev.millrace.benchmarks;

import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Streaming pipelines on Millrace, on Spark tuned to two shuffle partitions and on Flink's local
/// mini cluster, in one run, each in a fresh process, rows compared before times are.
public final class StreamBenchmark {
    private static final String MILLRACE = "millrace";
    private static final String SPARK = "spark-tuned";
    private static final String FLINK = "flink";

    private final Settings settings;
    private final PrintStream out;

    public StreamBenchmark(Settings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    /// @param scale factor on the number of rows
    /// @param runs in each process after the first one
    /// @param engines names of those to run
    public record Settings(double scale, int runs, List<String> engines, List<Pipeline> pipelines) {
        /// Reads the command line after `stream`.
        public static Settings parse(List<String> arguments) {
            double scale = 1;
            int runs = 1;
            List<String> engines = List.of(MILLRACE, SPARK, FLINK);
            List<Pipeline> pipelines = List.of(Pipeline.values());
            for (int i = 0; i < arguments.size(); i += 2) {
                if (i + 1 == arguments.size()) {
                    throw new IllegalArgumentException("'" + arguments.get(i) + "' needs a value");
                }
                String value = arguments.get(i + 1);
                switch (arguments.get(i)) {
                    case "--scale" -> scale = Double.parseDouble(value);
                    case "--runs" -> runs = Integer.parseInt(value);
                    case "--engines" -> engines = List.of(value.split(","));
                    case "--pipelines" -> pipelines = pipelines(value);
                    default ->
                            throw new IllegalArgumentException(
                                    "'stream' does not know '" + arguments.get(i) + "'");
                }
            }
            return new Settings(scale, runs, engines, pipelines);
        }

        private static List<Pipeline> pipelines(String names) {
            List<Pipeline> chosen = new ArrayList<>();
            for (String name : names.split(",")) {
                chosen.add(Pipeline.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')));
            }
            return chosen;
        }
    }

    /// What one engine did.
    private record Result(
            String engine,
            List<Duration> runs,
            long peakBytes,
            Path output,
            @Nullable PipelineRun last) {
        Duration best() {
            return runs.stream().min(Comparator.naturalOrder()).orElseThrow();
        }
    }

    /// Runs and reports all pipelines.
    public void run() throws Exception {
        Path checkout = ReferenceJars.checkout();
        try (ScratchDirectory scratch = ScratchDirectory.create("millrace-bench-")) {
            out.printf(
                    Locale.ROOT,
                    "scale %.2f, %d cores; Spark with spark.sql.shuffle.partitions=2%n%n",
                    settings.scale(),
                    Runtime.getRuntime().availableProcessors());
            heading();
            for (Pipeline pipeline : settings.pipelines()) {
                Path work = scratch.path().resolve(pipeline.text());
                try {
                    run(pipeline, checkout, work);
                } finally {
                    ScratchDirectory.delete(work);
                }
            }
        }
    }

    private void run(Pipeline pipeline, Path checkout, Path work) throws Exception {
        Path input = work.resolve("input");
        long rows = pipeline.generate(input, settings.scale());
        List<Result> results = new ArrayList<>();
        for (String engine : settings.engines()) {
            Path output = work.resolve(engine);
            if (!engine.equals(FLINK)) {
                results.add(onSpark(engine, pipeline, checkout, input, output));
            } else if (pipeline.runsOnFlink()) {
                FlinkProcess flink =
                        FlinkProcess.run(
                                checkout, pipeline, input, output, settings.runs() + 1, out);
                Path first = output.resolve("0");
                results.add(new Result(engine, flink.runs(), flink.peakBytes(), first, null));
            }
        }
        String verdict = compare(pipeline, checkout, work, results);
        results.forEach(result -> report(pipeline, rows, result, results.getFirst()));
        out.println(verdict);
    }

    private Result onSpark(String engine, Pipeline pipeline, Path checkout, Path input, Path output)
            throws Exception {
        Path work = output.resolveSibling(engine + "-server");
        try (EngineProcess server =
                engine.equals(MILLRACE)
                        ? EngineProcess.millrace(checkout, work)
                        : EngineProcess.spark(
                                ReferenceJars.SPARK.directory(checkout, out),
                                work,
                                List.of("spark.sql.shuffle.partitions=2"))) {
            List<PipelineRun> runs = new ArrayList<>();
            try (SparkSession spark = server.client()) {
                spark.conf().set("spark.sql.session.timeZone", "UTC");
                spark.conf().set("spark.sql.streaming.numRecentProgressUpdates", "10000");
                for (int run = 0; run <= settings.runs(); run++) {
                    Path place = output.resolve(Integer.toString(run));
                    runs.add(PipelineRun.of(spark, pipeline, input, place));
                }
            }
            return new Result(
                    engine,
                    runs.stream().map(PipelineRun::total).toList(),
                    server.peakResidentBytes(),
                    output.resolve("0"),
                    runs.getLast());
        }
    }

    /// Reads all outputs by one and the same server and compares them.
    private String compare(Pipeline pipeline, Path checkout, Path work, List<Result> results)
            throws Exception {
        PipelineRun first = results.getFirst().last();
        try (EngineProcess server = EngineProcess.millrace(checkout, work.resolve("reader"));
                SparkSession spark = server.client()) {
            spark.conf().set("spark.sql.session.timeZone", "UTC");
            PipelineRun.@Nullable Digest expected = null;
            for (Result result : results) {
                PipelineRun.Digest digest =
                        PipelineRun.digest(
                                spark,
                                pipeline,
                                result.output(),
                                first == null ? null : first.watermark());
                if (expected != null && !expected.equals(digest)) {
                    throw new IllegalStateException(
                            pipeline.text()
                                    + ": "
                                    + result.engine()
                                    + " gave "
                                    + digest
                                    + ", "
                                    + results.getFirst().engine()
                                    + " gave "
                                    + expected);
                }
                expected = digest;
            }
            return String.format(
                    Locale.ROOT,
                    "%-12s all gave the same %,d rows%n",
                    "",
                    expected == null ? 0 : expected.rows());
        }
    }

    private void heading() {
        out.printf(
                "%-12s %-12s %10s %10s %12s %10s %9s %9s %8s%n",
                "pipeline",
                "engine",
                "first run",
                "best run",
                "rows/s",
                "memory",
                "batch p50",
                "batch p99",
                "factor");
    }

    private void report(Pipeline pipeline, long rows, Result result, Result millrace) {
        PipelineRun last = result.last();
        out.printf(
                Locale.ROOT,
                "%-12s %-12s %8.2f s %8.2f s %,12d %7.0f MB %9s %9s %7.1fx%n",
                pipeline.text(),
                result.engine(),
                seconds(result.runs().getFirst()),
                seconds(result.best()),
                Math.round(rows / seconds(result.best())),
                result.peakBytes() / 1e6,
                last == null ? "-" : last.quantileMillis(0.5) + " ms",
                last == null ? "-" : last.quantileMillis(0.99) + " ms",
                seconds(result.best()) / seconds(millrace.best()));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
