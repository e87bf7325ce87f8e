// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.orders;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// The command line of [OrdersJob].
///
/// @param directory the base of the lakehouse
/// @param files how many bronze files there are
/// @param orders how many lines each of them has
/// @param arriveEveryMillis the pause between two files; 0 means that all are there at the start
/// @param trigger `available-now`, or the interval of a processing-time trigger
/// @param shufflePartitions null leaves the server's own number
/// @param plainSpark silver goes through a staging directory, see [StagedPartitions]
/// @param artifact the jar of this program, for a server in another process
public record OrdersOptions(
        Path directory,
        int files,
        int orders,
        long seed,
        long arriveEveryMillis,
        String trigger,
        int watermarkHours,
        @Nullable Integer shufflePartitions,
        boolean plainSpark,
        @Nullable Path artifact) {

    public static final String AVAILABLE_NOW = "available-now";

    static final String USAGE =
            """
            usage: OrdersJob --dir <base> [options]
              --orders <n>               lines per bronze file (20000)
              --files <n>                bronze files (6)
              --seed <n>                 seed of the generator (42)
              --arrive-every-millis <n>  pause between two files (0: all at once)
              --trigger <t>              available-now, or an interval: "200 milliseconds"
              --watermark-hours <n>      how late an order may count in the windows (96)
              --shuffle-partitions <n>   spark.sql.shuffle.partitions of this run
              --plain-spark              replace silver through a staging directory
              --artifact <jar>           upload this jar first (server in another process)\
            """;

    /// @throws IllegalArgumentException with the usage, when the arguments are not understood
    public static OrdersOptions parse(String... arguments) {
        Deque<String> rest = new ArrayDeque<>(List.of(arguments));
        Path directory = null;
        int files = 6;
        int orders = 20_000;
        long seed = 42;
        long arriveEveryMillis = 0;
        String trigger = AVAILABLE_NOW;
        int watermarkHours = 96;
        Integer shufflePartitions = null;
        boolean plainSpark = false;
        Path artifact = null;
        while (!rest.isEmpty()) {
            String option = rest.remove();
            switch (option) {
                case "--dir" -> directory = Path.of(value(option, rest));
                case "--orders" -> orders = number(option, rest, 1);
                case "--files" -> files = number(option, rest, 1);
                case "--seed" -> seed = number(option, rest, 0);
                case "--arrive-every-millis" -> arriveEveryMillis = number(option, rest, 0);
                case "--trigger" -> trigger = value(option, rest);
                case "--watermark-hours" -> watermarkHours = number(option, rest, 0);
                case "--shuffle-partitions" -> shufflePartitions = number(option, rest, 1);
                case "--plain-spark" -> plainSpark = true;
                case "--artifact" -> artifact = Path.of(value(option, rest));
                default -> throw misuse("unknown option " + option);
            }
        }
        if (directory == null) {
            throw misuse("--dir is missing");
        }
        if (arriveEveryMillis > 0 && trigger.equals(AVAILABLE_NOW)) {
            throw misuse(
                    "--arrive-every-millis needs an interval as --trigger: available-now reads only"
                            + " what is there at the start");
        }
        return new OrdersOptions(
                directory,
                files,
                orders,
                seed,
                arriveEveryMillis,
                trigger,
                watermarkHours,
                shufflePartitions,
                plainSpark,
                artifact);
    }

    private static String value(String option, Deque<String> rest) {
        if (rest.isEmpty()) {
            throw misuse(option + " needs a value");
        }
        return rest.remove();
    }

    private static int number(String option, Deque<String> rest, int least) {
        String text = value(option, rest);
        try {
            int number = Integer.parseInt(text);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the same message as a number that is too small.
        }
        throw misuse(option + " needs a whole number from " + least + ", found " + text);
    }

    private static IllegalArgumentException misuse(String problem) {
        return new IllegalArgumentException(problem + "\n" + USAGE);
    }
}
