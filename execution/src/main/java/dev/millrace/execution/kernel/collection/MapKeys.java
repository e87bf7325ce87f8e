// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.collection;

import dev.millrace.execution.kernel.comparison.RowComparator;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

/// Keys of a map are never NULL and all different.
public final class MapKeys {
    private final DataType type;
    private final RowComparator order;

    public MapKeys(DataType type) {
        this.type = type;
        this.order = RowComparator.values(type);
    }

    /// Checks one more key of a map that starts at row `start` of the keys.
    public void check(Column keys, int start, int at) {
        if (keys.isNull(at)) {
            throw missing();
        }
        if (find(keys, start, at, keys, at) >= 0) {
            throw duplicate(keys, type, at);
        }
    }

    /// Row of the first of the keys `start .. end` that equals the other, -1 if none does.
    public int find(Column keys, int start, int end, Column others, int other) {
        for (int k = start; k < end; k++) {
            if (order.compare(keys, k, others, other) == 0) {
                return k;
            }
        }
        return -1;
    }

    static MillraceException missing() {
        return MillraceException.of(ErrorKind.RUNTIME, "NULL_MAP_KEY", "2200E")
                .text("Cannot use null as map key.");
    }

    static MillraceException duplicate(Column keys, DataType type, int row) {
        Object key = BoxedValues.read(keys, type, row);
        String policy = "\"spark.sql.mapKeyDedupPolicy\"";
        return MillraceException.of(ErrorKind.RUNTIME, "DUPLICATED_MAP_KEY", "23505")
                .with("key", String.valueOf(key))
                .with("mapKeyDedupPolicy", policy)
                .text(
                        "Duplicate map key "
                                + key
                                + " was found, please check the input data. If you want to remove"
                                + " the duplicated keys, you can set "
                                + policy
                                + " to \"LAST_WIN\" so that the key inserted at last takes"
                                + " precedence.");
    }
}
