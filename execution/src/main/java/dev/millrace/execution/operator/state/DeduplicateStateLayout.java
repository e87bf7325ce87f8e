// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.state;

import dev.millrace.execution.operator.row.RowBuffer;
import dev.millrace.execution.operator.row.RowCodec;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.column.NullColumn;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.List;

/// The stored form of a deduplication: the only place that knows it.
///
/// | | `dropDuplicates` | `dropDuplicatesWithinWatermark` |
/// |---|---|---|
/// | key | the key columns, as a `RowCodec.ofKeys` row | the same |
/// | value | one column `__dummy__` of type void, NULL | `expiresAtMicros` BIGINT: the sum |
/// | expiry | the event time in the key, if there is one | `expiresAtMicros` |
///
/// The columns, their order and their types are those of Spark's `dedupe` and
/// `dedupeWithinWatermark`.
public final class DeduplicateStateLayout {
    private final DataType.Struct keySchema;
    private final DataType.Struct valueSchema;
    private final RowCodec keyCodec;
    private final RowCodec valueCodec;

    /// @param withinWatermark true for `dropDuplicatesWithinWatermark`
    public DeduplicateStateLayout(List<StructField> keyFields, boolean withinWatermark) {
        this.keySchema = new DataType.Struct(keyFields);
        StructField value =
                withinWatermark
                        ? new StructField("expiresAtMicros", DataType.LONG, false)
                        : new StructField("__dummy__", DataType.NULL, true);
        this.valueSchema = new DataType.Struct(List.of(value));
        this.keyCodec = RowCodec.ofKeys(keyTypes());
        this.valueCodec = RowCodec.ofValues(List.of(value.type()));
    }

    /// The logical columns of keys.
    public DataType.Struct keySchema() {
        return keySchema;
    }

    /// The logical columns of values.
    public DataType.Struct valueSchema() {
        return valueSchema;
    }

    /// The types of the key columns.
    public List<DataType> keyTypes() {
        return keySchema.fields().stream().map(StructField::type).toList();
    }

    /// The codec of keys.
    public RowCodec keys() {
        return keyCodec;
    }

    /// The codec of values.
    public RowCodec values() {
        return valueCodec;
    }

    /// Writes the values of `dropDuplicates`: all the same.
    void encodeDummies(int rowCount, RowBuffer into) {
        encode(new NullColumn(rowCount), rowCount, into);
    }

    /// Writes the values of `dropDuplicatesWithinWatermark`.
    void encodeExpiries(long[] micros, RowBuffer into) {
        encode(new LongColumn(micros, null, micros.length), micros.length, into);
    }

    private void encode(Column column, int rowCount, RowBuffer into) {
        valueCodec.encode(List.of(column), rowCount, into);
    }
}
