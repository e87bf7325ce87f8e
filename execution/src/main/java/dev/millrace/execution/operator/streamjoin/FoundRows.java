// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.streamjoin;

import java.util.Arrays;

/// Left rows of a semi join that have found a partner and so have come out. They leave the state
/// when all waiting rows of the batch have been read, and not before, since removing a row gives
/// another its index.
final class FoundRows {
    private int[] groups = new int[16];
    private long[] indices = new long[16];
    private int count;

    int count() {
        return count;
    }

    /// To be called in the order of the groups, and for each group in that of the indices.
    void add(int group, long index) {
        if (count == groups.length) {
            groups = Arrays.copyOf(groups, count * 2);
            indices = Arrays.copyOf(indices, count * 2);
        }
        groups[count] = group;
        indices[count++] = index;
    }

    void removeFrom(NewRows rows, SideState state) {
        int from = 0;
        while (from < count) {
            int to = from + 1;
            while (to < count && groups[to] == groups[from]) {
                to++;
            }
            state.removeAll(rows.select(groups[from], state), indices, from, to);
            from = to;
        }
    }
}
