// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.state;

import dev.millrace.execution.operator.aggregate.Aggregation;
import dev.millrace.execution.operator.row.RowCodec;
import dev.millrace.spi.state.StateStore;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.nio.ByteBuffer;
import java.util.List;

/// The stored form of an aggregation: the only place that knows it.
///
/// - A group. Key: the grouping columns in the order of `groupBy`, as a `RowCodec.ofKeys` row.
///   Value: the buffers of all aggregates in the order of the select list (the class of each
///   accumulator names them), as a `RowCodec.ofValues` row.
/// - The lower bound. Key: empty. Value: 8 bytes, big endian: no group of this shard has an event
///   time, in µs, below it.
///
/// The columns, their order and their types are those of Spark's `stateStoreSave` (state format 2),
/// the shard is Spark's partition of the key, so that a hand-over only has to write the rows in
/// another form, leaving out the lower bound.
///
/// The lower bound exists only if a key carries the watermark, and only while the shard has groups
/// with a time. It is what makes a batch cheap in which the watermark passes nothing: one look-up
/// instead of a scan of all groups. It is lowered whenever an earlier group is stored and set
/// exactly by each scan. A global aggregation, whose one group has the empty key itself, has no
/// event time and so no lower bound.
public final class AggregateStateLayout {
    private static final byte[] BOUND_KEY = {};

    private final List<StructField> keyFields;
    private final List<StructField> valueFields;
    private final RowCodec keyCodec;
    private final RowCodec valueCodec;

    public AggregateStateLayout(Aggregation aggregation) {
        this.keyFields = aggregation.keyFields();
        this.valueFields = aggregation.bufferFields();
        this.keyCodec = RowCodec.ofKeys(types(keyFields));
        this.valueCodec = RowCodec.ofValues(types(valueFields));
    }

    private static List<DataType> types(List<StructField> fields) {
        return fields.stream().map(StructField::type).toList();
    }

    /// The logical columns of keys.
    public DataType.Struct keySchema() {
        return new DataType.Struct(keyFields);
    }

    /// The logical columns of values.
    public DataType.Struct valueSchema() {
        return new DataType.Struct(valueFields);
    }

    /// The codec of keys.
    public RowCodec keys() {
        return keyCodec;
    }

    /// The codec of values.
    public RowCodec values() {
        return valueCodec;
    }

    /// True for the key of the lower bound, in a store whose operator has an event time.
    public static boolean isBound(int keyLength) {
        return keyLength == 0;
    }

    /// The lower bound of event times, `EventTimeKey.NONE` if no group has one.
    static long readBound(StateStore store, StateStore.ValueBuffer buffer) {
        return store.get(BOUND_KEY, 0, 0, buffer)
                ? ByteBuffer.wrap(buffer.bytes()).getLong()
                : EventTimeKey.NONE;
    }

    static void writeBound(StateStore store, long micros) {
        if (micros == EventTimeKey.NONE) {
            store.remove(BOUND_KEY, 0, 0);
        } else {
            byte[] value = ByteBuffer.allocate(8).putLong(micros).array();
            store.put(BOUND_KEY, 0, 0, value, 0, value.length);
        }
    }
}
