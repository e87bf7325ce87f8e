// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.row;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.type.DataType;

import java.util.List;

/// Deals rows out by the hash of their keys, so that equal keys meet. A part that is still too
/// large is dealt out again by other bits of the hash, one level deeper.
public final class KeyPartitions {
    /// Parts of each level.
    public static final int COUNT = 16;

    private static final int BITS = 4;

    /// Levels that have bits of their own; what is too large on the last one has equal keys.
    public static final int LEVELS = 32 / BITS;

    private final RowCodec codec;
    private final RowBuffer encoded = new RowBuffer();

    /// For one thread.
    public KeyPartitions(List<DataType> keyTypes) {
        this.codec = RowCodec.ofKeys(keyTypes);
    }

    /// The part of every row.
    public int[] assign(List<Column> keys, int rowCount, int level) {
        codec.encode(keys, rowCount, encoded);
        int[] parts = new int[rowCount];
        int shift = 32 - BITS * (level + 1);
        for (int i = 0; i < rowCount; i++) {
            int hash = BytesGroupTable.hash(encoded.bytes(), encoded.start(i), encoded.length(i));
            parts[i] = hash >>> shift & COUNT - 1;
        }
        return parts;
    }
}
