// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.column;

import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Single values as Java objects, for literals, partition values, tests and other places where
/// speed does not count.
///
/// | type | object |
/// |---|---|
/// | any, NULL | `null` |
/// | boolean | `Boolean` |
/// | byte, short, int, date (days), year-month interval (months) | `Integer` |
/// | long, timestamp and timestamp_ntz (µs), day-time interval (µs) | `Long` |
/// | float, double | `Double` |
/// | decimal | `BigDecimal` of the type's scale |
/// | string | `String` |
/// | binary | `byte[]` |
/// | array, struct | `List` |
/// | map | `Map` in insertion order |
/// | calendar interval | `CalendarIntervalValue` |
public final class BoxedValues {
    private BoxedValues() {}

    /// The value of a row.
    public static @Nullable Object read(Column column, DataType type, int row) {
        if (column.isNull(row)) {
            return null;
        }
        return switch (column) {
            case NullColumn ignored -> null;
            case BooleanColumn booleans -> booleans.value(row);
            case IntColumn ints -> ints.value(row);
            case LongColumn longs -> longs.value(row);
            case DoubleColumn doubles -> doubles.value(row);
            case DecimalColumn decimals -> decimals.value(row, ((DataType.Decimal) type).scale());
            case BytesColumn bytes ->
                    type instanceof DataType.Binary ? bytes.bytes(row) : bytes.text(row);
            case ArrayColumn array -> elements(array, ((DataType.Array) type).element(), row);
            case MapColumn map -> entries(map, (DataType.Map) type, row);
            case StructColumn struct -> fields(struct, (DataType.Struct) type, row);
        };
    }

    /// All rows of a batch, each a list of boxed values.
    public static List<List<@Nullable Object>> rows(ColumnBatch batch, DataType.Struct schema) {
        List<List<@Nullable Object>> rows = new ArrayList<>(batch.rowCount());
        for (int row = 0; row < batch.rowCount(); row++) {
            List<@Nullable Object> values = new ArrayList<>(schema.size());
            for (int i = 0; i < schema.size(); i++) {
                values.add(read(batch.column(i), schema.field(i).type(), row));
            }
            rows.add(values);
        }
        return rows;
    }

    /// A batch of rows given as boxed values.
    public static ColumnBatch batch(
            DataType.Struct schema, List<? extends List<? extends @Nullable Object>> rows) {
        List<Column> columns = new ArrayList<>(schema.size());
        for (int i = 0; i < schema.size(); i++) {
            ColumnBuilder builder = ColumnBuilder.of(schema.field(i).type(), rows.size());
            for (List<? extends @Nullable Object> row : rows) {
                builder.appendBoxed(row.get(i));
            }
            columns.add(builder.build());
        }
        return new ColumnBatch(rows.size(), columns);
    }

    private static List<@Nullable Object> elements(ArrayColumn array, DataType element, int row) {
        List<@Nullable Object> values = new ArrayList<>(array.length(row));
        for (int i = 0; i < array.length(row); i++) {
            values.add(read(array.elements(), element, array.start(row) + i));
        }
        return values;
    }

    private static Map<@Nullable Object, @Nullable Object> entries(
            MapColumn map, DataType.Map type, int row) {
        Map<@Nullable Object, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < map.length(row); i++) {
            int at = map.start(row) + i;
            values.put(read(map.keys(), type.key(), at), read(map.values(), type.value(), at));
        }
        return values;
    }

    private static List<@Nullable Object> fields(
            StructColumn struct, DataType.Struct type, int row) {
        List<@Nullable Object> values = new ArrayList<>(type.size());
        for (int i = 0; i < type.size(); i++) {
            values.add(read(struct.field(i), type.field(i).type(), row));
        }
        return values;
    }
}
