// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.queries;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// The streaming queries of one user on a server, asked through a Spark client with a session of
/// its own. `spark.streams().active()` does the same from any program that sets
/// `millrace.streaming.active` to `user`.
public final class RunningQueries implements AutoCloseable {
    private static final List<String> HEAD =
            List.of("ID", "NAME", "BATCH", "ROWS/S", "LAST TRIGGER", "STATUS");

    private final SparkSession spark;

    private RunningQueries(SparkSession spark) {
        this.spark = spark;
    }

    /// Connects.
    ///
    /// @param remote connection string, `sc://host:port`
    /// @param token what the server wants to be shown, null for nothing
    /// @param user whose queries, null for the user of this process
    public static RunningQueries of(String remote, @Nullable String token, @Nullable String user) {
        StringBuilder address = new StringBuilder(remote);
        if (!remote.contains("/;")) {
            address.append(remote.endsWith("/") ? ";" : "/;");
        } else if (!remote.endsWith(";")) {
            address.append(';');
        }
        if (token != null) {
            address.append("token=").append(token).append(';');
        }
        if (user != null) {
            address.append("user_id=").append(user).append(';');
        }
        SparkSession spark = SparkSession.builder().remote(address.toString()).create();
        spark.conf().set("millrace.streaming.active", "user");
        return new RunningQueries(spark);
    }

    /// All that run, one a line.
    public String table() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        for (StreamingQuery query : spark.streams().active()) {
            rows.add(row(query));
        }
        return rows.size() == 1 ? "No streaming query is running." : lines(rows);
    }

    private static List<String> row(StreamingQuery query) {
        StreamingQueryProgress last = query.lastProgress();
        return List.of(
                query.id().toString(),
                query.name() == null || query.name().isEmpty() ? "-" : query.name(),
                last == null ? "-" : Long.toString(last.batchId()),
                last == null
                        ? "-"
                        : String.format(Locale.ROOT, "%.1f", last.processedRowsPerSecond()),
                last == null ? "-" : last.timestamp(),
                query.status().message());
    }

    private static String lines(List<List<String>> rows) {
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString().stripTrailing();
    }

    /// Stops queries and waits for their ends.
    ///
    /// @param wanted ids or names
    /// @param report told of each query that was stopped
    /// @return those of `wanted` that no running query has
    public List<String> stop(List<String> wanted, Consumer<String> report) throws TimeoutException {
        List<String> unknown = new ArrayList<>();
        StreamingQuery[] active = spark.streams().active();
        for (String name : wanted) {
            boolean found = false;
            for (StreamingQuery query : active) {
                if (name.equals(query.id().toString()) || name.equals(query.name())) {
                    query.stop();
                    report.accept("stopped " + query.id());
                    found = true;
                }
            }
            if (!found) {
                unknown.add(name);
            }
        }
        return unknown;
    }

    @Override
    public void close() throws IOException {
        spark.close();
    }
}
