// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.function;

import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.type.DataType;

import java.util.List;

/// A function from a group of rows and the state of its key to other rows and another state:
/// `mapGroupsWithState`, `flatMapGroupsWithState`. Inputs: the keys, the rows, the initial state;
/// the columns of the last are those of `stateSchema`.
public interface StateFunction {
    /// Stands for no timeout and for no watermark.
    long NO_TIMESTAMP = -1;

    /// Name for plans.
    String name();

    DataType.Struct resultSchema();

    DataType.Struct stateSchema();

    /// What time it is.
    ///
    /// @param batchMillis the clock when the micro-batch began
    /// @param watermarkMillis `NO_TIMESTAMP` if the rows have none, or in a batch query
    record Moment(long batchMillis, long watermarkMillis, boolean hasWatermark) {}

    /// What some calls left behind.
    ///
    /// @param rows what they gave out
    /// @param states of each group, NULL for none
    /// @param isUpdated which groups have a new state
    /// @param isRemoved which groups have lost theirs
    /// @param timeoutMillis of each group, `NO_TIMESTAMP` for none
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Outcome(
            List<ColumnBatch> rows,
            StructColumn states,
            boolean[] isUpdated,
            boolean[] isRemoved,
            long[] timeoutMillis) {}

    /// Calls the function for each group, one after the other.
    ///
    /// @param states of the groups, NULL for none
    /// @param hasTimedOut true if the groups have no rows but a timeout that is due
    Outcome call(GroupedRows groups, StructColumn states, boolean hasTimedOut, Moment moment);
}
