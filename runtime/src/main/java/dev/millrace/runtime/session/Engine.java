// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

/// The engine of one process: it makes sessions and owns what they share (worker threads,
// connectors, running queries).
public final class Engine implements AutoCloseable {
    private final EngineParts parts;

    public Engine(EngineParts parts) {
        this.parts = parts;
    }

    /// A new session with configuration, views and queries of its own.
    public Session newSession() {
        throw new UnsupportedOperationException(parts.toString());
    }

    /// Ends every streaming query after its current batch, then everything else.
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
