// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import java.util.HashSet;
import java.util.Set;

/// Interrupts the threads of a query, but only while they run user code: an interrupt during a
/// write would close the file under it. Thread-safe.
final class Interruption {
    private final Set<Thread> inside = new HashSet<>();
    private boolean requested;

    /// The calling thread begins to run user code.
    synchronized void enter() {
        inside.add(Thread.currentThread());
        if (requested) {
            Thread.currentThread().interrupt();
        }
    }

    /// It ends to; an interrupt that came too late is forgotten.
    synchronized void leave() {
        inside.remove(Thread.currentThread());
        Thread.interrupted();
    }

    synchronized void request() {
        requested = true;
        inside.forEach(Thread::interrupt);
    }
}
