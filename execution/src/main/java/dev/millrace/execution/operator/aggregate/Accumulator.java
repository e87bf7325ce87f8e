// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.spi.column.Column;

import java.util.List;

/// The running values of one aggregate function for groups 0, 1, 2, …, in arrays indexed by group.
/// Used by one thread at a time.
///
/// `groupCount` in a call is the number of groups there are by now; groups may be without rows.
public interface Accumulator {
    /// Takes rows: row `i` belongs to group `groups[i]`.
    void update(List<Column> arguments, int[] groups, int rowCount, int groupCount);

    /// Takes what `buffers` of another accumulator gave: row `i` is added to group `groups[i]`, as
    /// coming after what the group has.
    void merge(List<Column> buffers, int[] groups, int rowCount, int groupCount);

    /// The intermediate values of all groups, one column per buffer type of the function.
    List<Column> buffers(int groupCount);

    /// About how many bytes of heap it holds.
    default long memoryBytes(int groupCount) {
        return 32L * groupCount;
    }

    /// The final values of all groups.
    Column results(int groupCount);
}
