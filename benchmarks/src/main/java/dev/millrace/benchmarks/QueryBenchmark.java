// SPDX-License-Identifier: Apache-2.0
package dev.millrace.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// Queries in the style of TPC-H on Millrace, on Spark tuned to two shuffle partitions and on
/// DuckDB with two threads, in one run, each in a fresh process, results compared before times are.
public final class QueryBenchmark {
    private static final String MILLRACE = "millrace";
    private static final String SPARK = "spark-tuned";
    private static final String DUCKDB = "duckdb";
    private static final long SEED = 42;

    private final Settings settings;
    private final PrintStream out;

    public QueryBenchmark(Settings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    /// @param scale factor on the number of rows
    /// @param runs in each process after the first one
    /// @param engines names of those to run
    /// @param queries names, all if empty
    /// @param cache directory that keeps the tables
    public record Settings(
            double scale, int runs, List<String> engines, List<String> queries, Path cache) {
        /// Reads the command line after `queries`.
        public static Settings parse(List<String> arguments) {
            double scale = 1;
            int runs = 5;
            List<String> engines = List.of(MILLRACE, SPARK, DUCKDB);
            List<String> queries = List.of();
            Path cache = defaultCache();
            for (int i = 0; i < arguments.size(); i += 2) {
                if (i + 1 == arguments.size()) {
                    throw new IllegalArgumentException("'" + arguments.get(i) + "' needs a value");
                }
                String value = arguments.get(i + 1);
                switch (arguments.get(i)) {
                    case "--scale" -> scale = Double.parseDouble(value);
                    case "--runs" -> runs = Integer.parseInt(value);
                    case "--engines" -> engines = List.of(value.split(","));
                    case "--queries" -> queries = List.of(value.split(","));
                    case "--cache" -> cache = Path.of(value).toAbsolutePath();
                    default ->
                            throw new IllegalArgumentException(
                                    "'queries' does not know '" + arguments.get(i) + "'");
                }
            }
            for (String engine : engines) {
                if (!List.of(MILLRACE, SPARK, DUCKDB).contains(engine)) {
                    throw new IllegalArgumentException("there is no engine '" + engine + "'");
                }
            }
            return new Settings(scale, runs, engines, queries, cache);
        }

        private static Path defaultCache() {
            String given = System.getenv("XDG_CACHE_HOME");
            Path base =
                    given == null || given.isEmpty()
                            ? Path.of(System.getProperty("user.home"), ".cache")
                            : Path.of(given);
            return base.resolve("millrace").resolve("bench");
        }
    }

    /// Runs and reports all queries.
    public void run() throws Exception {
        Path checkout = ReferenceJars.checkout();
        List<BenchQuery> queries = BenchQuery.named(settings.queries());
        try (ScratchDirectory scratch = ScratchDirectory.create("millrace-bench-")) {
            Path tables =
                    new QueryTables(settings.scale(), SEED)
                            .directory(
                                    settings.cache(),
                                    use -> {
                                        out.println("Making the tables, once...");
                                        Path work = scratch.path().resolve("maker");
                                        try (EngineProcess server = spark(checkout, work);
                                                var session = server.client()) {
                                            session.conf().set("spark.sql.session.timeZone", "UTC");
                                            use.apply(session);
                                        }
                                    });
            List<QueryRuns> all = new ArrayList<>();
            for (String engine : settings.engines()) {
                all.add(measure(engine, queries, checkout, tables, scratch.path().resolve(engine)));
            }
            int different = compare(queries, all);
            report(queries, all);
            if (different > 0) {
                throw new IllegalStateException(different + " results differ");
            }
        }
    }

    private EngineProcess spark(Path checkout, Path work) throws IOException, InterruptedException {
        return EngineProcess.spark(
                ReferenceJars.SPARK.directory(checkout, out),
                work,
                List.of("spark.sql.shuffle.partitions=2"));
    }

    private QueryRuns measure(
            String engine, List<BenchQuery> queries, Path checkout, Path tables, Path work)
            throws IOException, InterruptedException {
        int runs = settings.runs() + 1;
        if (engine.equals(DUCKDB)) {
            Path jars = ReferenceJars.DUCKDB.directory(checkout, out);
            return QueryRuns.onDuck(engine, jars, queries, tables, runs, work);
        }
        try (EngineProcess server =
                engine.equals(MILLRACE)
                        ? EngineProcess.millrace(checkout, work)
                        : spark(checkout, work)) {
            return QueryRuns.onSpark(engine, server, queries, tables, runs);
        }
    }

    private int compare(List<BenchQuery> queries, List<QueryRuns> all) {
        int different = 0;
        QueryRuns first = all.getFirst();
        for (BenchQuery query : queries) {
            for (QueryRuns other : all.subList(1, all.size())) {
                String difference =
                        first.result(query.name()).difference(other.result(query.name()));
                if (difference != null) {
                    different++;
                    out.printf(
                            "%s: %s and %s differ: %s%n",
                            query.name(), first.engine(), other.engine(), difference);
                }
            }
        }
        if (different == 0 && all.size() > 1) {
            out.printf("all gave the same rows for %d queries%n", queries.size());
        }
        return different;
    }

    private void report(List<BenchQuery> queries, List<QueryRuns> all) {
        out.printf(
                Locale.ROOT,
                "scale %.2f, %d cores; milliseconds: first run, median and best of %d; x: best"
                        + " time over %s's%n%n%-20s",
                settings.scale(),
                Runtime.getRuntime().availableProcessors(),
                settings.runs(),
                all.getFirst().engine(),
                "query");
        for (QueryRuns runs : all) {
            out.printf(" | %21s %6s", runs.engine(), "x");
        }
        out.println();
        for (BenchQuery query : queries) {
            line(query.name(), all, List.of(query));
        }
        line("total", all, queries);
        out.printf("%-20s", "processor time");
        for (QueryRuns runs : all) {
            out.printf(Locale.ROOT, " | %19.1f s %6s", runs.processorTime().toMillis() / 1e3, "");
        }
        out.printf("%n%-20s", "peak memory");
        all.forEach(
                runs -> out.printf(Locale.ROOT, " | %18.0f MB %6s", runs.peakBytes() / 1e6, ""));
        out.println();
    }

    private void line(String title, List<QueryRuns> all, List<BenchQuery> queries) {
        double unit = sum(queries, query -> all.getFirst().best(query.name()));
        out.printf("%-20s", title);
        for (QueryRuns runs : all) {
            double best = sum(queries, query -> runs.best(query.name()));
            out.printf(
                    Locale.ROOT,
                    " | %7.0f%7.0f%7.0f %6.2f",
                    sum(queries, query -> runs.cold(query.name())),
                    sum(queries, query -> runs.median(query.name())),
                    best,
                    best / unit);
        }
        out.println();
    }

    private static double sum(List<BenchQuery> queries, ToDoubleFunction<BenchQuery> value) {
        return queries.stream().mapToDouble(value).sum();
    }
}
