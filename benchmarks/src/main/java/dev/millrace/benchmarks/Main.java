// SPDX-License-Identifier: Apache-2.0
package dev.millrace.benchmarks;

import java.util.List;

/// `millrace bench`. Exit codes as those of `millrace`: 0 done, 1 failed, 2 wrong usage.
public final class Main {
    private static final String USAGE =
            """
            Usage: millrace bench <name> [options]

              lab    Six files of orders, one per batch, 10-minute windows per country into the memory sink:
                     Millrace, Spark 4.2 with its defaults, Spark tuned to 2 shuffle partitions.
                --orders <n>   orders per file (default 20000)
                --runs <n>     runs in each server after the first one (default 2)
                --only <name>  millrace, spark or spark-tuned

              stream  Streaming pipelines from JSON to Parquet on Millrace, Spark tuned to 2 shuffle partitions, and
                     Flink: stateless, window-few, window-many, dedup, join, session, latency.
                --pipelines <names>  those to run, separated by commas (default: all)
                --engines <names>    of millrace, spark-tuned, flink (default: all)
                --scale <factor>     on the number of rows (default 1)
                --runs <n>           runs in each process after the first one (default 1)

              queries  Sixteen queries in the style of TPC-H over Parquet and JSON on Millrace, Spark tuned to 2
                     shuffle partitions, and DuckDB with 2 threads; results are compared before times are.
                --queries <names>    those to run, separated by commas (default: all)
                --engines <names>    of millrace, spark-tuned, duckdb (default: all)
                --scale <factor>     on the number of rows (default 1: 1.5 million order items)
                --runs <n>           runs in each process after the first one (default 5)
                --cache <directory>  that keeps the tables (default ~/.cache/millrace/bench)

              state   A state store by itself: very many keys in a process of bounded memory.
                --keys <n>           keys in the state (default 50000000)
                --batch <n>          keys loaded in one batch (default 500000)
                --updates <n>        keys changed in each later batch (default 20000)
                --provider <name>    rocksdb (default) or memory
                --heap <size>        of the Java heap (default 768m)

            Spark (about 300 MB), Flink (200 MB) and DuckDB (80 MB) are taken from Maven Central the first time.\
            """;

    private Main() {}

    public static void main(String[] arguments) {
        Runtime.getRuntime().exit(run(List.of(arguments)));
    }

    private static int run(List<String> arguments) {
        if (arguments.isEmpty() || arguments.getFirst().equals("--help")) {
            System.out.println(USAGE);
            return 0;
        }
        List<String> rest = arguments.subList(1, arguments.size());
        try {
            switch (arguments.getFirst()) {
                case "lab" -> new LabBenchmark(LabBenchmark.Settings.parse(rest), System.out).run();
                case "stream" ->
                        new StreamBenchmark(StreamBenchmark.Settings.parse(rest), System.out).run();
                case "queries" ->
                        new QueryBenchmark(QueryBenchmark.Settings.parse(rest), System.out).run();
                case "state" -> StateBenchmark.parse(rest).run();
                default ->
                        throw new IllegalArgumentException(
                                "unknown benchmark '" + arguments.getFirst() + "'");
            }
            return 0;
        } catch (IllegalArgumentException e) {
            System.err.println("millrace bench: " + e.getMessage());
            return 2;
        } catch (Exception e) {
            System.err.println("millrace bench: " + e);
            return 1;
        }
    }
}
