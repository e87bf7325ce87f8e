// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.connector;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/// A running source of a streaming query. Offsets are the JSON texts that Spark writes to its
/// offset log (`{"logOffset":3}`), opaque to the engine. Used by the query's thread only.
///
/// A batch is the data after offset `start` up to and including offset `end`; asked again for the
/// same pair, also after a restart, a source delivers the same rows.
public interface MicroBatchSource extends AutoCloseable {
    /// What the progress prints.
    String description();

    /// How much of what is there the next batch may take.
    enum Limit {
        /// As the source's own options say (`maxFilesPerTrigger`).
        CONFIGURED,
        /// Everything: trigger Once.
        ALL
    }

    /// The offset up to which the next batch should go; `start` itself, or null at the very
    /// beginning, if there is nothing new.
    @Nullable String latestOffset(@Nullable String start, Limit limit);

    /// False if the source cannot tell what is there now from what comes later: then a run with
    /// trigger AvailableNow is one with trigger Once.
    default boolean supportsAvailableNow() {
        return true;
    }

    /// Fixes what is there now as the target of a run with trigger AvailableNow: later calls of
    /// `latestOffset` never go beyond it.
    void prepareForAvailableNow();

    /// Plans the read of a batch. `start` is null for "from the very beginning".
    Scan scan(@Nullable String start, String end, ScanRequest request);

    /// Everything up to `end` is processed for good and may be forgotten, archived or deleted.
    void commit(String end);

    /// The offset of the newest data for the progress, null if unknown or unknowable.
    default @Nullable String newestOffset() {
        return null;
    }

    /// Extra entries of the progress, by name.
    default Map<String, String> metrics() {
        return Map.of();
    }

    @Override
    default void close() {}
}
