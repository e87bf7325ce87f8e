// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.streamjoin;

import dev.millrace.execution.operator.row.RowCodec;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The stored form of a join of two streams: the only place that knows it.
///
/// Each side has two stores, named as Spark names them:
///
/// - `left-keyToNumValues`: how many rows wait under a key. Key: the join key, as a
///   `RowCodec.ofKeys` row. Value: the number, 8 bytes. Expiry: the event time in the key, if the
///   key has the watermark.
/// - `left-keyWithIndexToValue`: the rows. Key: the join key as above, then the index of the row, 8
///   bytes. Value: the columns of the input and a boolean, whether the row has found a partner, as
///   a `RowCodec.ofValues` row; its last byte is the boolean. Expiry: the event time of the row, if
///   the condition bounds it.
///
/// The rows of a key have the indices from 0 on without a hole: where one is removed, the last
/// takes its index. So a key with many rows costs only what is touched. Numbers are little endian.
/// A row with a NULL in its key waits too, under the key with the NULL.
///
/// Columns, order and types are those of Spark's `symmetricHashJoin` (state format 2), the shard is
/// Spark's partition of the key.
public final class JoinStateLayout {
    /// The names of the stores of a shard.
    public static final List<@Nullable String> STORES =
            List.of(
                    "left-keyToNumValues",
                    "left-keyWithIndexToValue",
                    "right-keyToNumValues",
                    "right-keyWithIndexToValue");

    private final List<StructField> keyFields;
    private final DataType.Struct left;
    private final DataType.Struct right;
    private final RowCodec keyCodec;
    private final RowCodec leftCodec;
    private final RowCodec rightCodec;

    /// @param keys the equal keys, as the left side has them
    JoinStateLayout(List<StructField> keys, DataType.Struct left, DataType.Struct right) {
        this.keyFields = List.copyOf(keys);
        this.left = left;
        this.right = right;
        this.keyCodec = RowCodec.ofKeys(keyTypes());
        this.leftCodec = rows(left);
        this.rightCodec = rows(right);
    }

    private static RowCodec rows(DataType.Struct schema) {
        List<DataType> types = new ArrayList<>();
        schema.fields().forEach(field -> types.add(field.type()));
        types.add(DataType.BOOLEAN);
        return RowCodec.ofValues(types);
    }

    List<DataType> keyTypes() {
        return keyFields.stream().map(StructField::type).toList();
    }

    /// The logical columns of keys.
    DataType.Struct keySchema() {
        return new DataType.Struct(keyFields);
    }

    /// The logical columns of the rows of both sides.
    DataType.Struct valueSchema() {
        return DataType.Struct.of(new StructField("left", left), new StructField("right", right));
    }

    RowCodec keys() {
        return keyCodec;
    }

    /// The codec of rows with their boolean.
    RowCodec rows(boolean isLeft) {
        return isLeft ? leftCodec : rightCodec;
    }
}
