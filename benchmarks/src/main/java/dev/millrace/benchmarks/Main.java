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

            Spark is taken from Maven Central the first time (about 300 MB).\
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
        if (!arguments.getFirst().equals("lab")) {
            System.err.println("millrace bench: unknown benchmark '" + arguments.getFirst() + "'");
            return 2;
        }
        try {
            LabBenchmark.Settings settings =
                    LabBenchmark.Settings.parse(arguments.subList(1, arguments.size()));
            new LabBenchmark(settings, System.out).run();
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
