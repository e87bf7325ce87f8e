// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import dev.millrace.runtime.json.Json;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// The listeners of a session and the events they are sent. Thread-safe. A listener that throws
/// does not harm the query.
final class Listeners {
    private static final System.Logger LOG = System.getLogger(Listeners.class.getName());

    private final List<StreamListener> listeners = new CopyOnWriteArrayList<>();

    void add(StreamListener listener) {
        listeners.add(listener);
    }

    void remove(StreamListener listener) {
        listeners.remove(listener);
    }

    static String startedJson(ProgressReport.Query query, long timestampMillis) {
        return identity(query)
                .put("name", query.name())
                .put("timestamp", ProgressJson.timestamp(timestampMillis))
                .put("jobTags", Json.array(List.of()))
                .build()
                .toString();
    }

    void started(String json) {
        post(new StreamListener.Event.Started(json));
    }

    void progress(ProgressReport report) {
        if (!listeners.isEmpty()) {
            Json json = Json.object().put("progress", ProgressJson.forEvent(report)).build();
            post(new StreamListener.Event.Progress(json.toString()));
        }
    }

    void idle(ProgressReport report) {
        Json json =
                identity(report.query())
                        .put("timestamp", ProgressJson.timestamp(report.timestampMillis()))
                        .build();
        post(new StreamListener.Event.Idle(json.toString()));
    }

    /// @param cause why it failed, null if it did not
    /// @param condition Spark's condition of the cause, if it has one
    void terminated(
            ProgressReport.Query query, @Nullable Throwable cause, @Nullable String condition) {
        Json json =
                identity(query)
                        .put("exception", cause == null ? null : stackText(cause))
                        .put("errorClassOnException", condition)
                        .build();
        post(new StreamListener.Event.Terminated(json.toString()));
    }

    private static Json.Builder identity(ProgressReport.Query query) {
        return Json.object()
                .put("id", query.id().toString())
                .put("runId", query.runId().toString());
    }

    private static String stackText(Throwable cause) {
        StringWriter text = new StringWriter();
        cause.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private void post(StreamListener.Event event) {
        for (StreamListener listener : listeners) {
            try {
                listener.onEvent(event);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "a streaming listener failed", e);
            }
        }
    }
}
