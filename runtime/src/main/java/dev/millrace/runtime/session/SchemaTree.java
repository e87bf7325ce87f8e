// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

/// A schema as `printSchema()` draws it.
final class SchemaTree {
    private SchemaTree() {}

    static String of(DataType.Struct schema) {
        StringBuilder text = new StringBuilder("root\n");
        schema.fields().forEach(field -> add(field, " |", text));
        return text.toString();
    }

    private static void add(StructField field, String indent, StringBuilder text) {
        text.append(indent)
                .append("-- ")
                .append(field.name())
                .append(": ")
                .append(typeName(field.type()))
                .append(" (nullable = ")
                .append(field.nullable())
                .append(")\n");
        inside(field.type(), indent + "    |", text);
    }

    private static void inside(DataType type, String indent, StringBuilder text) {
        switch (type) {
            case DataType.Struct struct ->
                    struct.fields().forEach(field -> add(field, indent, text));
            case DataType.Array array ->
                    element(
                            "element",
                            array.element(),
                            "containsNull",
                            array.containsNull(),
                            indent,
                            text);
            case DataType.Map map -> {
                text.append(indent).append("-- key: ").append(typeName(map.key())).append('\n');
                inside(map.key(), indent + "    |", text);
                element(
                        "value",
                        map.value(),
                        "valueContainsNull",
                        map.valueContainsNull(),
                        indent,
                        text);
            }
            default -> {
                return;
            }
        }
    }

    private static void element(
            String name,
            DataType type,
            String flag,
            boolean nullable,
            String indent,
            StringBuilder text) {
        text.append(indent)
                .append("-- ")
                .append(name)
                .append(": ")
                .append(typeName(type))
                .append(" (")
                .append(flag)
                .append(" = ")
                .append(nullable)
                .append(")\n");
        inside(type, indent + "    |", text);
    }

    private static String typeName(DataType type) {
        return switch (type) {
            case DataType.Int8 ignored -> "byte";
            case DataType.Int16 ignored -> "short";
            case DataType.Int32 ignored -> "integer";
            case DataType.Int64 ignored -> "long";
            case DataType.Struct ignored -> "struct";
            case DataType.Array ignored -> "array";
            case DataType.Map ignored -> "map";
            default -> type.simpleName();
        };
    }
}
