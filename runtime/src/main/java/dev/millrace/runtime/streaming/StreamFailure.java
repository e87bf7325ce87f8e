// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/// Spark's `STREAM_FAILED`.
final class StreamFailure {
    private static final Set<String> USER_FUNCTION =
            Set.of("FOREACH_BATCH_USER_FUNCTION_ERROR", "FOREACH_USER_FUNCTION_ERROR");

    private StreamFailure() {}

    /// @param state the offsets and the plan, for the debug text
    static MillraceException of(ProgressReport.Query query, Throwable failure, DebugState state) {
        String message = message(failure);
        return MillraceException.of(ErrorKind.STREAMING_QUERY, "STREAM_FAILED", "XXKST")
                .with("id", query.id())
                .with("runId", query.runId())
                .with("message", message)
                .with("queryDebugString", state.text(query))
                .cause(cause(failure))
                .text(
                        "Query [id = "
                                + query.id()
                                + ", runId = "
                                + query.runId()
                                + "] terminated with exception: "
                                + message);
    }

    /// What the message of a failure says of its cause.
    static String message(Throwable failure) {
        return failure instanceof MillraceException known
                ? known.fullText()
                : String.valueOf(failure.getMessage());
    }

    /// The failure as the user's code raised it.
    static Throwable cause(Throwable failure) {
        Throwable inner = failure.getCause();
        return failure instanceof MillraceException known
                        && known.condition() != null
                        && USER_FUNCTION.contains(known.condition())
                        && inner != null
                ? inner
                : failure;
    }

    /// Spark's name of a failure: for one of the user's code, that of the call of the user's code.
    static @Nullable String condition(Throwable failure) {
        return failure instanceof MillraceException known ? known.condition() : null;
    }

    /// What a failed query was working on.
    ///
    /// @param committed offsets by source, as Spark prints them
    /// @param plan null if the query failed before it had one
    record DebugState(String committed, String available, @Nullable String plan) {
        String text(ProgressReport.Query query) {
            String identifier =
                    (query.name() == null ? "" : query.name() + " ")
                            + "[id = "
                            + query.id()
                            + ", runId = "
                            + query.runId()
                            + "]";
            String text =
                    "=== Streaming Query ===\nIdentifier: "
                            + identifier
                            + "\nCurrent Committed Offsets: "
                            + committed
                            + "\nCurrent Available Offsets: "
                            + available
                            + "\n\nCurrent State: "
                            + (plan == null ? "INITIALIZING" : "ACTIVE")
                            + "\nThread State: RUNNABLE";
            return plan == null ? text : text + "\n\nLogical Plan:\n" + plan;
        }
    }
}
