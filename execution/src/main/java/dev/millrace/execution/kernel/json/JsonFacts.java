// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.json;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.RowKernel;
import dev.millrace.spi.column.ArrayBuilder;
import dev.millrace.spi.column.BytesBuilder;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.IntBuilder;
import dev.millrace.spi.column.StructBuilder;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What JSON text says of itself: lengths, names, members by name, a schema.
final class JsonFacts {
    static final List<String> NAMES =
            List.of("json_array_length", "json_object_keys", "json_tuple", "schema_of_json");

    private JsonFacts() {}

    static @Nullable Kernel of(CallSite site) {
        return switch (site.function()) {
            case "json_array_length" ->
                    RowKernel.<IntBuilder>strict(
                            site.type(),
                            (arguments, row, result) -> {
                                if (parsed(arguments[0], row)
                                        instanceof JsonValue.Items(var values)) {
                                    result.append(values.size());
                                } else {
                                    result.appendNull();
                                }
                            });
            case "json_object_keys" ->
                    RowKernel.<ArrayBuilder>strict(site.type(), JsonFacts::appendKeys);
            case "json_tuple" ->
                    RowKernel.<ArrayBuilder>withNulls(site.type(), JsonFacts::appendTuple);
            case "schema_of_json" ->
                    RowKernel.<BytesBuilder>strict(
                            site.type(),
                            (arguments, row, result) ->
                                    result.append(
                                            JsonSchema.of(parsed(arguments[0], row)).sqlName()));
            default -> null;
        };
    }

    /// Null for text that is no JSON.
    private static @Nullable JsonValue parsed(Column texts, int row) {
        try {
            return JsonParser.parse(((BytesColumn) texts).text(row));
        } catch (JsonParser.MalformedJson noJson) {
            return null;
        }
    }

    private static void appendKeys(Column[] arguments, int row, ArrayBuilder result) {
        if (!(parsed(arguments[0], row) instanceof JsonValue.Members(var members))) {
            result.appendNull();
            return;
        }
        members.keySet().forEach(result.elements()::appendBoxed);
        result.endRow();
    }

    /// One struct with a text for every name, NULL for those that are not there.
    private static void appendTuple(Column[] arguments, int row, ArrayBuilder result) {
        StructBuilder struct = (StructBuilder) result.elements();
        JsonValue json = arguments[0].isNull(row) ? null : parsed(arguments[0], row);
        for (int i = 1; i < arguments.length; i++) {
            JsonValue member =
                    json instanceof JsonValue.Members(var members) && !arguments[i].isNull(row)
                            ? members.get(((BytesColumn) arguments[i]).text(row))
                            : null;
            struct.field(i - 1)
                    .appendBoxed(
                            switch (member) {
                                case null -> null;
                                case JsonValue.Nothing ignored -> null;
                                case JsonValue.Text(var text) -> text;
                                default -> member.compact();
                            });
        }
        struct.endRow();
        result.endRow();
    }
}
