// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.orders;

import dev.millrace.examples.program.Arguments;
import dev.millrace.examples.program.ProgramOptions;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

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

    public static final String AVAILABLE_NOW = ProgramOptions.AVAILABLE_NOW;

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
    public static OrdersOptions parse(String... args) {
        Arguments arguments = new Arguments(USAGE, args);
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
        while (!arguments.isEmpty()) {
            String option = arguments.option();
            switch (option) {
                case "--dir" -> directory = Path.of(arguments.value(option));
                case "--orders" -> orders = arguments.number(option, 1);
                case "--files" -> files = arguments.number(option, 1);
                case "--seed" -> seed = arguments.number(option, 0);
                case "--arrive-every-millis" -> arriveEveryMillis = arguments.number(option, 0);
                case "--trigger" -> trigger = arguments.value(option);
                case "--watermark-hours" -> watermarkHours = arguments.number(option, 0);
                case "--shuffle-partitions" -> shufflePartitions = arguments.number(option, 1);
                case "--plain-spark" -> plainSpark = true;
                case "--artifact" -> artifact = Path.of(arguments.value(option));
                default -> throw arguments.misuse("unknown option " + option);
            }
        }
        if (directory == null) {
            throw arguments.misuse("--dir is missing");
        }
        if (arriveEveryMillis > 0 && trigger.equals(AVAILABLE_NOW)) {
            throw arguments.misuse(
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
}
