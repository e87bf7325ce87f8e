// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.cast;

import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.TextBuffer;
import dev.millrace.execution.kernel.number.NumberText;
import dev.millrace.execution.kernel.time.IntervalText;
import dev.millrace.execution.kernel.time.TimeFormat;
import dev.millrace.execution.kernel.time.ZoneClock;
import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.column.MapColumn;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.type.DataType;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;

/// Casts to string: what `show()` prints, for every type.
public final class ToText {
    private static final byte[] NULL = ascii("null");

    private ToText() {}

    static Kernel of(DataType from) {
        if (from instanceof DataType.Binary) {
            return (arguments, rowCount, context) -> arguments[0];
        }
        return (arguments, rowCount, context) -> {
            Column source = arguments[0];
            TextBuffer buffer = new TextBuffer(rowCount * 8 + 64);
            ToText.Writer writer = new ToText.Writer(context.timeZone(), buffer);
            int[] starts = new int[rowCount];
            int[] lengths = new int[rowCount];
            for (int i = 0; i < rowCount; i++) {
                starts[i] = buffer.length();
                if (!source.isNull(i)) {
                    writer.append(source, from, i);
                }
                lengths[i] = buffer.length() - starts[i];
            }
            return new BytesColumn(buffer.bytes(), starts, lengths, source.validity(), rowCount);
        };
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// Appends values as text to a buffer. For one thread.
    public static final class Writer {
        private final ZoneClock clock;
        private final TextBuffer buffer;

        public Writer(ZoneId zone, TextBuffer buffer) {
            this.clock = new ZoneClock(zone);
            this.buffer = buffer;
        }

        /// Appends a value that is not NULL.
        public void append(Column column, DataType type, int row) {
            switch (column) {
                case BooleanColumn booleans ->
                        buffer.append(booleans.value(row) ? "true" : "false");
                case IntColumn ints -> appendInt(ints.value(row), type);
                case LongColumn longs -> appendLong(longs.value(row), type);
                case DoubleColumn doubles -> {
                    double value = doubles.value(row);
                    if (type instanceof DataType.Float64 && appendSimple(value)) {
                        return;
                    }
                    buffer.append(
                            type instanceof DataType.Float32
                                    ? Float.toString((float) value)
                                    : Double.toString(value));
                }
                case DecimalColumn decimals ->
                        appendDecimal(decimals, ((DataType.Decimal) type).scale(), row);
                case BytesColumn bytes ->
                        buffer.append(bytes.data(), bytes.start(row), bytes.length(row));
                case ArrayColumn array -> appendArray(array, (DataType.Array) type, row);
                case MapColumn map -> appendMap(map, (DataType.Map) type, row);
                case StructColumn struct -> appendStruct(struct, (DataType.Struct) type, row);
                default -> buffer.append(NULL, 0, NULL.length);
            }
        }

        private void appendInt(int value, DataType type) {
            switch (type) {
                case DataType.Date ignored -> {
                    buffer.reserve(TimeFormat.MAX_LENGTH);
                    buffer.setLength(TimeFormat.date(value, buffer.array(), buffer.length()));
                }
                case DataType.YearMonthInterval interval ->
                        buffer.append(IntervalText.format(value, interval));
                default -> appendNumber(value);
            }
        }

        private void appendLong(long value, DataType type) {
            switch (type) {
                case DataType.Timestamp ignored -> appendTimestamp(clock.toLocal(value));
                case DataType.TimestampNtz ignored -> appendTimestamp(value);
                case DataType.Time ignored -> {
                    buffer.reserve(TimeFormat.MAX_LENGTH);
                    buffer.setLength(TimeFormat.time(value, buffer.array(), buffer.length()));
                }
                case DataType.DayTimeInterval interval ->
                        buffer.append(IntervalText.format(value, interval));
                default -> appendNumber(value);
            }
        }

        private void appendTimestamp(long local) {
            buffer.reserve(TimeFormat.MAX_LENGTH);
            buffer.setLength(TimeFormat.timestamp(local, buffer.array(), buffer.length()));
        }

        private void appendNumber(long value) {
            byte[] digits = buffer.scratch();
            int start = NumberText.formatLong(value, digits, digits.length);
            buffer.append(digits, start, digits.length - start);
        }

        private boolean appendSimple(double value) {
            byte[] digits = buffer.scratch();
            int start = NumberText.formatSimpleDouble(value, digits, digits.length);
            if (start >= 0) {
                buffer.append(digits, start, digits.length - start);
            }
            return start >= 0;
        }

        private void appendDecimal(DecimalColumn column, int scale, int row) {
            if (column.fitsLong(row)) {
                byte[] digits = buffer.scratch();
                int start = NumberText.formatDecimal(column.low(row), scale, digits, digits.length);
                buffer.append(digits, start, digits.length - start);
            } else {
                buffer.append(column.value(row, scale).toPlainString());
            }
        }

        private void appendArray(ArrayColumn array, DataType.Array type, int row) {
            buffer.append("[");
            for (int i = 0; i < array.length(row); i++) {
                buffer.append(i == 0 ? "" : ", ");
                appendPart(array.elements(), type.element(), array.start(row) + i);
            }
            buffer.append("]");
        }

        private void appendMap(MapColumn map, DataType.Map type, int row) {
            buffer.append("{");
            for (int i = 0; i < map.length(row); i++) {
                buffer.append(i == 0 ? "" : ", ");
                appendPart(map.keys(), type.key(), map.start(row) + i);
                buffer.append(" -> ");
                appendPart(map.values(), type.value(), map.start(row) + i);
            }
            buffer.append("}");
        }

        private void appendStruct(StructColumn struct, DataType.Struct type, int row) {
            buffer.append("{");
            for (int i = 0; i < type.size(); i++) {
                buffer.append(i == 0 ? "" : ", ");
                appendPart(struct.field(i), type.field(i).type(), row);
            }
            buffer.append("}");
        }

        private void appendPart(Column column, DataType type, int row) {
            if (column.isNull(row)) {
                buffer.append(NULL, 0, NULL.length);
            } else {
                append(column, type, row);
            }
        }
    }
}
