// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.source;

import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.MicroBatchSource;
import dev.millrace.spi.connector.OptionNames;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.connector.StreamDefinition;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.type.DataType;

import java.util.Map;
import java.util.Set;

/// The format `rate-micro-batch`: so many rows a batch, numbered, whatever the clock says.
///
/// @param startMillis the timestamp of all rows of the first batch
/// @param advanceMillis from the timestamp of a batch to that of the next
record MicroBatchRateDefinition(
        long rowsPerBatch, int partitions, long startMillis, int advanceMillis)
        implements StreamDefinition {
    private static final OptionNames NAMES =
            new OptionNames(
                    "rate-micro-batch source",
                    Set.of(
                            "rowsperbatch",
                            "numpartitions",
                            "starttimestamp",
                            "advancemillisperbatch",
                            "path"),
                    Map.of());

    static MicroBatchRateDefinition of(Options options, int parallelism) {
        NAMES.check(options);
        SourceOptions numbers = new SourceOptions(options);
        long rows = numbers.wholeNumber("rowsPerBatch", 0);
        SourceOptions.require(rows > 0, rows, "rowsPerBatch", "be positive");
        int partitions = numbers.partitions(parallelism);
        long start = numbers.wholeNumber("startTimestamp", 0);
        SourceOptions.require(start >= 0, start, "startTimestamp", "be non-negative");
        int advance = numbers.smallNumber("advanceMillisPerBatch", 1000);
        SourceOptions.require(advance >= 0, advance, "advanceMillisPerBatch", "be non-negative");
        return new MicroBatchRateDefinition(rows, partitions, start, advance);
    }

    @Override
    public DataType.Struct schema() {
        return GeneratedRows.SCHEMA;
    }

    @Override
    public String description() {
        return "RatePerMicroBatchStream[rowsPerBatch="
                + rowsPerBatch
                + ", numPartitions="
                + partitions
                + ", startTimestamp="
                + startMillis
                + ", advanceMsPerBatch="
                + advanceMillis
                + "]";
    }

    @Override
    public MicroBatchSource start(FileLocation log, ConnectorContext context) {
        return new MicroBatchRateSource(this);
    }
}
