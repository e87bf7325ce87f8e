// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.avro;

import dev.millrace.spi.type.DataType;

import org.apache.avro.AvroRuntimeException;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The default values of a schema that the user gives, as columns take them.
final class AvroDefaults {
    private AvroDefaults() {}

    /// The default of a field, null for NULL or none.
    static @Nullable Object of(Schema.Field field, DataType type) {
        if (!field.hasDefaultValue()) {
            return null;
        }
        try {
            return boxed(
                    GenericData.get().getDefaultValue(field),
                    AvroTypes.branches(field.schema()).stream().findFirst().orElse(field.schema()),
                    type);
        } catch (AvroRuntimeException e) {
            throw AvroErrors.schema(e);
        }
    }

    private static @Nullable Object boxed(@Nullable Object value, Schema schema, DataType type) {
        return switch (value) {
            case null -> null;
            case Integer number when type instanceof DataType.Int64 -> number.longValue();
            case Long number
                    when schema.getLogicalType() instanceof LogicalTypes.TimestampMillis
                            || schema.getLogicalType()
                                    instanceof LogicalTypes.LocalTimestampMillis ->
                    number * 1000;
            case Number number when type instanceof DataType.Float64 -> number.doubleValue();
            case CharSequence text -> text.toString();
            case GenericData.EnumSymbol symbol -> symbol.toString();
            case GenericFixed fixed -> bytes(fixed.bytes(), type);
            case ByteBuffer buffer -> {
                byte[] bytes = new byte[buffer.remaining()];
                buffer.duplicate().get(bytes);
                yield bytes(bytes, type);
            }
            case Collection<?> items when type instanceof DataType.Array array -> {
                List<@Nullable Object> list = new ArrayList<>();
                items.forEach(i -> list.add(boxed(i, schema.getElementType(), array.element())));
                yield list;
            }
            case Map<?, ?> entries when type instanceof DataType.Map map -> {
                Map<Object, @Nullable Object> values = new LinkedHashMap<>();
                entries.forEach(
                        (k, v) ->
                                values.put(
                                        k.toString(),
                                        boxed(v, schema.getValueType(), map.value())));
                yield values;
            }
            case IndexedRecord record when type instanceof DataType.Struct struct -> {
                List<@Nullable Object> values = new ArrayList<>();
                for (int i = 0; i < struct.size(); i++) {
                    values.add(
                            boxed(
                                    record.get(i),
                                    record.getSchema().getFields().get(i).schema(),
                                    struct.field(i).type()));
                }
                yield values;
            }
            default -> value;
        };
    }

    private static Object bytes(byte[] bytes, DataType type) {
        return type instanceof DataType.Decimal decimal
                ? new BigDecimal(new BigInteger(bytes), decimal.scale())
                : bytes;
    }
}
