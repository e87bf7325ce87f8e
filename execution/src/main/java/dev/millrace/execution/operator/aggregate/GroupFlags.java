// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.spi.column.BooleanColumn;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// One bit per group, false at first.
final class GroupFlags {
    private long[] words = new long[1];

    void ensure(int groupCount) {
        int needed = (groupCount + 63) >>> 6;
        if (words.length < needed) {
            words = Arrays.copyOf(words, Math.max(needed, words.length * 2));
        }
    }

    void set(int group) {
        words[group >> 6] |= 1L << group;
    }

    boolean isSet(int group) {
        return (words[group >> 6] >>> group & 1L) != 0;
    }

    /// The bits as a validity bitmap: null if all are set.
    long @Nullable [] asValidity(int groupCount) {
        ensure(groupCount);
        int count = 0;
        for (int i = 0; i < groupCount; i++) {
            count += isSet(i) ? 1 : 0;
        }
        return count == groupCount ? null : Arrays.copyOf(words, (groupCount + 63) >>> 6);
    }

    /// @param inverted true to have true for the groups that are not set
    BooleanColumn asColumn(int groupCount, boolean inverted) {
        ensure(groupCount);
        boolean[] values = new boolean[groupCount];
        for (int i = 0; i < groupCount; i++) {
            values[i] = isSet(i) != inverted;
        }
        return new BooleanColumn(values, null, groupCount);
    }
}
