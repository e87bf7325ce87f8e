// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import org.jspecify.annotations.Nullable;

/// Interrupts the query's thread, but only while it runs user code: an interrupt during a write
/// would close the file under it. Thread-safe.
final class Interruption {
    private @Nullable Thread inside;
    private boolean requested;

    /// The calling thread begins to run user code.
    synchronized void enter() {
        inside = Thread.currentThread();
        if (requested) {
            inside.interrupt();
        }
    }

    /// It ends to; an interrupt that came too late is forgotten.
    synchronized void leave() {
        inside = null;
        Thread.interrupted();
    }

    synchronized void request() {
        requested = true;
        if (inside != null) {
            inside.interrupt();
        }
    }
}
