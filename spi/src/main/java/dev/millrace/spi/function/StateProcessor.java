// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.function;

import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.type.DataType;

import java.util.List;

/// User code over rows by key with state variables and timers of its own: `transformWithState`.
/// Inputs: the keys, the rows, the initial state.
public interface StateProcessor {
    /// Name for plans.
    String name();

    DataType.Struct resultSchema();

    /// Begins the work on one shard in one micro-batch: the code declares its variables.
    Task start(ProcessorState state);

    /// The work on one shard, in this order: initial rows, rows, timers, end. Before each call the
    /// task chooses the key of `ProcessorState`. Used by one thread.
    interface Task {
        /// Hands the initial rows of each group to the code.
        void takeInitial(GroupedRows groups);

        /// Hands the rows of each group to the code; gives what it made of them.
        List<ColumnBatch> process(GroupedRows groups);

        /// Tells the code that timers are due, and removes each when that is done.
        ///
        /// @param keys one row for each timer
        /// @param millis when each was due
        List<ColumnBatch> expire(ColumnBatch keys, long[] millis);

        /// Lets the code free what it holds.
        void close();
    }
}
