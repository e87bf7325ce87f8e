// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.physical;

import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Random values with NULLs, repeats and the numbers that break things.
public final class RandomRows {
    private RandomRows() {}

    /// One type of each form, nested ones included.
    public static List<DataType> allTypes() {
        return List.of(
                DataType.BOOLEAN,
                DataType.INTEGER,
                DataType.DATE,
                DataType.LONG,
                DataType.TIMESTAMP,
                DataType.DOUBLE,
                new DataType.Decimal(10, 2),
                new DataType.Decimal(38, 5),
                DataType.STRING,
                new DataType.Array(DataType.STRING, true),
                new DataType.Array(DataType.INTEGER, true),
                DataType.Struct.of(
                        new StructField("start", DataType.TIMESTAMP),
                        new StructField("name", DataType.STRING)),
                new DataType.Map(DataType.STRING, DataType.LONG, true),
                DataType.NULL);
    }

    public static List<List<@Nullable Object>> of(
            List<DataType> types, int count, int distinct, Random random) {
        List<List<@Nullable Object>> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            List<@Nullable Object> row = new ArrayList<>();
            for (DataType type : types) {
                row.add(value(type, distinct, random));
            }
            rows.add(row);
        }
        return rows;
    }

    /// One of about `distinct` values; a tenth are NULL.
    public static @Nullable Object value(DataType type, int distinct, Random random) {
        if (random.nextInt(10) == 0) {
            return null;
        }
        // A quarter of everything is the same value.
        int n = random.nextInt(4) == 0 ? 1 : random.nextInt(distinct);
        return switch (type) {
            case DataType.Bool ignored -> n % 2 == 0;
            case DataType.Int32 ignored -> n % 7 == 0 ? -n : n;
            case DataType.Date ignored -> n;
            case DataType.Int64 ignored -> n % 5 == 0 ? -(long) n : n * 3_000_000_000L;
            case DataType.Timestamp ignored -> n * 60_000_000L;
            case DataType.Float64 ignored -> n == 2 ? Double.NaN : n / 4.0;
            case DataType.Decimal(int precision, int scale) ->
                    new BigDecimal(
                            precision > 18
                                    ? BigInteger.valueOf(n - 3).shiftLeft(70)
                                    : BigInteger.valueOf(n - 3),
                            scale);
            case DataType.Text ignored ->
                    n % 3 == 0 ? "k" + n : "a rather long key number " + n + " ä";
            case DataType.Array array -> list(array.element(), n % 4, distinct, random);
            case DataType.Struct struct -> {
                List<@Nullable Object> fields = new ArrayList<>();
                for (StructField field : struct.fields()) {
                    fields.add(value(field.type(), distinct, random));
                }
                yield fields;
            }
            case DataType.Map map -> {
                Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
                for (int i = 0; i < n % 3; i++) {
                    entries.put("key" + i, value(map.value(), distinct, random));
                }
                yield entries;
            }
            default -> null;
        };
    }

    private static List<@Nullable Object> list(
            DataType type, int length, int distinct, Random random) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            values.add(value(type, distinct, random));
        }
        return values;
    }
}
