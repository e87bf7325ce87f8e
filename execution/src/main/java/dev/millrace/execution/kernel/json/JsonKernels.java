// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.json;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.RowKernel;
import dev.millrace.execution.kernel.call.TextBuffer;
import dev.millrace.spi.column.BytesBuilder;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Functions between JSON and values.
public final class JsonKernels {
    /// Names that `of` knows.
    private static final List<String> NAMES = List.of("to_json", "from_json", "get_json_object");

    static final String CORRUPT_RECORD = "_corrupt_record";

    private JsonKernels() {}

    /// Names that `of` knows.
    public static List<String> names() {
        List<String> names = new ArrayList<>(NAMES);
        names.addAll(JsonFacts.NAMES);
        names.addAll(CsvKernels.NAMES);
        return names;
    }

    /// The kernel of a call, null if the function is none of this class.
    public static @Nullable Kernel of(CallSite site) {
        return switch (site.function()) {
            case "to_json" -> toJson(site);
            case "from_json" -> fromJson(site);
            case "get_json_object" -> getJsonObject(site);
            default -> {
                Kernel facts = JsonFacts.of(site);
                yield facts == null ? CsvKernels.of(site) : facts;
            }
        };
    }

    private static Kernel toJson(CallSite site) {
        JsonOptions options = JsonOptions.of(site, 1, false);
        DataType type = site.argumentType(0);
        return (arguments, rowCount, context) -> {
            Column values = arguments[0];
            TextBuffer buffer = new TextBuffer(rowCount * 32);
            JsonWriter writer = new JsonWriter(buffer, options, context.timeZone());
            int[] starts = new int[rowCount];
            int[] lengths = new int[rowCount];
            for (int i = 0; i < rowCount; i++) {
                starts[i] = buffer.length();
                if (!values.isNull(i)) {
                    writer.append(values, type, i);
                }
                lengths[i] = buffer.length() - starts[i];
            }
            return new BytesColumn(buffer.bytes(), starts, lengths, values.validity(), rowCount);
        };
    }

    private static Kernel fromJson(CallSite site) {
        JsonOptions options = JsonOptions.of(site, 1, true);
        DataType type = site.type();
        return (arguments, rowCount, context) -> {
            BytesColumn texts = (BytesColumn) arguments[0];
            JsonReader reader = new JsonReader(options, context);
            ColumnBuilder result = ColumnBuilder.of(type, rowCount);
            for (int i = 0; i < rowCount; i++) {
                result.appendBoxed(
                        texts.isNull(i) ? null : parsed(texts.text(i), type, options, reader));
            }
            return result.build();
        };
    }

    /// A struct of NULLs (and the text, if the type has `_corrupt_record`) for text that is no
    /// JSON;
    /// NULL for blank text and where another type does not fit.
    private static @Nullable Object parsed(
            String text, DataType type, JsonOptions options, JsonReader reader) {
        Object value = null;
        boolean malformed;
        reader.start();
        try {
            JsonValue json = JsonParser.parse(text, true);
            if (json == null) {
                return null;
            }
            if (type instanceof DataType.Array(var element, var ignored)
                    && element instanceof DataType.Struct
                    && json instanceof JsonValue.Members) {
                json = new JsonValue.Items(List.of(json));
            }
            value = reader.convert(json, type);
            malformed = reader.isMalformed() || json instanceof JsonValue.Nothing;
        } catch (JsonParser.MalformedJson noJson) {
            malformed = true;
        }
        if (malformed && options.failsFast()) {
            throw malformed();
        }
        return type instanceof DataType.Struct struct && malformed
                ? withCorruptRecord(value, struct, text)
                : value;
    }

    private static List<@Nullable Object> withCorruptRecord(
            @Nullable Object value, DataType.Struct type, String text) {
        List<@Nullable Object> fields = new ArrayList<>(type.size());
        for (int i = 0; i < type.size(); i++) {
            boolean corrupt =
                    type.field(i).name().equals(CORRUPT_RECORD)
                            && type.field(i).type() instanceof DataType.Text;
            fields.add(corrupt ? text : value instanceof List<?> known ? known.get(i) : null);
        }
        return fields;
    }

    static MillraceException malformed() {
        return MillraceException.of(
                        ErrorKind.EXECUTION,
                        "MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION",
                        "22023")
                .with("badRecord", "[null]")
                .with("failFastMode", "FAILFAST")
                .text(
                        "Malformed records are detected in record parsing: [null]. Parse Mode:"
                                + " FAILFAST. To process malformed records as null result, try"
                                + " setting the option 'mode' as 'PERMISSIVE'.");
    }

    private static Kernel getJsonObject(CallSite site) {
        String literal = site.literalText(1);
        JsonPath known = literal == null ? null : JsonPath.of(literal);
        return RowKernel.<BytesBuilder>strict(
                site.type(),
                (arguments, row, result) -> {
                    JsonPath path =
                            literal != null
                                    ? known
                                    : JsonPath.of(((BytesColumn) arguments[1]).text(row));
                    String found = path == null ? null : find(arguments[0], row, path);
                    if (found == null) {
                        result.appendNull();
                    } else {
                        result.append(found);
                    }
                });
    }

    private static @Nullable String find(Column column, int row, JsonPath path) {
        try {
            JsonValue root = JsonParser.parse(((BytesColumn) column).text(row));
            return root == null ? null : path.evaluate(root);
        } catch (JsonParser.MalformedJson noJson) {
            return null;
        }
    }
}
