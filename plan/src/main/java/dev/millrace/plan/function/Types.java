// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.ArrayList;
import java.util.List;

/// Questions about types that many functions ask.
public final class Types {
    private Types() {}

    public static boolean isIntegral(DataType type) {
        return rank(type) >= 0 && rank(type) <= 3;
    }

    public static boolean isFloating(DataType type) {
        return rank(type) >= 4;
    }

    public static boolean isNumeric(DataType type) {
        return rank(type) >= 0 || type instanceof DataType.Decimal;
    }

    public static boolean isText(DataType type) {
        return type instanceof DataType.Text;
    }

    public static boolean isNull(DataType type) {
        return type instanceof DataType.Null;
    }

    /// `timestamp` and `timestamp_ntz`.
    public static boolean isTimestamp(DataType type) {
        return type instanceof DataType.Timestamp || type instanceof DataType.TimestampNtz;
    }

    /// `date`, `timestamp` and `timestamp_ntz`.
    public static boolean isDatetime(DataType type) {
        return type instanceof DataType.Date || isTimestamp(type);
    }

    public static boolean isTimeOfDay(DataType type) {
        return type instanceof DataType.Time;
    }

    public static boolean isInterval(DataType type) {
        return type instanceof DataType.DayTimeInterval
                || type instanceof DataType.YearMonthInterval
                || type instanceof DataType.CalendarInterval;
    }

    /// Types without parts, NULL and calendar intervals left out.
    public static boolean isAtomic(DataType type) {
        return !(isNested(type)
                || type instanceof DataType.Null
                || type instanceof DataType.CalendarInterval);
    }

    public static boolean isNested(DataType type) {
        return type instanceof DataType.Array
                || type instanceof DataType.Map
                || type instanceof DataType.Struct;
    }

    /// Types whose values have an order: all but maps and calendar intervals, at every depth.
    public static boolean isOrderable(DataType type) {
        return switch (type) {
            case DataType.Map ignored -> false;
            case DataType.CalendarInterval ignored -> false;
            case DataType.Array array -> isOrderable(array.element());
            case DataType.Struct struct ->
                    struct.fields().stream().allMatch(f -> isOrderable(f.type()));
            default -> true;
        };
    }

    /// Place of a number among byte, short, int, long, float, double; -1 for other types.
    static int rank(DataType type) {
        return switch (type) {
            case DataType.Int8 ignored -> 0;
            case DataType.Int16 ignored -> 1;
            case DataType.Int32 ignored -> 2;
            case DataType.Int64 ignored -> 3;
            case DataType.Float32 ignored -> 4;
            case DataType.Float64 ignored -> 5;
            default -> -1;
        };
    }

    /// Equal but for where NULLs may be.
    public static boolean sameShape(DataType left, DataType right) {
        return withoutNullability(left).equals(withoutNullability(right));
    }

    /// The type with nothing but the places of fields to tell them apart, all nullable.
    static DataType withoutNames(DataType type) {
        return switch (type) {
            case DataType.Array array -> new DataType.Array(withoutNames(array.element()), true);
            case DataType.Map map ->
                    new DataType.Map(withoutNames(map.key()), withoutNames(map.value()), true);
            case DataType.Struct struct -> {
                List<StructField> fields = new ArrayList<>();
                for (StructField field : struct.fields()) {
                    fields.add(new StructField("_" + fields.size(), withoutNames(field.type())));
                }
                yield new DataType.Struct(fields);
            }
            default -> type;
        };
    }

    /// The type with the names of the fields of `other`, which has the same shape but for names.
    static DataType renamed(DataType type, DataType other) {
        if (type instanceof DataType.Array a && other instanceof DataType.Array b) {
            return new DataType.Array(renamed(a.element(), b.element()), a.containsNull());
        }
        if (type instanceof DataType.Map a && other instanceof DataType.Map b) {
            return new DataType.Map(
                    renamed(a.key(), b.key()),
                    renamed(a.value(), b.value()),
                    a.valueContainsNull());
        }
        if (type instanceof DataType.Struct a && other instanceof DataType.Struct b) {
            List<StructField> fields = new ArrayList<>();
            for (int i = 0; i < a.size(); i++) {
                StructField field = a.field(i);
                fields.add(
                        new StructField(
                                b.field(i).name(),
                                renamed(field.type(), b.field(i).type()),
                                field.nullable()));
            }
            return new DataType.Struct(fields);
        }
        return type;
    }

    private static DataType withoutNullability(DataType type) {
        return switch (type) {
            case DataType.Array array ->
                    new DataType.Array(withoutNullability(array.element()), true);
            case DataType.Map map ->
                    new DataType.Map(
                            withoutNullability(map.key()), withoutNullability(map.value()), true);
            case DataType.Struct struct ->
                    new DataType.Struct(
                            struct.fields().stream()
                                    .map(
                                            f ->
                                                    new StructField(
                                                            f.name(), withoutNullability(f.type())))
                                    .toList());
            default -> type;
        };
    }
}
