// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import org.apache.spark.sql.streaming.StreamingQueryListener;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// The events of one query as JSON, without what no two runs share: times, sizes, rates.
final class RawEvents extends StreamingQueryListener {
    private static final Pattern TIME =
            Pattern.compile("\"timestamp\":\"\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z\"");
    private static final Pattern MEASURED =
            Pattern.compile(
                    "\"(batchDuration|addBatch|commitOffsets|getBatch|latestOffset|queryPlanning"
                        + "|triggerExecution|walCommit|allUpdatesTimeMs|allRemovalsTimeMs"
                        + "|commitTimeMs|memoryUsedBytes|stateOnCurrentVersionSizeBytes|loadedMapCacheHitCount"
                        + "|inputRowsPerSecond|processedRowsPerSecond)\":[0-9.E]+");
    private static final Pattern STACK = Pattern.compile("(\\\\r)?\\\\n\\\\tat [^\"]*");

    private final Queue<String> events = new ConcurrentLinkedQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    @Override
    public void onQueryStarted(QueryStartedEvent event) {
        events.add("started " + event.json());
    }

    @Override
    public void onQueryProgress(QueryProgressEvent event) {
        events.add("progress " + event.json());
    }

    @Override
    public void onQueryIdle(QueryIdleEvent event) {
        events.add("idle " + event.json());
    }

    @Override
    public void onQueryTerminated(QueryTerminatedEvent event) {
        events.add("ended " + event.json());
        ended.countDown();
    }

    /// All events up to the end of the query, one a line.
    String untilTheEnd() throws InterruptedException {
        boolean heard = ended.await(30, TimeUnit.SECONDS);
        return steady(String.join("\n", events)) + (heard ? "" : "\nno end within 30 seconds");
    }

    /// The text with its measurements replaced.
    static String steady(String json) {
        String text = TIME.matcher(json).replaceAll("\"timestamp\":\"\\$TIME\"");
        text = MEASURED.matcher(text).replaceAll("\"$1\":#");
        return STACK.matcher(text).replaceAll("\\$STACK");
    }
}
