// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.source;

import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.MicroBatchSource;
import dev.millrace.spi.connector.OptionNames;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.connector.StreamDefinition;
import dev.millrace.spi.connector.TimeText;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.type.DataType;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// The format `rate`: so many rows a second, numbered, since the query was started first.
///
/// @param rampUpSeconds during which the rate grows from zero
/// @param partitionsText as in the options, for the description
record RateDefinition(long rowsPerSecond, long rampUpSeconds, int partitions, String partitionsText)
        implements StreamDefinition {
    private static final OptionNames NAMES =
            new OptionNames(
                    "rate source",
                    Set.of("rowspersecond", "rampuptime", "numpartitions", "path"),
                    Map.of("usemanualclock", "false"));

    static RateDefinition of(Options options, int parallelism) {
        NAMES.check(options);
        SourceOptions numbers = new SourceOptions(options);
        long rows = numbers.wholeNumber("rowsPerSecond", 1);
        SourceOptions.require(rows > 0, rows, "rowsPerSecond", "be positive");
        long rampUp =
                TimeText.parse(
                        options.value("rampUpTime", "0s"), TimeUnit.SECONDS, TimeUnit.SECONDS);
        SourceOptions.require(rampUp >= 0, rampUp, "rampUpTime", "not be negative");
        return new RateDefinition(
                rows,
                rampUp,
                numbers.partitions(parallelism),
                options.value("numPartitions", "default"));
    }

    @Override
    public DataType.Struct schema() {
        return GeneratedRows.SCHEMA;
    }

    /// Spark forgets the bracket at the end too.
    @Override
    public String description() {
        return "RateStreamV2[rowsPerSecond="
                + rowsPerSecond
                + ", rampUpTimeSeconds="
                + rampUpSeconds
                + ", numPartitions="
                + partitionsText;
    }

    @Override
    public MicroBatchSource start(FileLocation log, ConnectorContext context) {
        if (rampUpSeconds > maxSeconds()) {
            throw MillraceException.of(ErrorKind.ARITHMETIC, "INCORRECT_RAMP_UP_RATE", "22003")
                    .with("rowsPerSecond", rowsPerSecond)
                    .with("maxSeconds", maxSeconds())
                    .with("rampUpTimeSeconds", rampUpSeconds)
                    .text(
                            "Max offset with "
                                    + rowsPerSecond
                                    + " rowsPerSecond is "
                                    + maxSeconds()
                                    + ", but 'rampUpTimeSeconds' is "
                                    + rampUpSeconds
                                    + ".");
        }
        return new RateSource(this, CreationTime.of(log, context.clock()), context.clock());
    }

    /// After this many seconds the numbers would be too large.
    long maxSeconds() {
        return Long.MAX_VALUE / rowsPerSecond;
    }

    /// How many rows there are after so many seconds. While the rate grows, second `n` has `n`
    /// times a fixed number of rows.
    long rowsAfter(long seconds) {
        long growth = rowsPerSecond / (rampUpSeconds + 1);
        long growing = Math.min(seconds, rampUpSeconds);
        long grown =
                growing % 2 == 1
                        ? (growing + 1) / 2 * growth * growing
                        : growing / 2 * growth * (growing + 1);
        return grown + (seconds - growing) * rowsPerSecond;
    }
}
