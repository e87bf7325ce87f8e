// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.window;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;

import org.jspecify.annotations.Nullable;

/// Whole partitions of rows, sorted.
///
/// @param partitionStarts first row of each partition, and at the end the number of rows
/// @param peerStarts for each row the first of the rows that are equal to it in the order
/// @param peerEnds for each row the first row after its peers
/// @param orderKey values of the order key, if there is exactly one
/// @param isAscending whether the order key ascends
/// @param isNullFirst whether its NULLs come before the rest
public record WindowRows(
        ColumnBatch batch,
        int[] partitionStarts,
        int[] peerStarts,
        int[] peerEnds,
        @Nullable Column orderKey,
        boolean isAscending,
        boolean isNullFirst) {
    int partitionCount() {
        return partitionStarts.length - 1;
    }

    int rowCount() {
        return batch.rowCount();
    }
}
