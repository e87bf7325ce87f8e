// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.json;

import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Types in the JSON form in which Spark stores and sends schemas.
public final class SchemaJson {
    private static final Pattern DECIMAL = Pattern.compile("decimal\\((\\d+),(\\d+)\\)");
    private static final Map<String, DataType> BY_NAME = byName();

    private SchemaJson() {}

    /// A type, without the metadata of its fields.
    public static Json of(DataType type) {
        return write(type, false);
    }

    /// A type, with the metadata of its fields.
    public static Json withMetadata(DataType type) {
        return write(type, true);
    }

    private static Json write(DataType type, boolean hasMetadata) {
        return switch (type) {
            case DataType.Array array ->
                    Json.object()
                            .put("type", "array")
                            .put("elementType", write(array.element(), hasMetadata))
                            .put("containsNull", Json.of(array.containsNull()))
                            .build();
            case DataType.Map map ->
                    Json.object()
                            .put("type", "map")
                            .put("keyType", write(map.key(), hasMetadata))
                            .put("valueType", write(map.value(), hasMetadata))
                            .put("valueContainsNull", Json.of(map.valueContainsNull()))
                            .build();
            case DataType.Struct struct -> write(struct, hasMetadata);
            default -> Json.of(name(type));
        };
    }

    private static Json write(DataType.Struct struct, boolean hasMetadata) {
        List<Json> fields = new ArrayList<>(struct.size());
        for (StructField field : struct.fields()) {
            String metadata = hasMetadata ? field.metadata() : StructField.NO_METADATA;
            fields.add(
                    Json.object()
                            .put("name", field.name())
                            .put("type", write(field.type(), hasMetadata))
                            .put("nullable", Json.of(field.nullable()))
                            .put("metadata", Json.parse(metadata))
                            .build());
        }
        return Json.object().put("type", "struct").put("fields", Json.array(fields)).build();
    }

    /// The name of a type that has no parts; Spark's JSON has longer names of numbers than its SQL.
    private static String name(DataType type) {
        return switch (type) {
            case DataType.Int8 ignored -> "byte";
            case DataType.Int16 ignored -> "short";
            case DataType.Int32 ignored -> "integer";
            case DataType.Int64 ignored -> "long";
            default -> type.simpleName();
        };
    }

    private static Map<String, DataType> byName() {
        List<DataType> types =
                new ArrayList<>(
                        List.of(
                                DataType.NULL,
                                DataType.BOOLEAN,
                                DataType.BYTE,
                                DataType.SHORT,
                                DataType.INTEGER,
                                DataType.LONG,
                                DataType.FLOAT,
                                DataType.DOUBLE,
                                DataType.STRING,
                                DataType.BINARY,
                                DataType.DATE,
                                DataType.TIMESTAMP,
                                DataType.TIMESTAMP_NTZ));
        for (int precision = 0; precision <= DataType.Time.MICROS; precision++) {
            types.add(new DataType.Time(precision));
        }
        for (int start = DataType.DayTimeInterval.DAY;
                start <= DataType.DayTimeInterval.SECOND;
                start++) {
            for (int end = start; end <= DataType.DayTimeInterval.SECOND; end++) {
                types.add(new DataType.DayTimeInterval(start, end));
            }
        }
        Stream.of(
                        new DataType.YearMonthInterval(0, 0),
                        new DataType.YearMonthInterval(0, 1),
                        new DataType.YearMonthInterval(1, 1))
                .forEach(types::add);
        return types.stream().collect(Collectors.toUnmodifiableMap(SchemaJson::name, t -> t));
    }

    /// The type, or an `IllegalArgumentException` if there is none in the text.
    public static DataType read(@Nullable Json json) {
        if (json instanceof Json.Text(String name)) {
            return named(name);
        }
        if (!(json instanceof Json.Struct struct)
                || !(struct.member("type") instanceof Json.Text(String kind))) {
            throw new IllegalArgumentException("not a type: " + json);
        }
        return switch (kind) {
            case "struct" -> struct(struct);
            case "array" ->
                    new DataType.Array(
                            read(struct.member("elementType")),
                            isTrue(struct.member("containsNull")));
            case "map" ->
                    new DataType.Map(
                            read(struct.member("keyType")),
                            read(struct.member("valueType")),
                            isTrue(struct.member("valueContainsNull")));
            default -> throw new IllegalArgumentException("not a type: " + json);
        };
    }

    private static DataType named(String name) {
        DataType type = BY_NAME.get(name);
        if (type != null) {
            return type;
        }
        Matcher decimal = DECIMAL.matcher(name);
        if (decimal.matches()) {
            return new DataType.Decimal(
                    Integer.parseInt(decimal.group(1)), Integer.parseInt(decimal.group(2)));
        }
        throw new IllegalArgumentException("not a type: " + name);
    }

    private static DataType.Struct struct(Json.Struct json) {
        if (!(json.member("fields") instanceof Json.Array(List<Json> items))) {
            throw new IllegalArgumentException("not a schema: " + json);
        }
        List<StructField> fields = new ArrayList<>();
        for (Json item : items) {
            if (!(item instanceof Json.Struct field)
                    || !(field.member("name") instanceof Json.Text(String name))) {
                throw new IllegalArgumentException("not a field: " + item);
            }
            Json metadata = field.member("metadata");
            fields.add(
                    new StructField(
                            name,
                            read(field.member("type")),
                            isTrue(field.member("nullable")),
                            metadata == null ? StructField.NO_METADATA : metadata.toString()));
        }
        return new DataType.Struct(fields);
    }

    private static boolean isTrue(@Nullable Json json) {
        return json instanceof Json.Bool(boolean value) && value;
    }
}
