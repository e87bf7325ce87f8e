// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.service;

import dev.millrace.runtime.session.Session;
import dev.millrace.runtime.streaming.StreamListener;

import org.apache.spark.connect.proto.ExecutePlanResponse;
import org.apache.spark.connect.proto.StreamingQueryEventType;
import org.apache.spark.connect.proto.StreamingQueryListenerEvent;
import org.apache.spark.connect.proto.StreamingQueryListenerEventsResult;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;

/// The one open stream over which a client's listeners hear of all queries of the session.
final class ListenerBus implements AutoCloseable {
    private final Session session;
    private @Nullable Attached attached;

    ListenerBus(Session session) {
        this.session = session;
    }

    /// Queues events between the queries' threads and the operation's.
    private static final class Attached implements StreamListener {
        private final ArrayDeque<Event> events = new ArrayDeque<>();
        private boolean closed;

        @Override
        public synchronized void onEvent(Event event) {
            events.add(event);
            notifyAll();
        }

        /// The next event, null when the bus was removed.
        synchronized @Nullable Event take() throws InterruptedException {
            while (events.isEmpty() && !closed) {
                wait();
            }
            return events.poll();
        }

        synchronized void close() {
            closed = true;
            notifyAll();
        }
    }

    synchronized boolean isAttached() {
        return attached != null;
    }

    /// Sends events until the bus is removed. A second call while one is attached returns at once.
    void run(ConnectSession client, Operation operation) throws InterruptedException {
        Attached mine = new Attached();
        synchronized (this) {
            if (attached != null) {
                return;
            }
            attached = mine;
        }
        session.streams().addListener(mine);
        try {
            operation.send(
                    client.response()
                            .setStreamingQueryListenerEventsResult(
                                    StreamingQueryListenerEventsResult.newBuilder()
                                            .setListenerBusListenerAdded(true)));
            for (StreamListener.Event event = mine.take(); event != null; event = mine.take()) {
                send(client, operation, event);
            }
        } finally {
            session.streams().removeListener(mine);
            synchronized (this) {
                attached = null;
            }
        }
    }

    private static void send(
            ConnectSession session, Operation operation, StreamListener.Event event)
            throws InterruptedException {
        StreamingQueryEventType type =
                switch (event) {
                    case StreamListener.Event.Started ignored -> null;
                    case StreamListener.Event.Progress ignored ->
                            StreamingQueryEventType.QUERY_PROGRESS_EVENT;
                    case StreamListener.Event.Idle ignored ->
                            StreamingQueryEventType.QUERY_IDLE_EVENT;
                    case StreamListener.Event.Terminated ignored ->
                            StreamingQueryEventType.QUERY_TERMINATED_EVENT;
                };
        if (type == null) {
            // The start of a query reaches the client in the reply to its start.
            return;
        }
        ExecutePlanResponse.Builder response =
                session.response()
                        .setStreamingQueryListenerEventsResult(
                                StreamingQueryListenerEventsResult.newBuilder()
                                        .addEvents(
                                                StreamingQueryListenerEvent.newBuilder()
                                                        .setEventJson(
                                                                event.json(
                                                                        ErrorReplies::stackTrace))
                                                        .setEventType(type)));
        operation.send(response);
    }

    /// Ends the open stream, if there is one.
    synchronized void remove() {
        if (attached != null) {
            attached.close();
        }
    }

    @Override
    public void close() {
        remove();
    }
}
