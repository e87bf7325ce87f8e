// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.json;

import dev.millrace.connector.files.text.TextValues;
import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.column.MapColumn;
import dev.millrace.spi.column.NullColumn;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.type.DataType;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// Writes values as JSON text. Used by one thread.
///
/// Doubles are written as Java writes them, those that are no numbers as strings, binary as base64.
/// Keys of maps are the text of the value as it is held: days for a date.
final class JsonGenerator {
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private final TextValues.Output out;
    private final TextValues values;
    private final boolean ignoreNulls;

    JsonGenerator(TextValues.Output out, TextValues values, boolean ignoreNulls) {
        this.out = out;
        this.values = values;
        this.ignoreNulls = ignoreNulls;
    }

    /// Writes a row as an object.
    void record(DataType.Struct type, List<Column> fields, int row) {
        out.one('{');
        boolean first = true;
        for (int i = 0; i < type.size(); i++) {
            Column field = fields.get(i);
            if (ignoreNulls && field.isNull(row)) {
                continue;
            }
            if (!first) {
                out.one(',');
            }
            first = false;
            string(type.field(i).name());
            out.one(':');
            value(type.field(i).type(), field, row);
        }
        out.one('}');
    }

    private void value(DataType type, Column column, int row) {
        if (column.isNull(row)) {
            out.write(NULL, 0, NULL.length);
            return;
        }
        switch (column) {
            case NullColumn ignored -> out.write(NULL, 0, NULL.length);
            case IntColumn ints when type instanceof DataType.Date -> {
                out.one('"');
                values.date(ints.value(row), out);
                out.one('"');
            }
            case IntColumn ints -> out.integer(ints.value(row));
            case LongColumn longs -> number(type, longs.value(row));
            case DoubleColumn doubles -> floating(type, doubles.value(row));
            case BooleanColumn booleans -> {
                byte[] word = booleans.value(row) ? TRUE : FALSE;
                out.write(word, 0, word.length);
            }
            case DecimalColumn decimals ->
                    out.text(decimals.value(row, ((DataType.Decimal) type).scale()).toString());
            case BytesColumn bytes when type instanceof DataType.Binary -> {
                byte[] text = Base64.getEncoder().encode(bytes.bytes(row));
                out.one('"');
                out.write(text, 0, text.length);
                out.one('"');
            }
            case BytesColumn bytes -> string(bytes.data(), bytes.start(row), bytes.length(row));
            case ArrayColumn array -> array((DataType.Array) type, array, row);
            case MapColumn map -> map((DataType.Map) type, map, row);
            case StructColumn struct -> record((DataType.Struct) type, struct.fields(), row);
        }
    }

    private void number(DataType type, long value) {
        switch (type) {
            case DataType.Timestamp ignored -> {
                out.one('"');
                values.timestamp(value, out);
                out.one('"');
            }
            case DataType.TimestampNtz ignored -> {
                out.one('"');
                values.localTimestamp(value, out);
                out.one('"');
            }
            default -> out.integer(value);
        }
    }

    private void floating(DataType type, double value) {
        boolean word = Double.isNaN(value) || Double.isInfinite(value);
        if (word) {
            out.one('"');
        }
        out.text(
                type instanceof DataType.Float32
                        ? Float.toString((float) value)
                        : Double.toString(value));
        if (word) {
            out.one('"');
        }
    }

    private void array(DataType.Array type, ArrayColumn array, int row) {
        out.one('[');
        for (int i = 0; i < array.length(row); i++) {
            if (i > 0) {
                out.one(',');
            }
            value(type.element(), array.elements(), array.start(row) + i);
        }
        out.one(']');
    }

    private void map(DataType.Map type, MapColumn map, int row) {
        out.one('{');
        for (int i = 0; i < map.length(row); i++) {
            int entry = map.start(row) + i;
            if (i > 0) {
                out.one(',');
            }
            string(String.valueOf(BoxedValues.read(map.keys(), type.key(), entry)));
            out.one(':');
            value(type.value(), map.values(), entry);
        }
        out.one('}');
    }

    private void string(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        string(bytes, 0, bytes.length);
    }

    private void string(byte[] text, int start, int length) {
        out.one('"');
        int from = start;
        int end = start + length;
        for (int i = start; i < end; i++) {
            byte c = text[i];
            if (c < 0 || c >= ' ' && c != '"' && c != '\\') {
                continue;
            }
            out.write(text, from, i - from);
            from = i + 1;
            escape(c);
        }
        out.write(text, from, end - from);
        out.one('"');
    }

    private void escape(byte c) {
        out.one('\\');
        switch (c) {
            case '"', '\\' -> out.one(c);
            case '\b' -> out.one('b');
            case '\f' -> out.one('f');
            case '\n' -> out.one('n');
            case '\r' -> out.one('r');
            case '\t' -> out.one('t');
            default -> {
                out.one('u');
                out.one('0');
                out.one('0');
                out.one(HEX[c >> 4 & 15]);
                out.one(HEX[c & 15]);
            }
        }
    }
}
