// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import dev.millrace.runtime.streaming.StreamingQuery.Status;

/// What a query says it is doing. Written by its thread, read by any.
final class RunStatus {
    private volatile Status current = new Status("Initializing StreamExecution", false, false);

    Status current() {
        return current;
    }

    void message(String message) {
        current = new Status(message, current.isDataAvailable(), current.isTriggerActive());
    }

    void triggerActive(boolean active) {
        current = new Status(current.message(), current.isDataAvailable(), active);
    }

    void processing(String message, boolean hasData) {
        current = new Status(message, hasData, true);
    }

    /// A batch has run. Whether its trigger found data stays true until the next one has looked.
    void batchDone(String message) {
        current = new Status(message, current.isDataAvailable(), false);
    }

    /// The trigger found nothing to do, or there will be no more triggers.
    void waiting(String message) {
        current = new Status(message, false, false);
    }
}
