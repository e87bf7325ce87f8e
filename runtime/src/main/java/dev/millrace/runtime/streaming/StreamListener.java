// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

/// Hears of the life of the session's queries. Called from the queries' threads; must return
/// quickly.
public interface StreamListener {
    void onEvent(Event event);

    /// The kinds of events, each with the JSON that Spark's listener bus sends.
    sealed interface Event {
        String json();

        /// Delivered before `start` returns.
        record Started(String json) implements Event {}

        record Progress(String json) implements Event {}

        record Idle(String json) implements Event {}

        record Terminated(String json) implements Event {}
    }
}
