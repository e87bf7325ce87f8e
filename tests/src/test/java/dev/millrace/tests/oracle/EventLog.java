// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import org.apache.spark.sql.streaming.StreamingQueryListener;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What a listener hears of one query, without ids and times.
final class EventLog extends StreamingQueryListener {
    private final Queue<String> events = new ConcurrentLinkedQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    @Override
    public void onQueryStarted(QueryStartedEvent event) {
        events.add("started " + event.name());
    }

    @Override
    public void onQueryProgress(QueryProgressEvent event) {
        if (event.progress().durationMs().containsKey("addBatch")) {
            events.add(
                    "batch %d with %d rows"
                            .formatted(
                                    event.progress().batchId(), event.progress().numInputRows()));
        }
    }

    @Override
    public void onQueryTerminated(QueryTerminatedEvent event) {
        events.add("ended " + event.exception() + " " + event.errorClassOnException());
        ended.countDown();
    }

    /// All events up to the end of the query, one a line.
    String untilTheEnd() throws InterruptedException {
        boolean heard = ended.await(30, TimeUnit.SECONDS);
        return String.join("\n", events) + (heard ? "" : "\nno end within 30 seconds");
    }
}
