// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.service;

import dev.millrace.execution.task.Cancellation;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.apache.spark.connect.proto.ExecutePlanResponse;
import org.apache.spark.connect.proto.Plan;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Set;
import java.util.UUID;

/// One execution with the responses that it has produced and its client has not yet released.
///
/// Life: running (one thread calls `send`), then finished or failed (`finish`). Any number of
/// streams may be attached one after the other; the newest one gets the responses, an older one
/// ends. A reattachable operation keeps a response until the
/// client releases it, any other until it is delivered. The producer waits when too much is
/// unreleased.
///
/// All fields are guarded by the monitor of this object.
final class Operation {
    /// Bytes that may wait for the client before the producer is held back.
    private static final long BUFFER_BYTES = 64L << 20;

    private final String id;
    private final Plan plan;
    private final boolean reattachable;
    private final Set<String> tags;
    private final Cancellation cancellation = new Cancellation();
    private final ArrayDeque<Kept> kept = new ArrayDeque<>();
    private long keptBytes;
    private long sent;
    private long released;
    private int attachment;
    private boolean isDetached;
    private long detachedNanos;
    private boolean ended;
    private boolean dropped;
    private @Nullable Throwable failure;
    private @Nullable Runnable interruption;
    private long endedNanos;

    private record Kept(long number, ExecutePlanResponse response) {}

    Operation(String id, Plan plan, boolean reattachable, Set<String> tags) {
        this.id = id;
        this.plan = plan;
        this.reattachable = reattachable;
        this.tags = Set.copyOf(tags);
    }

    String id() {
        return id;
    }

    Plan plan() {
        return plan;
    }

    boolean isReattachable() {
        return reattachable;
    }

    Set<String> tags() {
        return tags;
    }

    Cancellation cancellation() {
        return cancellation;
    }

    /// What to call besides setting the cancellation flag, for a thread that waits.
    synchronized void onInterrupt(Runnable action) {
        interruption = action;
        if (cancellation.isCancelled()) {
            action.run();
        }
    }

    /// Cancels it; false if it had ended already.
    synchronized boolean interrupt() {
        if (ended) {
            return false;
        }
        cancellation.cancel();
        if (interruption != null) {
            interruption.run();
        }
        notifyAll();
        return true;
    }

    /// Adds a response. Waits while the client is far behind.
    synchronized void send(ExecutePlanResponse.Builder builder) throws InterruptedException {
        while (keptBytes > BUFFER_BYTES && !dropped && !cancellation.isCancelled()) {
            wait();
        }
        cancellation.check();
        if (dropped) {
            return;
        }
        append(builder);
    }

    private void append(ExecutePlanResponse.Builder builder) {
        ExecutePlanResponse response =
                builder.setOperationId(id).setResponseId(UUID.randomUUID().toString()).build();
        kept.addLast(new Kept(sent++, response));
        keptBytes += response.getSerializedSize();
        notifyAll();
    }

    /// Ends it well; `last` is sent only to clients that can reattach.
    synchronized void complete(ExecutePlanResponse.Builder last, long nowNanos) {
        if (reattachable && !dropped) {
            append(last);
        }
        ended = true;
        endedNanos = nowNanos;
        notifyAll();
    }

    /// Ends it with a failure, which every attached stream reports.
    synchronized void fail(Throwable cause, long nowNanos) {
        failure = cause;
        ended = true;
        endedNanos = nowNanos;
        notifyAll();
    }

    synchronized boolean isEnded() {
        return ended;
    }

    /// True if it ended before `nanos`: the client had its time to come back.
    synchronized boolean endedBefore(long nanos) {
        return ended && endedNanos - nanos < 0;
    }

    synchronized boolean hasFailed() {
        return failure != null;
    }

    /// Makes the caller the newest stream and returns its ticket.
    synchronized int attach() {
        notifyAll();
        isDetached = false;
        return ++attachment;
    }

    /// The client of a stream has hung up; if it was the newest, none is left.
    synchronized void detach(int ticket, long nowNanos) {
        if (ticket == attachment) {
            attachment++;
            isDetached = true;
            detachedNanos = nowNanos;
            notifyAll();
        }
    }

    /// True while it runs and a client waits for it.
    synchronized boolean isAwaited() {
        return !ended && !isDetached;
    }

    /// True while it runs and no client waits for it since that time.
    synchronized boolean detachedBefore(long nanos) {
        return !ended && isDetached && detachedNanos - nanos < 0;
    }

    /// Number of the response after the one with this id; 0 for null.
    synchronized long positionAfter(@Nullable String lastResponseId) {
        if (lastResponseId == null) {
            if (released > 0) {
                throw cursor("POSITION_NOT_AVAILABLE", "<none>");
            }
            return 0;
        }
        for (Kept entry : kept) {
            if (entry.response().getResponseId().equals(lastResponseId)) {
                return entry.number() + 1;
            }
        }
        if (lastResponseId.equals(lastReleasedId)) {
            return released;
        }
        throw cursor("POSITION_NOT_FOUND", lastResponseId);
    }

    private @Nullable String lastReleasedId;

    private static MillraceException cursor(String reason, String responseId) {
        return MillraceException.of(ErrorKind.EXECUTION, "INVALID_CURSOR." + reason, "HY109")
                .with("responseId", responseId)
                .with("index", "0")
                .with("limit", "0")
                .text(
                        "The cursor is invalid. The cursor position id "
                                + responseId
                                + (reason.equals("POSITION_NOT_FOUND")
                                        ? " is not found."
                                        : " is no longer available."));
    }

    /// What a stream gets next.
    sealed interface Next {
        record Response(ExecutePlanResponse response) implements Next {}

        /// Nothing more will come.
        record End() implements Next {}

        record Failed(Throwable cause) implements Next {}

        /// Another stream has taken over, or the operation was released.
        record Superseded() implements Next {}
    }

    /// Waits for response number `position`.
    synchronized Next next(long position, int ticket) throws InterruptedException {
        while (true) {
            if (ticket != attachment || dropped) {
                return new Next.Superseded();
            }
            for (Kept entry : kept) {
                if (entry.number() == position) {
                    return new Next.Response(entry.response());
                }
            }
            if (ended && position >= sent) {
                Throwable cause = failure;
                return cause == null ? new Next.End() : new Next.Failed(cause);
            }
            wait();
        }
    }

    /// Says that a response was handed to the transport; keeps it if the client may ask again.
    synchronized void delivered(long position) {
        if (!reattachable) {
            releaseThrough(position);
        }
    }

    /// Drops responses up to and including the one with this id.
    synchronized void releaseUntil(String responseId) {
        for (Kept entry : kept) {
            if (entry.response().getResponseId().equals(responseId)) {
                releaseThrough(entry.number());
                return;
            }
        }
    }

    private void releaseThrough(long number) {
        for (Kept first = kept.peekFirst();
                first != null && first.number() <= number;
                first = kept.peekFirst()) {
            kept.removeFirst();
            keptBytes -= first.response().getSerializedSize();
            lastReleasedId = first.response().getResponseId();
            released = first.number() + 1;
        }
        notifyAll();
    }

    /// Drops everything; the client is done with it.
    synchronized void releaseAll() {
        dropped = true;
        kept.clear();
        keptBytes = 0;
        notifyAll();
    }
}
