// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

/// User code as the far end of a streaming query.
public sealed interface SinkFunction extends AutoCloseable permits BatchFunction, RowFunction {
    /// Called when the query ends.
    @Override
    default void close() {}
}
