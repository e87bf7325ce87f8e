// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.state;

import dev.millrace.execution.operator.aggregate.Aggregation;
import dev.millrace.execution.operator.row.RowCodec;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.List;

/// The stored form of an aggregation: the only place that knows it.
///
/// - A group. Key: the grouping columns in the order of `groupBy`, as a `RowCodec.ofKeys` row.
///   Value: the buffers of all aggregates in the order of the select list (the class of each
///   accumulator names them), as a `RowCodec.ofValues` row.
///   Expiry: the event time in the key.
///
/// The columns, their order and their types are those of Spark's `stateStoreSave` (state format 2),
/// the shard is Spark's partition of the key, so that a hand-over only has to write the rows in
/// another form.
public final class AggregateStateLayout {
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
}
