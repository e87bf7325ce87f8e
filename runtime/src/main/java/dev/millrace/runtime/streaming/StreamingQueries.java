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

    /// Queries that run: the session's own, and those of the same user whose clients have gone. The
    /// setting `millrace.streaming.active` says otherwise: `session` for the own ones alone, as in
    /// Spark; `orphans`, the default; `user` for all of the same user.
    List<StreamingQuery> active();

    /// The running query of this user with this id, of whatever session, null if there is none.
    @Nullable StreamingQuery query(UUID id);

    /// A run of a query of this user, active or ended not long ago, null if unknown.
    @Nullable StreamingQuery run(UUID id, UUID runId);

    /// The newest run of a query of this user, active or ended not long ago, null if unknown.
    @Nullable StreamingQuery newestRun(UUID id);

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

    /// The client has gone: its listeners are forgotten, its queries go on and can be seen by other
    /// sessions of the same user.
    ///
    /// @param whenOver called once when the last of them has ended, at once if there is none
    void leave(Runnable whenOver);
}
