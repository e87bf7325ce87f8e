// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.stream;

import dev.millrace.connector.files.log.CompactibleLog;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.TimeText;
import dev.millrace.spi.storage.FileLocation;

import java.util.concurrent.TimeUnit;

/// Opens a log with the session's settings for it.
final class LogSettings {
    /// How many times the configured interval may become as the log grows.
    private static final int GROWTH = 16;

    private LogSettings() {}

    /// The log of a source. The query's log of offsets, which lies beside it, vouches for entries.
    static CompactibleLog ofSource(FileLocation directory, ConnectorContext context) {
        return open(directory, "spark.sql.streaming.fileSource.log.", true, context);
    }

    /// The log of a sink, which is what its readers see.
    static CompactibleLog ofSink(FileLocation directory, ConnectorContext context) {
        return open(directory, "spark.sql.streaming.fileSink.log.", false, context);
    }

    private static CompactibleLog open(
            FileLocation directory, String prefix, boolean isVouchedFor, ConnectorContext context) {
        int interval = Integer.parseInt(value(context, prefix + "compactInterval", "10"));
        return new CompactibleLog(
                directory,
                new CompactibleLog.Settings(
                        interval,
                        Math.multiplyExact(interval, GROWTH),
                        value(context, prefix + "deletion", "true").equals("true"),
                        retainedBatches(context),
                        TimeText.parse(
                                value(context, prefix + "cleanupDelay", "10min"),
                                TimeUnit.MILLISECONDS,
                                TimeUnit.MILLISECONDS),
                        isVouchedFor),
                context.clock());
    }

    /// How many batches, the newest ones, can be gone back to.
    static int retainedBatches(ConnectorContext context) {
        return Integer.parseInt(
                value(context, "spark.sql.streaming.minBatchesToRetain", "100").strip());
    }

    private static String value(ConnectorContext context, String key, String defaultValue) {
        String value = context.configuration(key);
        return value == null ? defaultValue : value;
    }
}
