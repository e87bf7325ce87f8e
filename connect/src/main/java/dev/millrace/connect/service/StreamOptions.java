// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.service;

import dev.millrace.connect.convert.IntervalText;
import dev.millrace.plan.logical.OutputMode;
import dev.millrace.runtime.streaming.Trigger;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.apache.spark.connect.proto.WriteStreamOperationStart;

import java.time.Duration;
import java.util.Locale;

/// The trigger and output mode of a query, from the words of the protocol.
final class StreamOptions {
    private StreamOptions() {}

    /// `append`, `update` or `complete` in any case; empty is append.
    static OutputMode outputMode(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "", "append" -> OutputMode.APPEND;
            case "update" -> OutputMode.UPDATE;
            case "complete" -> OutputMode.COMPLETE;
            default ->
                    throw MillraceException.of(
                                    ErrorKind.ILLEGAL_ARGUMENT,
                                    "STREAMING_OUTPUT_MODE.INVALID",
                                    "42KDE")
                            .with("outputMode", text)
                            .text(
                                    "Invalid streaming output mode: "
                                            + text
                                            + ". Unknown output mode "
                                            + text
                                            + ". Accepted output modes are 'Append', 'Complete',"
                                            + " 'Update'.");
        };
    }

    static Trigger trigger(WriteStreamOperationStart start) {
        return switch (start.getTriggerCase()) {
            case PROCESSING_TIME_INTERVAL ->
                    new Trigger.ProcessingTime(interval(start.getProcessingTimeInterval()));
            case AVAILABLE_NOW -> new Trigger.AvailableNow();
            case ONCE -> new Trigger.Once();
            case TRIGGER_NOT_SET -> new Trigger.ProcessingTime(Duration.ZERO);
            case CONTINUOUS_CHECKPOINT_INTERVAL ->
                    throw MillraceException.unsupported("the trigger Continuous");
            case REAL_TIME_BATCH_DURATION ->
                    throw MillraceException.unsupported("the trigger RealTime");
        };
    }

    /// Interval text as Spark reads it: `10 seconds`, `interval 1 minute`.
    private static Duration interval(String text) {
        Long millis = IntervalText.milliseconds(text);
        if (millis == null) {
            throw MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                    .text("Doesn't support month or year interval: " + text);
        }
        Duration duration = Duration.ofMillis(millis);
        if (duration.isNegative()) {
            throw MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                    .text("the interval of trigger should not be negative");
        }
        return duration;
    }
}
