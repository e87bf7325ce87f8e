// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import dev.millrace.runtime.json.Json;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/// Hears of the life of the session's queries. Called from the queries' threads; must return
/// quickly.
public interface StreamListener {
    void onEvent(Event event);

    /// The kinds of events, each with the JSON that Spark's listener bus sends.
    sealed interface Event {
        /// The JSON of the event.
        ///
        /// @param stackText what is said of a failure: class, message and stack
        String json(Function<Throwable, String> stackText);

        /// Delivered before `start` returns.
        ///
        /// @param jobTags of the call that started the query
        record Started(
                UUID id,
                UUID runId,
                @Nullable String name,
                long timestampMillis,
                List<String> jobTags)
                implements Event {
            public Started {
                jobTags = List.copyOf(jobTags);
            }

            /// The JSON, which needs no stack.
            public String json() {
                return identity(id, runId)
                        .put("name", name)
                        .put("timestamp", ProgressJson.timestamp(timestampMillis))
                        .put("jobTags", Json.array(jobTags.stream().map(Json::of).toList()))
                        .build()
                        .toString();
            }

            @Override
            public String json(Function<Throwable, String> stackText) {
                return json();
            }
        }

        /// A batch has run.
        record Progress(String json) implements Event {
            @Override
            public String json(Function<Throwable, String> stackText) {
                return json;
            }
        }

        /// No batch has run for a while.
        record Idle(UUID id, UUID runId, long timestampMillis) implements Event {
            @Override
            public String json(Function<Throwable, String> stackText) {
                return identity(id, runId)
                        .put("timestamp", ProgressJson.timestamp(timestampMillis))
                        .build()
                        .toString();
            }
        }

        /// The query has ended.
        ///
        /// @param cause why it failed, null if it did not
        /// @param condition Spark's name of the failure, if it has one
        record Terminated(
                UUID id, UUID runId, @Nullable Throwable cause, @Nullable String condition)
                implements Event {
            @Override
            public String json(Function<Throwable, String> stackText) {
                return identity(id, runId)
                        .put("exception", cause == null ? null : stackText.apply(cause))
                        .put("errorClassOnException", condition)
                        .build()
                        .toString();
            }
        }

        private static Json.Builder identity(UUID id, UUID runId) {
            return Json.object().put("id", id.toString()).put("runId", runId.toString());
        }
    }
}
