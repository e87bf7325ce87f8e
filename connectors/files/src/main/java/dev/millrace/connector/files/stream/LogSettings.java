// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.stream;

import dev.millrace.connector.files.log.CompactibleLog;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.TimeText;
import dev.millrace.spi.storage.FileLocation;

import java.util.concurrent.TimeUnit;

/// Opens a log with the session's settings for it.
final class LogSettings {
    private LogSettings() {}

    /// @param kind `fileSource` or `fileSink`, as in `spark.sql.streaming.fileSource.log.…`
    static CompactibleLog open(FileLocation directory, String kind, ConnectorContext context) {
        String prefix = "spark.sql.streaming." + kind + ".log.";
        return new CompactibleLog(
                directory,
                new CompactibleLog.Settings(
                        Integer.parseInt(value(context, prefix + "compactInterval", "10")),
                        value(context, prefix + "deletion", "true").equals("true"),
                        retainedBatches(context),
                        TimeText.parse(
                                value(context, prefix + "cleanupDelay", "10min"),
                                TimeUnit.MILLISECONDS,
                                TimeUnit.MILLISECONDS)),
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
