// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

import dev.millrace.plan.logical.OutputMode;
import dev.millrace.spi.connector.WriteRequest.SaveMode;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.apache.spark.connect.proto.WriteOperation;

import java.util.Locale;

/// The parts of write commands that the protocol carries as enums and text.
public final class WriteParts {
    private WriteParts() {}

    /// The save mode of a batch write; not said means that an existing target is an error.
    public static SaveMode saveMode(WriteOperation.SaveMode mode) {
        return switch (mode) {
            case SAVE_MODE_UNSPECIFIED, SAVE_MODE_ERROR_IF_EXISTS -> SaveMode.ERROR_IF_EXISTS;
            case SAVE_MODE_APPEND -> SaveMode.APPEND;
            case SAVE_MODE_OVERWRITE -> SaveMode.OVERWRITE;
            case SAVE_MODE_IGNORE -> SaveMode.IGNORE;
            case UNRECOGNIZED ->
                    throw ExpressionConverter.invalidEnum("WriteOperation.mode", mode.ordinal());
        };
    }

    /// The output mode of a streaming write: a name in any case, empty for append.
    public static OutputMode outputMode(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "", "append" -> OutputMode.APPEND;
            case "update" -> OutputMode.UPDATE;
            case "complete" -> OutputMode.COMPLETE;
            default ->
                    throw SparkErrors.of(
                            ErrorKind.ILLEGAL_ARGUMENT,
                            "STREAMING_OUTPUT_MODE.INVALID",
                            "outputMode",
                            name);
        };
    }

    /// Milliseconds of a processing-time trigger: interval text without months, not negative.
    public static long triggerMillis(String interval) {
        Long millis = IntervalText.milliseconds(interval);
        if (millis == null) {
            throw MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                    .text("Doesn't support month or year interval: " + interval);
        }
        if (millis < 0) {
            throw MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                    .text("the interval of trigger should not be negative");
        }
        return millis;
    }
}
