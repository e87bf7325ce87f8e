// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.program;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/// The command line that the programs have in common.
///
/// @param directory where the program reads and writes
/// @param files how many input files arrive
/// @param rows how many records each of them has
/// @param arriveEveryMillis the pause between two files; 0 means that all are there at the start
/// @param trigger `available-now`, or the interval of a processing-time trigger
/// @param shufflePartitions null leaves the server's own number
/// @param artifact the jar of the program, for a server in another process
public record ProgramOptions(
        Path directory,
        int files,
        int rows,
        long seed,
        long arriveEveryMillis,
        String trigger,
        @Nullable Integer shufflePartitions,
        @Nullable Path artifact) {

    public static final String AVAILABLE_NOW = "available-now";

    /// What an option is that nobody gives.
    ///
    /// @param program the name of the program in its usage
    public record Defaults(
            String program, int files, int rows, long arriveEveryMillis, String trigger) {

        private String usage() {
            return """
            usage: %s --dir <base> [options]
              --files <n>                input files (%d)
              --rows <n>                 records in each of them (%d)
              --seed <n>                 seed of the generator (42)
              --arrive-every-millis <n>  pause between two files (%d; 0: all at once)
              --trigger <t>              available-now, or an interval ("%s")
              --shuffle-partitions <n>   spark.sql.shuffle.partitions of this run
              --artifact <jar>           upload this jar first (server in another process)\
            """
                    .formatted(program, files, rows, arriveEveryMillis, trigger);
        }
    }

    /// @throws IllegalArgumentException with the usage, when the arguments are not understood
    public static ProgramOptions parse(Defaults defaults, String... args) {
        Arguments arguments = new Arguments(defaults.usage(), args);
        Path directory = null;
        int files = defaults.files();
        int rows = defaults.rows();
        long seed = 42;
        Integer arriveEveryMillis = null;
        String trigger = defaults.trigger();
        Integer shufflePartitions = null;
        Path artifact = null;
        while (!arguments.isEmpty()) {
            String option = arguments.option();
            switch (option) {
                case "--dir" -> directory = Path.of(arguments.value(option));
                case "--files" -> files = arguments.number(option, 1);
                case "--rows" -> rows = arguments.number(option, 1);
                case "--seed" -> seed = arguments.number(option, 0);
                case "--arrive-every-millis" -> arriveEveryMillis = arguments.number(option, 0);
                case "--trigger" -> trigger = arguments.value(option);
                case "--shuffle-partitions" -> shufflePartitions = arguments.number(option, 1);
                case "--artifact" -> artifact = Path.of(arguments.value(option));
                default -> throw arguments.misuse("unknown option " + option);
            }
        }
        if (directory == null) {
            throw arguments.misuse("--dir is missing");
        }
        boolean availableNow = trigger.equals(AVAILABLE_NOW);
        if (availableNow && arriveEveryMillis != null && arriveEveryMillis > 0) {
            throw arguments.misuse(
                    "--arrive-every-millis needs an interval as --trigger: available-now reads only"
                            + " what is there at the start");
        }
        long pause = availableNow ? 0 : defaults.arriveEveryMillis();
        return new ProgramOptions(
                directory.toAbsolutePath().normalize(),
                files,
                rows,
                seed,
                arriveEveryMillis == null ? pause : arriveEveryMillis,
                trigger,
                shufflePartitions,
                artifact);
    }

    public boolean availableNow() {
        return trigger.equals(AVAILABLE_NOW);
    }

    public Trigger sparkTrigger() {
        return availableNow() ? Trigger.AvailableNow() : Trigger.ProcessingTime(trigger);
    }

    /// A path below the directory, as Spark wants it.
    public String path(String name) {
        return directory.resolve(name).toString();
    }

    /// Uploads the program's classes where that is asked for, and sets what every program sets:
    /// times without a zone are UTC.
    public void configure(SparkSession spark) {
        if (artifact != null) {
            spark.addArtifact(artifact.toString());
        }
        spark.conf().set("spark.sql.session.timeZone", "UTC");
        if (shufflePartitions != null) {
            spark.conf().set("spark.sql.shuffle.partitions", shufflePartitions.toString());
        }
    }
}
