// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// The listeners of a session. Thread-safe. A listener that throws
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

    void clear() {
        listeners.clear();
    }

    boolean isEmpty() {
        return listeners.isEmpty();
    }

    void post(StreamListener.Event event) {
        for (StreamListener listener : listeners) {
            try {
                listener.onEvent(event);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "a streaming listener failed", e);
            }
        }
    }
}
