// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.json;

import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.ArrayList;
import java.util.List;

/// Types in the JSON form in which Spark stores and sends schemas. Nothing here has metadata.
public final class SchemaJson {
    private SchemaJson() {}

    public static Json of(DataType type) {
        return switch (type) {
            case DataType.Null ignored -> Json.of("void");
            case DataType.Bool ignored -> Json.of("boolean");
            case DataType.Int8 ignored -> Json.of("byte");
            case DataType.Int16 ignored -> Json.of("short");
            case DataType.Int32 ignored -> Json.of("integer");
            case DataType.Int64 ignored -> Json.of("long");
            case DataType.Float32 ignored -> Json.of("float");
            case DataType.Float64 ignored -> Json.of("double");
            case DataType.Decimal decimal -> Json.of(decimal.simpleName());
            case DataType.Text ignored -> Json.of("string");
            case DataType.Binary ignored -> Json.of("binary");
            case DataType.Date ignored -> Json.of("date");
            case DataType.Timestamp ignored -> Json.of("timestamp");
            case DataType.TimestampNtz ignored -> Json.of("timestamp_ntz");
            case DataType.CalendarInterval ignored -> Json.of("interval");
            case DataType.DayTimeInterval interval -> Json.of(interval.simpleName());
            case DataType.YearMonthInterval interval -> Json.of(interval.simpleName());
            case DataType.Array array ->
                    Json.object()
                            .put("type", "array")
                            .put("elementType", of(array.element()))
                            .put("containsNull", Json.of(array.containsNull()))
                            .build();
            case DataType.Map map ->
                    Json.object()
                            .put("type", "map")
                            .put("keyType", of(map.key()))
                            .put("valueType", of(map.value()))
                            .put("valueContainsNull", Json.of(map.valueContainsNull()))
                            .build();
            case DataType.Struct struct -> struct(struct);
        };
    }

    private static Json struct(DataType.Struct struct) {
        List<Json> fields = new ArrayList<>(struct.size());
        for (StructField field : struct.fields()) {
            fields.add(
                    Json.object()
                            .put("name", field.name())
                            .put("type", of(field.type()))
                            .put("nullable", Json.of(field.nullable()))
                            .put("metadata", Json.object().build())
                            .build());
        }
        return Json.object().put("type", "struct").put("fields", Json.array(fields)).build();
    }
}
