// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.window;

import dev.millrace.execution.kernel.Evaluator;

/// The rows that a window function sees from its row, ready to be found.
public record RowFrame(Edge start, Edge end) {
    boolean isWhole() {
        return start instanceof Edge.Unbounded && end instanceof Edge.Unbounded;
    }

    /// One end of the frame.
    public sealed interface Edge {
        /// The end of the partition.
        record Unbounded() implements Edge {}

        /// The first or last row that is equal in the order.
        record Peers() implements Edge {}

        /// @param offset rows from the current one, negative before it
        record Row(long offset) implements Edge {}

        /// @param value the order key at which the frame ends
        record Key(Evaluator value) implements Edge {}
    }
}
