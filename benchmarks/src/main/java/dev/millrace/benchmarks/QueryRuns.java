// SPDX-License-Identifier: Apache-2.0
package dev.millrace.benchmarks;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// What one engine made of all queries.
///
/// @param nanos of each query's runs by name; the first is that of a fresh process
/// @param results of the first runs
/// @param peakBytes the most memory that was seen to be resident
/// @param processorTime of the process: what is left to compare on a machine that others use too
record QueryRuns(
        String engine,
        Map<String, List<Long>> nanos,
        Map<String, QueryResult> results,
        long peakBytes,
        Duration processorTime) {
    /// Runs the queries on a Connect server, all of them once, then all of them again.
    static QueryRuns onSpark(
            String engine, EngineProcess server, List<BenchQuery> queries, Path tables, int runs)
            throws IOException {
        Map<String, List<Long>> nanos = new LinkedHashMap<>();
        Map<String, QueryResult> results = new LinkedHashMap<>();
        try (SparkSession spark = server.client()) {
            spark.conf().set("spark.sql.session.timeZone", "UTC");
            QueryTables.register(spark, tables);
            for (int run = 0; run < runs; run++) {
                for (BenchQuery query : queries) {
                    long begin = System.nanoTime();
                    List<Row> rows = spark.sql(query.sql()).collectAsList();
                    nanos.computeIfAbsent(query.name(), name -> new ArrayList<>())
                            .add(System.nanoTime() - begin);
                    results.putIfAbsent(query.name(), result(rows));
                }
            }
        }
        Duration processorTime =
                ProcessHandle.of(server.pid())
                        .flatMap(process -> process.info().totalCpuDuration())
                        .orElse(Duration.ZERO);
        return new QueryRuns(engine, nanos, results, server.peakResidentBytes(), processorTime);
    }

    private static QueryResult result(List<Row> rows) {
        List<String> lines = new ArrayList<>();
        for (Row row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(i == 0 ? "" : "\t").append(QueryResult.text(row.get(i)));
            }
            lines.add(line.toString());
        }
        return new QueryResult(lines);
    }

    /// Runs the queries on DuckDB in a process of its own.
    ///
    /// @param jars the directory of DuckDB's driver
    /// @param work for the process's output and results
    static QueryRuns onDuck(
            String engine, Path jars, List<BenchQuery> queries, Path tables, int runs, Path work)
            throws IOException, InterruptedException {
        Files.createDirectories(work);
        Path log = work.resolve("duckdb.log");
        List<String> command = EngineProcess.javaCommand();
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-cp",
                        jars + "/*" + File.pathSeparator + ownClasses(),
                        DuckQueries.class.getName(),
                        tables.toString(),
                        work.resolve("results").toString(),
                        Integer.toString(runs)));
        queries.forEach(query -> command.add(query.name()));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        long peak = 0;
        Duration processorTime = Duration.ZERO;
        try {
            while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
                processorTime = process.info().totalCpuDuration().orElse(processorTime);
                peak = Math.max(peak, EngineProcess.peakResidentBytes(process.pid()));
            }
        } finally {
            process.destroy();
        }
        List<String> lines = Files.readAllLines(log);
        if (process.exitValue() != 0) {
            throw new IOException("DuckDB failed: " + String.join("\n", lines));
        }
        Map<String, List<Long>> nanos = new LinkedHashMap<>();
        Map<String, QueryResult> results = new LinkedHashMap<>();
        for (BenchQuery query : queries) {
            String prefix = query.name() + " ";
            nanos.put(
                    query.name(),
                    lines.stream()
                            .filter(line -> line.startsWith(prefix))
                            .map(line -> Long.valueOf(line.substring(prefix.length())))
                            .toList());
            results.put(
                    query.name(),
                    new QueryResult(
                            Files.readAllLines(work.resolve("results").resolve(query.name()))));
        }
        return new QueryRuns(engine, nanos, results, peak, processorTime);
    }

    private static String ownClasses() {
        String place =
                DuckQueries.class.getProtectionDomain().getCodeSource().getLocation().toString();
        return Path.of(URI.create(place)).toString();
    }

    QueryResult result(String query) {
        QueryResult result = results.get(query);
        if (result == null) {
            throw new IllegalArgumentException(query + " was not run");
        }
        return result;
    }

    /// The first run of a query, in milliseconds.
    double cold(String query) {
        return millis(of(query).getFirst());
    }

    double best(String query) {
        return millis(warm(query).getFirst());
    }

    double median(String query) {
        List<Long> warm = warm(query);
        return millis(warm.get(warm.size() / 2));
    }

    private List<Long> warm(String query) {
        List<Long> all = of(query);
        return all.subList(Math.min(1, all.size() - 1), all.size()).stream().sorted().toList();
    }

    private List<Long> of(String query) {
        List<Long> all = nanos.get(query);
        if (all == null) {
            throw new IllegalArgumentException(query + " was not run");
        }
        return all;
    }

    private static double millis(long nanos) {
        return Duration.ofNanos(nanos).toNanos() / 1e6;
    }
}
