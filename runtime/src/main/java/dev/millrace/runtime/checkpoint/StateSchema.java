// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.checkpoint;

import dev.millrace.runtime.json.Json;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// Schemas of state, in JSON as Spark writes schemas.
///
/// State that was written with one schema can be read with another if both have the same types in
/// the same places; names do not matter, and what could be NULL before may be declared so now.
final class StateSchema {
    private static final Map<String, String> NAMES =
            Map.ofEntries(
                    Map.entry("void", "NullType"),
                    Map.entry("boolean", "BooleanType"),
                    Map.entry("byte", "ByteType"),
                    Map.entry("short", "ShortType"),
                    Map.entry("integer", "IntegerType"),
                    Map.entry("long", "LongType"),
                    Map.entry("float", "FloatType"),
                    Map.entry("double", "DoubleType"),
                    Map.entry("string", "StringType"),
                    Map.entry("binary", "BinaryType"),
                    Map.entry("date", "DateType"),
                    Map.entry("timestamp", "TimestampType"),
                    Map.entry("timestamp_ntz", "TimestampNTZType"),
                    Map.entry("interval", "CalendarIntervalType"));

    private StateSchema() {}

    /// Reads a schema; a text that is no JSON is taken for the name of one.
    static Json parse(String text) {
        try {
            return Json.parse(text);
        } catch (IllegalArgumentException e) {
            return Json.of(text);
        }
    }

    static boolean isCompatible(Json stored, Json current) {
        if (!(stored instanceof Json.Struct before) || !(current instanceof Json.Struct now)) {
            return stored.equals(current);
        }
        return Objects.equals(before.member("type"), now.member("type"))
                && areCompatible(before, now, "elementType", "containsNull")
                && areCompatible(before, now, "keyType", "none")
                && areCompatible(before, now, "valueType", "valueContainsNull")
                && haveCompatibleFields(before, now);
    }

    private static boolean areCompatible(
            Json.Struct before, Json.Struct now, String type, String nullable) {
        Json stored = before.member(type);
        Json current = now.member(type);
        if (stored == null || current == null) {
            return stored == current;
        }
        return isCompatible(stored, current)
                && (!isTrue(now.member(nullable)) || isTrue(before.member(nullable)));
    }

    private static boolean haveCompatibleFields(Json.Struct before, Json.Struct now) {
        List<Json> stored = fields(before);
        List<Json> current = fields(now);
        if (stored.size() != current.size()) {
            return false;
        }
        for (int i = 0; i < stored.size(); i++) {
            if (!(stored.get(i) instanceof Json.Struct old)
                    || !(current.get(i) instanceof Json.Struct field)
                    || !areCompatible(old, field, "type", "nullable")) {
                return false;
            }
        }
        return true;
    }

    private static List<Json> fields(Json.Struct type) {
        return type.member("fields") instanceof Json.Array array ? array.items() : List.of();
    }

    private static boolean isTrue(@Nullable Json value) {
        return value instanceof Json.Bool(var holds) && holds;
    }

    /// The schema as Spark's messages show it: `StructType(StructField(name,StringType,true))`.
    static String text(@Nullable Json type) {
        return switch (type) {
            case null -> "";
            case Json.Text(var name) -> named(name);
            case Json.Struct struct -> composed(struct);
            case Json.Array ignored -> type.toString();
            case Json.Bool ignored -> type.toString();
            case Json.Null ignored -> type.toString();
            case Json.Numeral ignored -> type.toString();
        };
    }

    private static String named(String name) {
        String known = NAMES.get(name);
        if (known != null) {
            return known;
        }
        return name.startsWith("decimal(") ? "DecimalType" + name.substring(7) : name;
    }

    private static String composed(Json.Struct type) {
        if (type.member("elementType") != null) {
            return "ArrayType("
                    + text(type.member("elementType"))
                    + ","
                    + isTrue(type.member("containsNull"))
                    + ")";
        }
        if (type.member("keyType") != null) {
            return "MapType("
                    + text(type.member("keyType"))
                    + ","
                    + text(type.member("valueType"))
                    + ","
                    + isTrue(type.member("valueContainsNull"))
                    + ")";
        }
        return fields(type).stream()
                .map(StateSchema::field)
                .collect(Collectors.joining(",", "StructType(", ")"));
    }

    private static String field(Json field) {
        return field instanceof Json.Struct struct
                        && struct.member("name") instanceof Json.Text(var name)
                ? "StructField("
                        + name
                        + ","
                        + text(struct.member("type"))
                        + ","
                        + isTrue(struct.member("nullable"))
                        + ")"
                : field.toString();
    }
}
