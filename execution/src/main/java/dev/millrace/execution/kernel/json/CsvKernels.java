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
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Records in CSV. Values read and print as those of JSON do, but for the quotes.
final class CsvKernels {
    static final List<String> NAMES = List.of("from_csv", "to_csv", "schema_of_csv");

    private CsvKernels() {}

    static @Nullable Kernel of(CallSite site) {
        return switch (site.function()) {
            case "from_csv" -> fromCsv(site);
            case "to_csv" -> toCsv(site);
            case "schema_of_csv" ->
                    RowKernel.<BytesBuilder>strict(
                            site.type(),
                            (arguments, row, result) ->
                                    result.append(
                                            schema(
                                                    CsvText.of(JsonOptions.given(site, 1), false),
                                                    ((BytesColumn) arguments[0]).text(row))));
            default -> null;
        };
    }

    private static Kernel fromCsv(CallSite site) {
        CsvText form = CsvText.of(JsonOptions.given(site, 1), false);
        JsonOptions options = JsonOptions.of(form.timeOptions(), true);
        DataType.Struct type = (DataType.Struct) site.type();
        return (arguments, rowCount, context) -> {
            BytesColumn texts = (BytesColumn) arguments[0];
            JsonReader reader = new JsonReader(options, context);
            ColumnBuilder result = ColumnBuilder.of(type, rowCount);
            for (int i = 0; i < rowCount; i++) {
                result.appendBoxed(
                        texts.isNull(i) ? null : record(texts.text(i), type, form, reader));
            }
            return result.build();
        };
    }

    /// Fields that are missing or do not fit are NULL; `_corrupt_record` gets the text then.
    private static List<@Nullable Object> record(
            String text, DataType.Struct type, CsvText form, JsonReader reader) {
        List<String> fields = form.fields(text);
        List<@Nullable Object> values = new ArrayList<>(type.size());
        reader.start();
        int corrupt = -1;
        int next = 0;
        for (StructField field : type.fields()) {
            if (field.name().equals(JsonKernels.CORRUPT_RECORD)
                    && field.type() instanceof DataType.Text) {
                corrupt = values.size();
                values.add(null);
                continue;
            }
            String given = next < fields.size() ? fields.get(next) : null;
            next++;
            values.add(
                    given == null || given.equals(form.nullValue())
                            ? null
                            : reader.convert(json(given, field.type()), field.type()));
        }
        boolean malformed = reader.isMalformed() || next != fields.size();
        if (malformed && form.failsFast()) {
            throw JsonKernels.malformed();
        }
        if (malformed && corrupt >= 0) {
            values.set(corrupt, text);
        }
        return values;
    }

    /// The field as the JSON value that has its type.
    private static JsonValue json(String field, DataType type) {
        return switch (type) {
            case DataType.Bool ignored ->
                    switch (field.toLowerCase(Locale.ROOT)) {
                        case "true" -> new JsonValue.Bool(true);
                        case "false" -> new JsonValue.Bool(false);
                        default -> new JsonValue.Text(field);
                    };
            case DataType.Int8 ignored -> number(field);
            case DataType.Int16 ignored -> number(field);
            case DataType.Int32 ignored -> number(field);
            case DataType.Int64 ignored -> number(field);
            case DataType.Float32 ignored -> number(field.strip());
            case DataType.Float64 ignored -> number(field.strip());
            case DataType.Decimal ignored -> number(field);
            default -> new JsonValue.Text(field);
        };
    }

    private static JsonValue number(String field) {
        return field.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?")
                ? new JsonValue.Number(field.startsWith("+") ? field.substring(1) : field)
                : new JsonValue.Text(field);
    }

    private static Kernel toCsv(CallSite site) {
        CsvText form = CsvText.of(JsonOptions.given(site, 1), true);
        JsonOptions options = JsonOptions.of(form.timeOptions(), false);
        DataType.Struct type = (DataType.Struct) site.argumentType(0);
        return (arguments, rowCount, context) -> {
            Column records = arguments[0];
            BytesBuilder result = new BytesBuilder(rowCount);
            for (int i = 0; i < rowCount; i++) {
                if (records.isNull(i)) {
                    result.appendNull();
                    continue;
                }
                StringBuilder line = new StringBuilder();
                for (int f = 0; f < type.size(); f++) {
                    Column field = ((StructColumn) records).field(f);
                    line.append(f == 0 ? "" : form.separator());
                    if (field.isNull(i)) {
                        line.append(form.nullValue());
                    } else {
                        TextBuffer buffer = new TextBuffer(32);
                        new JsonWriter(buffer, options, context.timeZone())
                                .append(field, type.field(f).type(), i);
                        line.append(form.written(plain(buffer)));
                    }
                }
                result.append(line.toString());
            }
            return result.build();
        };
    }

    /// JSON text without the quotes of strings.
    private static String plain(TextBuffer buffer) {
        String text =
                new String(
                        buffer.bytes(),
                        0,
                        buffer.length(),
                        java.nio.charset.StandardCharsets.UTF_8);
        return JsonParser.parse(text) instanceof JsonValue.Text(var value) ? value : text;
    }

    private static String schema(CsvText form, String example) {
        List<StructField> fields = new ArrayList<>();
        for (String field : form.fields(example)) {
            fields.add(new StructField("_c" + fields.size(), type(field, form.nullValue()), true));
        }
        return new DataType.Struct(fields).sqlName();
    }

    private static DataType type(String field, String nullValue) {
        if (field.equals(nullValue)) {
            return DataType.STRING;
        }
        if (field.matches("[-+]?\\d+")) {
            int digits = field.length();
            if (digits < 20) {
                long value = Long.parseLong(field);
                return value == (int) value ? DataType.INTEGER : DataType.LONG;
            }
            return digits <= DataType.Decimal.MAX_PRECISION
                    ? new DataType.Decimal(digits, 0)
                    : DataType.DOUBLE;
        }
        if (number(field) instanceof JsonValue.Number) {
            return DataType.DOUBLE;
        }
        if (field.matches("\\d{4}-\\d{2}-\\d{2}")) {
            return DataType.DATE;
        }
        if (field.matches("\\d{4}-\\d{2}-\\d{2}[ T]\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?.*")) {
            return DataType.TIMESTAMP;
        }
        return field.matches("(?i)true|false") ? DataType.BOOLEAN : DataType.STRING;
    }
}
