// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.parquet;

import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Spark's JSON form of a schema, which it keeps in the footer.
final class SchemaJson {
    private static final Pattern DECIMAL = Pattern.compile("decimal\\((\\d+),\\s*(\\d+)\\)");

    private SchemaJson() {}

    static String write(DataType.Struct schema) {
        StringBuilder out = new StringBuilder();
        append(schema, out);
        return out.toString();
    }

    private static void append(DataType type, StringBuilder out) {
        switch (type) {
            case DataType.Struct(var fields) -> {
                out.append("{\"type\":\"struct\",\"fields\":[");
                String comma = "";
                for (StructField field : fields) {
                    out.append(comma).append("{\"name\":");
                    quote(field.name(), out);
                    out.append(",\"type\":");
                    append(field.type(), out);
                    out.append(",\"nullable\":").append(field.nullable());
                    out.append(",\"metadata\":").append(field.metadata()).append('}');
                    comma = ",";
                }
                out.append("]}");
            }
            case DataType.Array(var element, var containsNull) -> {
                out.append("{\"type\":\"array\",\"elementType\":");
                append(element, out);
                out.append(",\"containsNull\":").append(containsNull).append('}');
            }
            case DataType.Map(var key, var value, var valueContainsNull) -> {
                out.append("{\"type\":\"map\",\"keyType\":");
                append(key, out);
                out.append(",\"valueType\":");
                append(value, out);
                out.append(",\"valueContainsNull\":").append(valueContainsNull).append('}');
            }
            default -> quote(name(type), out);
        }
    }

    private static String name(DataType type) {
        return switch (type) {
            case DataType.Int8 ignored -> "byte";
            case DataType.Int16 ignored -> "short";
            case DataType.Int32 ignored -> "integer";
            case DataType.Int64 ignored -> "long";
            default -> type.simpleName();
        };
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    /// The schema, null if the text is none that is known here.
    static DataType.@Nullable Struct read(String json) {
        try {
            return read(new JsonTree(json).value()) instanceof DataType.Struct struct
                    ? struct
                    : null;
        } catch (RuntimeException e) {
            return null;
        }
    }

    private static @Nullable DataType read(@Nullable Object tree) {
        if (tree instanceof String name) {
            return named(name);
        }
        Map<?, ?> object = (Map<?, ?>) java.util.Objects.requireNonNull(tree);
        return switch (String.valueOf(object.get("type"))) {
            case "struct" ->
                    struct((List<?>) java.util.Objects.requireNonNull(object.get("fields")));
            case "array" -> {
                DataType element = read(object.get("elementType"));
                yield element == null
                        ? null
                        : new DataType.Array(
                                element, Boolean.TRUE.equals(object.get("containsNull")));
            }
            case "map" -> {
                DataType key = read(object.get("keyType"));
                DataType value = read(object.get("valueType"));
                yield key == null || value == null
                        ? null
                        : new DataType.Map(
                                key, value, Boolean.TRUE.equals(object.get("valueContainsNull")));
            }
            default -> null;
        };
    }

    private static DataType.@Nullable Struct struct(List<?> trees) {
        List<StructField> fields = new ArrayList<>();
        for (Object tree : trees) {
            Map<?, ?> field = (Map<?, ?>) tree;
            DataType type = read(field.get("type"));
            if (type == null) {
                return null;
            }
            fields.add(
                    new StructField(
                            String.valueOf(field.get("name")),
                            type,
                            Boolean.TRUE.equals(field.get("nullable"))));
        }
        return new DataType.Struct(fields);
    }

    private static @Nullable DataType named(String name) {
        Matcher decimal = DECIMAL.matcher(name);
        if (decimal.matches()) {
            return new DataType.Decimal(
                    Integer.parseInt(decimal.group(1)), Integer.parseInt(decimal.group(2)));
        }
        return switch (name) {
            case "boolean" -> DataType.BOOLEAN;
            case "byte" -> DataType.BYTE;
            case "short" -> DataType.SHORT;
            case "integer" -> DataType.INTEGER;
            case "long" -> DataType.LONG;
            case "float" -> DataType.FLOAT;
            case "double" -> DataType.DOUBLE;
            case "string" -> DataType.STRING;
            case "binary" -> DataType.BINARY;
            case "date" -> DataType.DATE;
            case "timestamp" -> DataType.TIMESTAMP;
            case "timestamp_ntz" -> DataType.TIMESTAMP_NTZ;
            default -> null;
        };
    }
}
