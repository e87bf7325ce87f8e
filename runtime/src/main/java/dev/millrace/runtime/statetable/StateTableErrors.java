// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statetable;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import java.util.List;
import java.util.stream.Collectors;

/// Spark's errors for states that cannot be read.
final class StateTableErrors {
    private static final String OPTION_STATE = "42616";

    private StateTableErrors() {}

    static MillraceException missing(String option) {
        return MillraceException.of(ErrorKind.RUNTIME, "STDS_REQUIRED_OPTION_UNSPECIFIED", "42601")
                .with("optionName", option)
                .text("'" + option + "' must be specified.");
    }

    static MillraceException negative(String option) {
        return MillraceException.of(
                        ErrorKind.RUNTIME, "STDS_INVALID_OPTION_VALUE.IS_NEGATIVE", OPTION_STATE)
                .with("optionName", option)
                .text("Invalid value for source option '" + option + "': cannot be negative.");
    }

    static MillraceException empty(String option) {
        return MillraceException.of(
                        ErrorKind.RUNTIME, "STDS_INVALID_OPTION_VALUE.IS_EMPTY", OPTION_STATE)
                .with("optionName", option)
                .text("Invalid value for source option '" + option + "': cannot be empty.");
    }

    static MillraceException invalid(String option, String message) {
        return MillraceException.of(
                        ErrorKind.RUNTIME, "STDS_INVALID_OPTION_VALUE.WITH_MESSAGE", OPTION_STATE)
                .with("optionName", option)
                .with("message", message)
                .text("Invalid value for source option '" + option + "': " + message);
    }

    /// An option that only `transformWithState` has.
    ///
    /// @param what what was asked for
    static MillraceException onlyOfProcessors(String option, String what, String operator) {
        return invalid(
                option,
                what
                        + " is only supported with the transformWithState operator. Found operator="
                        + operator
                        + ". Please remove this option and re-run the query.");
    }

    static MillraceException conflict(String... options) {
        String names =
                List.of(options).stream()
                        .map(name -> "'" + name + "'")
                        .collect(Collectors.joining(", ", "[", "]"));
        return MillraceException.of(ErrorKind.RUNTIME, "STDS_CONFLICT_OPTIONS", "42613")
                .with("options", names)
                .text(
                        "The options "
                                + names
                                + " cannot be specified together. Please specify the one.");
    }

    static MillraceException notCommitted(String checkpoint) {
        return MillraceException.of(ErrorKind.RUNTIME, "STDS_COMMITTED_BATCH_UNAVAILABLE", "KD006")
                .with("checkpointLocation", checkpoint)
                .text(
                        "No committed batch found, checkpoint location: "
                                + checkpoint
                                + ". Ensure that the query has run and committed any microbatch"
                                + " before stopping.");
    }

    static MillraceException withoutOffsets(long batchId, String checkpoint) {
        return MillraceException.of(ErrorKind.RUNTIME, "STDS_OFFSET_LOG_UNAVAILABLE", "KD006")
                .with("batchId", batchId)
                .with("checkpointLocation", checkpoint)
                .text(
                        "The offset log for "
                                + batchId
                                + " does not exist, checkpoint location: "
                                + checkpoint
                                + ".\nPlease specify the batch ID which is available for querying"
                                + " - you can query the available batch IDs via using state"
                                + " metadata data source.");
    }

    static MillraceException withoutSchema(StateOptions options) {
        return MillraceException.of(ErrorKind.RUNTIME, "STDS_FAILED_TO_READ_STATE_SCHEMA", "42K03")
                .with("sourceOptions", options)
                .text(
                        "Failed to read the state schema. Either the file does not exist, or the"
                                + " file is corrupted. options: "
                                + options
                                + ".\nRerun the streaming query to construct the state schema, and"
                                + " report to the corresponding communities or vendors if the error"
                                + " persists.");
    }

    static MillraceException noSuchPartition(int partition, int operator, String state) {
        return MillraceException.of(
                        ErrorKind.RUNTIME,
                        "CANNOT_LOAD_STATE_STORE.SNAPSHOT_PARTITION_ID_NOT_FOUND",
                        "58030")
                .with("snapshotPartitionId", partition)
                .with("operatorId", operator)
                .with("checkpointLocation", state)
                .text(
                        "An error occurred during loading state. Partition id "
                                + partition
                                + " not found for state of operator "
                                + operator
                                + " at "
                                + state
                                + ".");
    }

    static MillraceException withoutUserSchema(String provider) {
        return MillraceException.of(ErrorKind.UNSUPPORTED, "_LEGACY_ERROR_TEMP_2242", "XXKCM")
                .with("provider", provider)
                .text(provider + " source does not support user-specified schema.");
    }
}
