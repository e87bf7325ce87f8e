// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

/// A streaming query that was started. Thread-safe.
public interface StreamingQuery {
    /// Stable over restarts from the same checkpoint.
    UUID id();

    /// New with every start.
    UUID runId();

    @Nullable String name();

    boolean isActive();

    Status status();

    /// Progress reports as JSON in the form of `lastProgress` (see the protocol reference §4.3),
    /// oldest first.
    List<String> recentProgress();

    /// The newest progress report, null if there is none yet.
    @Nullable String lastProgress();

    /// The JSON of the event of its start.
    String startedEvent();

    String explain(boolean extended);

    /// Why it failed, null if it runs or ended well. Kind STREAMING_QUERY, condition STREAM_FAILED,
    /// with the cause.
    @Nullable RuntimeException failure();

    /// Ends it: interrupts a wait, lets nothing of a running batch be committed half, and returns
    /// when its thread is gone. Throws `TimeoutException` if that takes longer than
    /// `spark.sql.streaming.stopTimeout`.
    void stop() throws InterruptedException, TimeoutException;

    /// Waits until everything that is there now is processed; throws the failure of a failed query.
    void processAllAvailable() throws InterruptedException;

    /// Waits for the end; throws the failure of a failed query.
    ///
    /// @param timeout null to wait for ever
    /// @return false if the time ran out
    boolean awaitTermination(@Nullable Duration timeout) throws InterruptedException;

    /// What the query is doing.
    record Status(String message, boolean isDataAvailable, boolean isTriggerActive) {}
}
