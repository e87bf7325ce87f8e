// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.state;

/// When a stateful operator asks for a micro-batch although no new rows have come.
public enum NoDataBatches {
    NEVER,
    /// The watermark at its input has passed the one it last evicted by.
    WHEN_WATERMARK_MOVES,
    /// Always: it waits for the clock.
    ALWAYS
}
