// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.json;

import dev.millrace.execution.kernel.call.TextBuffer;
import dev.millrace.execution.kernel.cast.ToText;
import dev.millrace.execution.kernel.time.TimeOfDay;
import dev.millrace.execution.kernel.time.TimePattern;
import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.column.MapColumn;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.type.DataType;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Base64;
import java.util.IdentityHashMap;
import java.util.Map;

/// Writes values as JSON the way `to_json` and the JSON sink do: no blanks, NULL fields left out
/// (but
/// NULL elements and map values kept), timestamps in milliseconds with the zone's offset, NaN and
/// the
/// infinities as strings, binary as Base64. For one thread.
public final class JsonWriter {
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private final TextBuffer buffer;
    private final ToText.Writer texts;
    private final JsonOptions options;
    private final ZoneId zone;

    /// By identity: comparing types costs more than looking one up.
    private final Map<DataType.Struct, byte[][]> fieldNames = new IdentityHashMap<>();

    /// @param zone the session's, unless the options name another
    public JsonWriter(TextBuffer buffer, JsonOptions options, ZoneId zone) {
        this.buffer = buffer;
        this.options = options;
        this.zone = options.zone() == null ? zone : options.zone();
        this.texts = new ToText.Writer(this.zone, buffer);
    }

    /// Appends a value, `null` for NULL.
    public void append(Column column, DataType type, int row) {
        if (column.isNull(row)) {
            buffer.append("null");
            return;
        }
        switch (column) {
            case DoubleColumn doubles -> {
                double value = doubles.value(row);
                boolean isNumber = !Double.isNaN(value) && !Double.isInfinite(value);
                quoteUnless(isNumber, column, type, row);
            }
            case IntColumn ints when type instanceof DataType.Date -> {
                TimePattern pattern = options.dateFormat();
                if (pattern == null) {
                    quoteUnless(false, column, type, row);
                } else {
                    string(pattern.formatLocal(ints.value(row) * 86_400_000_000L));
                }
            }
            case LongColumn longs when type instanceof DataType.Timestamp ->
                    string(options.timestampFormat().format(longs.value(row), zone));
            case LongColumn longs when type instanceof DataType.TimestampNtz ->
                    string(options.localFormat().formatLocal(longs.value(row)));
            case LongColumn longs when type instanceof DataType.Time -> {
                TimePattern pattern = options.timeFormat();
                if (pattern == null) {
                    quoteUnless(false, column, type, row);
                } else {
                    string(pattern.formatLocal(longs.value(row) / TimeOfDay.NANOS_PER_MICRO));
                }
            }
            case LongColumn ignored ->
                    quoteUnless(type instanceof DataType.Int64, column, type, row);
            case IntColumn ignored ->
                    quoteUnless(!(type instanceof DataType.YearMonthInterval), column, type, row);
            case BytesColumn bytes -> {
                if (type instanceof DataType.Binary) {
                    byte[] encoded = Base64.getEncoder().encode(bytes.bytes(row));
                    string(encoded, 0, encoded.length);
                } else {
                    string(bytes.data(), bytes.start(row), bytes.length(row));
                }
            }
            case BooleanColumn ignored -> texts.append(column, type, row);
            case ArrayColumn array -> array(array, ((DataType.Array) type).element(), row);
            case MapColumn map -> map(map, (DataType.Map) type, row);
            case StructColumn struct -> struct(struct, (DataType.Struct) type, row);
            default -> texts.append(column, type, row);
        }
    }

    private void quoteUnless(boolean plain, Column column, DataType type, int row) {
        if (!plain) {
            buffer.append((byte) '"');
        }
        texts.append(column, type, row);
        if (!plain) {
            buffer.append((byte) '"');
        }
    }

    private void array(ArrayColumn array, DataType element, int row) {
        buffer.append((byte) '[');
        for (int i = 0; i < array.length(row); i++) {
            if (i > 0) {
                buffer.append((byte) ',');
            }
            append(array.elements(), element, array.start(row) + i);
        }
        buffer.append((byte) ']');
    }

    private void map(MapColumn map, DataType.Map type, int row) {
        buffer.append((byte) '{');
        for (int i = map.start(row); i < map.start(row) + map.length(row); i++) {
            if (i > map.start(row)) {
                buffer.append((byte) ',');
            }
            TextBuffer key = new TextBuffer(32);
            new ToText.Writer(zone, key).append(map.keys(), keyText(type.key()), i);
            string(key.array(), 0, key.length());
            buffer.append((byte) ':');
            append(map.values(), type.value(), i);
        }
        buffer.append((byte) '}');
    }

    /// Dates and timestamps are written as numbers where they are keys.
    private static DataType keyText(DataType type) {
        return switch (type) {
            case DataType.Date ignored -> DataType.INTEGER;
            case DataType.Timestamp ignored -> DataType.LONG;
            case DataType.TimestampNtz ignored -> DataType.LONG;
            default -> type;
        };
    }

    private void struct(StructColumn struct, DataType.Struct type, int row) {
        buffer.append((byte) '{');
        byte[][] names = fieldNames.computeIfAbsent(type, JsonWriter::names);
        boolean first = true;
        for (int i = 0; i < type.size(); i++) {
            Column field = struct.field(i);
            if (options.ignoresNullFields() && field.isNull(row)) {
                continue;
            }
            if (!first) {
                buffer.append((byte) ',');
            }
            first = false;
            byte[] name = names[i];
            buffer.append(name, 0, name.length);
            append(field, type.field(i).type(), row);
        }
        buffer.append((byte) '}');
    }

    /// `"name":` of each field.
    private static byte[][] names(DataType.Struct type) {
        byte[][] names = new byte[type.size()][];
        for (int i = 0; i < names.length; i++) {
            TextBuffer name = new TextBuffer(32);
            string(type.field(i).name(), name);
            name.append((byte) ':');
            names[i] = name.bytes();
        }
        return names;
    }

    private void string(String text) {
        string(text, buffer);
    }

    private static void string(String text, TextBuffer target) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        string(bytes, 0, bytes.length, target);
    }

    private void string(byte[] data, int start, int length) {
        string(data, start, length, buffer);
    }

    /// Appends a string in quotes; only quotes, backslashes and control characters are escaped.
    private static void string(byte[] data, int start, int length, TextBuffer target) {
        target.append((byte) '"');
        int from = start;
        int end = start + length;
        for (int at = start; at < end; at++) {
            byte b = data[at];
            if ((b >= 0 && b < ' ') || b == '"' || b == '\\') {
                target.append(data, from, at - from);
                escape(b, target);
                from = at + 1;
            }
        }
        target.append(data, from, end - from);
        target.append((byte) '"');
    }

    private static void escape(byte b, TextBuffer target) {
        target.append((byte) '\\');
        switch (b) {
            case '\n' -> target.append((byte) 'n');
            case '\r' -> target.append((byte) 'r');
            case '\t' -> target.append((byte) 't');
            case '\b' -> target.append((byte) 'b');
            case '\f' -> target.append((byte) 'f');
            case '"', '\\' -> target.append(b);
            default -> {
                target.append("u00");
                target.append(HEX[b >> 4]);
                target.append(HEX[b & 15]);
            }
        }
    }
}
