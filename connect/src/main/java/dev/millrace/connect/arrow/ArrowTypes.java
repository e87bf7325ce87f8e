// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.arrow;

import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.sparkproject.org.apache.arrow.vector.complex.MapVector;
import org.sparkproject.org.apache.arrow.vector.types.DateUnit;
import org.sparkproject.org.apache.arrow.vector.types.FloatingPointPrecision;
import org.sparkproject.org.apache.arrow.vector.types.IntervalUnit;
import org.sparkproject.org.apache.arrow.vector.types.TimeUnit;
import org.sparkproject.org.apache.arrow.vector.types.pojo.ArrowType;
import org.sparkproject.org.apache.arrow.vector.types.pojo.Field;
import org.sparkproject.org.apache.arrow.vector.types.pojo.FieldType;

import java.util.ArrayList;
import java.util.List;

/// Spark's types as Arrow types, in the mapping of the protocol reference §5.
final class ArrowTypes {
    private ArrowTypes() {}

    static List<Field> fields(DataType.Struct schema, String timeZone) {
        List<Field> fields = new ArrayList<>(schema.size());
        for (StructField field : schema.fields()) {
            fields.add(field(field.name(), field.type(), field.nullable(), timeZone));
        }
        return fields;
    }

    private static Field field(String name, DataType type, boolean nullable, String timeZone) {
        FieldType fieldType = new FieldType(nullable, arrowType(type, timeZone), null);
        return switch (type) {
            case DataType.Array(var element, var containsNull) ->
                    new Field(
                            name,
                            fieldType,
                            List.of(field("element", element, containsNull, timeZone)));
            case DataType.Struct struct -> new Field(name, fieldType, fields(struct, timeZone));
            case DataType.Map(var key, var value, var valueContainsNull) -> {
                Field entries =
                        new Field(
                                MapVector.DATA_VECTOR_NAME,
                                new FieldType(false, ArrowType.Struct.INSTANCE, null),
                                List.of(
                                        field(MapVector.KEY_NAME, key, false, timeZone),
                                        field(
                                                MapVector.VALUE_NAME,
                                                value,
                                                valueContainsNull,
                                                timeZone)));
                yield new Field(name, fieldType, List.of(entries));
            }
            default -> new Field(name, fieldType, List.of());
        };
    }

    private static ArrowType arrowType(DataType type, String timeZone) {
        return switch (type) {
            case DataType.Null ignored -> ArrowType.Null.INSTANCE;
            case DataType.Bool ignored -> ArrowType.Bool.INSTANCE;
            case DataType.Int8 ignored -> new ArrowType.Int(8, true);
            case DataType.Int16 ignored -> new ArrowType.Int(16, true);
            case DataType.Int32 ignored -> new ArrowType.Int(32, true);
            case DataType.Int64 ignored -> new ArrowType.Int(64, true);
            case DataType.Float32 ignored ->
                    new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
            case DataType.Float64 ignored ->
                    new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
            case DataType.Decimal(var precision, var scale) ->
                    new ArrowType.Decimal(precision, scale, 128);
            case DataType.Text ignored -> ArrowType.Utf8.INSTANCE;
            case DataType.Binary ignored -> ArrowType.Binary.INSTANCE;
            case DataType.Date ignored -> new ArrowType.Date(DateUnit.DAY);
            case DataType.Timestamp ignored ->
                    new ArrowType.Timestamp(TimeUnit.MICROSECOND, timeZone);
            case DataType.TimestampNtz ignored ->
                    new ArrowType.Timestamp(TimeUnit.MICROSECOND, null);
            case DataType.YearMonthInterval ignored ->
                    new ArrowType.Interval(IntervalUnit.YEAR_MONTH);
            case DataType.Time ignored -> new ArrowType.Time(TimeUnit.NANOSECOND, 64);
            case DataType.DayTimeInterval ignored -> new ArrowType.Duration(TimeUnit.MICROSECOND);
            case DataType.Array ignored -> ArrowType.List.INSTANCE;
            case DataType.Struct ignored -> ArrowType.Struct.INSTANCE;
            case DataType.Map ignored -> new ArrowType.Map(false);
            case DataType.CalendarInterval ignored ->
                    throw MillraceException.unsupported("a result column of type interval");
        };
    }
}
