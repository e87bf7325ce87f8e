// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.json;

import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// The type of a JSON value, as schema inference sees a file with this one record.
final class JsonSchema {
    private JsonSchema() {}

    /// Nothing but NULLs is text.
    static DataType of(@Nullable JsonValue value) {
        return withText(value == null ? DataType.NULL : type(value));
    }

    private static DataType type(JsonValue value) {
        return switch (value) {
            case JsonValue.Nothing ignored -> DataType.NULL;
            case JsonValue.Bool ignored -> DataType.BOOLEAN;
            case JsonValue.Text ignored -> DataType.STRING;
            case JsonValue.Number number -> number(number);
            case JsonValue.Items(var values) -> {
                DataType element = DataType.NULL;
                for (JsonValue item : values) {
                    element = common(element, type(item));
                }
                yield new DataType.Array(element, true);
            }
            case JsonValue.Members(var members) -> {
                List<StructField> fields = new ArrayList<>();
                new TreeMap<>(members)
                        .forEach((name, v) -> fields.add(new StructField(name, type(v), true)));
                yield new DataType.Struct(fields);
            }
        };
    }

    private static DataType number(JsonValue.Number number) {
        if (!number.isWhole()) {
            return DataType.DOUBLE;
        }
        BigDecimal exact = new BigDecimal(number.text());
        if (exact.toBigInteger().bitLength() < Long.SIZE) {
            return DataType.LONG;
        }
        return exact.precision() <= DataType.Decimal.MAX_PRECISION
                ? new DataType.Decimal(exact.precision(), 0)
                : DataType.DOUBLE;
    }

    private static DataType common(DataType left, DataType right) {
        if (left.equals(right) || right instanceof DataType.Null) {
            return left;
        }
        if (left instanceof DataType.Null) {
            return right;
        }
        if (isNumber(left) && isNumber(right)) {
            return DataType.DOUBLE;
        }
        if (left instanceof DataType.Array a && right instanceof DataType.Array b) {
            return new DataType.Array(common(a.element(), b.element()), true);
        }
        if (left instanceof DataType.Struct a && right instanceof DataType.Struct b) {
            TreeMap<String, DataType> fields = new TreeMap<>();
            a.fields().forEach(f -> fields.put(f.name(), f.type()));
            b.fields().forEach(f -> fields.merge(f.name(), f.type(), JsonSchema::common));
            List<StructField> all = new ArrayList<>();
            fields.forEach((name, type) -> all.add(new StructField(name, type, true)));
            return new DataType.Struct(all);
        }
        return DataType.STRING;
    }

    private static boolean isNumber(DataType type) {
        return type instanceof DataType.Int64
                || type instanceof DataType.Float64
                || type instanceof DataType.Decimal;
    }

    private static DataType withText(DataType type) {
        return switch (type) {
            case DataType.Null ignored -> DataType.STRING;
            case DataType.Array array -> new DataType.Array(withText(array.element()), true);
            case DataType.Struct struct ->
                    new DataType.Struct(
                            struct.fields().stream()
                                    .map(f -> new StructField(f.name(), withText(f.type()), true))
                                    .toList());
            default -> type;
        };
    }
}
