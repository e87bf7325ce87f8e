// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.catalog;

import dev.millrace.runtime.json.Json;
import dev.millrace.runtime.json.SchemaJson;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

/// The bytes in which a table definition is kept: a line `millrace-table v1 <CRC-32 of the rest,
/// hexadecimal>`, then one line of JSON with the members of `TableDefinition`; the schema is in
/// Spark's own JSON.
final class TableFile {
    private static final String HEAD = "millrace-table v1 ";

    private TableFile() {}

    static byte[] write(TableDefinition table) {
        String json =
                Json.object()
                                .put("name", table.name())
                                .put("format", table.format())
                                .put("schema", SchemaJson.withMetadata(table.schema()))
                                .put(
                                        "partitionColumns",
                                        Json.array(
                                                table.partitionColumns().stream()
                                                        .map(Json::of)
                                                        .toList()))
                                .put("options", map(table.options()))
                                .put("location", table.location())
                                .put("isExternal", Json.of(table.isExternal()))
                                .put("comment", table.comment())
                                .put("properties", map(table.properties()))
                                .put("createdMillis", table.createdMillis())
                                .build()
                        + "\n";
        return (HEAD + checksum(json) + "\n" + json).getBytes(StandardCharsets.UTF_8);
    }

    private static String checksum(String json) {
        CRC32 checksum = new CRC32();
        checksum.update(json.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(checksum.getValue());
    }

    private static Json map(Map<String, String> values) {
        Map<String, Json> members = new LinkedHashMap<>();
        new TreeMap<>(values).forEach((key, value) -> members.put(key, Json.of(value)));
        return new Json.Struct(members);
    }

    /// @param path for the message when the bytes are no definition
    static TableDefinition read(byte[] bytes, String path) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int end = text.indexOf('\n');
        if (end < 0 || !text.startsWith(HEAD)) {
            throw damaged(path, "it does not begin with '" + HEAD.strip() + "'", null);
        }
        String json = text.substring(end + 1);
        if (!text.substring(HEAD.length(), end).equals(checksum(json))) {
            throw damaged(path, "its checksum is wrong", null);
        }
        try {
            return definition((Json.Struct) Json.parse(json));
        } catch (IllegalArgumentException | ClassCastException e) {
            throw damaged(path, String.valueOf(e.getMessage()), e);
        }
    }

    private static IllegalStateException damaged(
            String path, String reason, @Nullable Exception cause) {
        return new IllegalStateException(
                "The definition of a table in " + path + " cannot be read: " + reason, cause);
    }

    private static TableDefinition definition(Json.Struct json) {
        return new TableDefinition(
                text(json, "name"),
                text(json, "format"),
                (DataType.Struct) SchemaJson.read(json.member("schema")),
                texts(json.member("partitionColumns")),
                texts(json, "options"),
                optionalText(json, "location"),
                json.member("isExternal") instanceof Json.Bool(boolean value) && value,
                optionalText(json, "comment"),
                texts(json, "properties"),
                json.member("createdMillis") instanceof Json.Numeral millis ? millis.asLong() : 0);
    }

    private static @Nullable String optionalText(Json.Struct json, String name) {
        return json.member(name) instanceof Json.Text(String value) ? value : null;
    }

    private static String text(Json.Struct json, String name) {
        String value = optionalText(json, name);
        if (value == null) {
            throw new IllegalArgumentException("it has no " + name);
        }
        return value;
    }

    private static List<String> texts(@Nullable Json json) {
        List<String> texts = new ArrayList<>();
        if (json instanceof Json.Array(List<Json> items)) {
            items.forEach(item -> texts.add(((Json.Text) item).value()));
        }
        return texts;
    }

    private static Map<String, String> texts(Json.Struct json, String name) {
        Map<String, String> texts = new TreeMap<>();
        if (json.member(name) instanceof Json.Struct struct) {
            struct.members().forEach((key, item) -> texts.put(key, ((Json.Text) item).value()));
        }
        return texts;
    }
}
