// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.program;

import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/// Queries that run together. Closing stops those that still run.
public final class RunningQueries implements AutoCloseable {

    private static final long LOOK_EVERY_MILLIS = 200;

    private final List<StreamingQuery> queries = new ArrayList<>();

    public void add(StreamingQuery query) {
        queries.add(query);
    }

    public List<StreamingQuery> all() {
        return List.copyOf(queries);
    }

    /// Waits, but not for a query that has failed.
    public void pause(long millis) throws InterruptedException {
        long remaining = millis;
        while (remaining > 0 && queries.stream().allMatch(StreamingQuery::isActive)) {
            long slice = Math.min(remaining, LOOK_EVERY_MILLIS);
            Thread.sleep(slice);
            remaining -= slice;
        }
    }

    /// Waits until all have read what is there. With available-now they end by themselves.
    ///
    /// @throws StreamingQueryException if one of them has failed
    public void finish(boolean availableNow) throws StreamingQueryException {
        for (StreamingQuery query : queries) {
            if (availableNow) {
                query.awaitTermination();
            } else {
                query.processAllAvailable();
            }
        }
    }

    @Override
    public void close() throws TimeoutException {
        for (StreamingQuery query : queries) {
            if (query.isActive()) {
                query.stop();
            }
        }
    }
}
