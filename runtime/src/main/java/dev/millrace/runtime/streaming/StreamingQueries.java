// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

/// The streaming queries of a session (`spark.streams`). Thread-safe.
public interface StreamingQueries {
    /// Checks and starts a query. Errors of the query's shape, its options and its checkpoint's
    /// identity are thrown here; what Spark finds out in the query's thread ends the query instead.
    StreamingQuery start(StreamStart start);

    /// Queries that run.
    List<StreamingQuery> active();

    /// A query of this session, running or ended not long ago, null if unknown.
    @Nullable StreamingQuery query(UUID id);

    /// Waits until any query has ended since the last `resetTerminated`; throws the failure of a
    /// failed one.
    ///
    /// @param timeout null to wait for ever
    /// @return false if the time ran out
    boolean awaitAnyTermination(@Nullable Duration timeout) throws InterruptedException;

    void resetTerminated();

    /// Calls the listener for every event of every query from now on.
    void addListener(StreamListener listener);

    void removeListener(StreamListener listener);
}
