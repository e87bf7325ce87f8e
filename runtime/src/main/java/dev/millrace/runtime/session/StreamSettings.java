// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.spi.connector.OptionNames;
import dev.millrace.spi.error.MillraceException;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// The settings `spark.sql.streaming.*` when a query starts: each that was set has an effect, is
/// refused, or is named in the server's log.
///
/// Settings that tune Spark's own machinery (state files, threads, web pages) are common in
/// programs that run well without them, so they do not stop a query. Those that would change
/// answers, or that other programs rely on, do.
final class StreamSettings {
    private static final System.Logger LOG = System.getLogger(StreamSettings.class.getName());

    private static final String PREFIX = "spark.sql.streaming.";

    /// Those that Millrace follows; a name with a dot at its end stands for all that begin so.
    private static final List<String> FOLLOWED =
            List.of(
                    "checkpointLocation",
                    "fileSink.log.",
                    "fileSource.cleaner.numThreads",
                    "fileSource.log.",
                    "fileStreamSink.ignoreMetadata",
                    "forceDeleteTempCheckpointLocation",
                    "minBatchesToRetain",
                    "multipleWatermarkPolicy",
                    "noDataMicroBatches.enabled",
                    "noDataProgressEventInterval",
                    "numRecentProgressUpdates",
                    "pollingDelay",
                    "schemaInference",
                    "stateStore.minDeltasForSnapshot",
                    "stateStore.providerClass",
                    "stateStore.rocksdb.",
                    "stateStore.stateSchemaCheck",
                    "statefulOperator.allowMultiple",
                    "statefulOperator.checkCorrectness.enabled",
                    "stopActiveRunOnRestart",
                    "stopTimeout",
                    "verifyCheckpointDirectoryEmptyOnStart");

    /// Those with which Spark would answer otherwise, or write what others read.
    private static final List<String> REFUSED =
            List.of(
                    "commitProtocolClass",
                    "fileSource.schema.forceNullable",
                    "flatMapGroupsWithState.skipEmittingInitialStateKeys",
                    "offsetLog.formatVersion",
                    "queryEvolution.enableSinkEvolution",
                    "queryEvolution.enableSourceEvolution",
                    "streamingQueryListeners",
                    "triggerAvailableNowWrapper.enabled",
                    "unsupportedOperationCheck");

    private StreamSettings() {}

    /// @param changed what session and server set to something else than Spark's default
    static void check(Map<String, String> changed) {
        TreeSet<String> without = new TreeSet<>();
        changed.forEach(
                (key, value) -> {
                    if (key.startsWith(PREFIX)) {
                        String name = key.substring(PREFIX.length());
                        if (REFUSED.contains(name)) {
                            throw MillraceException.unsupported(
                                    "the setting " + key + " = " + value);
                        }
                        if (!OptionNames.names(FOLLOWED, name)) {
                            without.add(key);
                        }
                    }
                });
        if (!without.isEmpty()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "settings that have no effect here: {0}",
                    String.join(", ", without));
        }
    }
}
