// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import org.apache.spark.sql.streaming.StreamingQueryListener;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// What a listener hears of one query, without ids and times.
///
/// Spark's client tells of a start in the thread that starts the query, when the answer is back,
/// and of all else in another thread: a quick batch may be heard of first. The start stands before
/// what was heard of the same run.
final class EventLog extends StreamingQueryListener {
    private final List<Heard> events = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    private record Heard(UUID run, String text) {}

    @Override
    public void onQueryStarted(QueryStartedEvent event) {
        synchronized (events) {
            List<UUID> runs = events.stream().map(Heard::run).toList();
            int first = runs.indexOf(event.runId());
            events.add(
                    first < 0 ? events.size() : first,
                    new Heard(event.runId(), "started " + event.name()));
        }
    }

    @Override
    public void onQueryProgress(QueryProgressEvent event) {
        if (event.progress().durationMs().containsKey("addBatch")) {
            add(
                    event.progress().runId(),
                    "batch %d with %d rows"
                            .formatted(
                                    event.progress().batchId(), event.progress().numInputRows()));
        }
    }

    @Override
    public void onQueryTerminated(QueryTerminatedEvent event) {
        add(event.runId(), "ended " + event.exception() + " " + event.errorClassOnException());
        ended.countDown();
    }

    private void add(UUID run, String text) {
        synchronized (events) {
            events.add(new Heard(run, text));
        }
    }

    /// All events up to the end of the query, one a line.
    String untilTheEnd() throws InterruptedException {
        boolean heard = ended.await(30, TimeUnit.SECONDS);
        synchronized (events) {
            return events.stream().map(Heard::text).collect(Collectors.joining("\n"))
                    + (heard ? "" : "\nno end within 30 seconds");
        }
    }
}
