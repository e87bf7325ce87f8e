// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.json;

import dev.millrace.connector.files.text.DateParser;
import dev.millrace.connector.files.text.TimestampParser;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Makes the reader of each type.
final class ValueReaders {
    private final JsonOptions options;
    private final InstantSource clock;

    ValueReaders(JsonOptions options, InstantSource clock) {
        this.options = options;
        this.clock = clock;
    }

    StructReader struct(DataType.Struct type) {
        List<ValueReader> fields = new ArrayList<>(type.size());
        type.fields().forEach(field -> fields.add(of(field.type())));
        return new StructReader(new FieldNames(type.names()), fields);
    }

    ValueReader of(DataType type) {
        return switch (type) {
            case DataType.Null ignored -> new NothingReader();
            case DataType.Bool ignored -> new BooleanReader();
            // Spark takes bytes up to 255 and wraps them around.
            case DataType.Int8 ignored -> new IntReader(Byte.MIN_VALUE, 255);
            case DataType.Int16 ignored -> new IntReader(Short.MIN_VALUE, Short.MAX_VALUE);
            case DataType.Int32 ignored -> new IntReader(Integer.MIN_VALUE, Integer.MAX_VALUE);
            case DataType.Int64 ignored -> new LongReader();
            case DataType.Float32 ignored -> new DoubleReader(true);
            case DataType.Float64 ignored -> new DoubleReader(false);
            case DataType.Decimal decimal -> new DecimalReader(decimal);
            case DataType.Text ignored -> new TextReader(false);
            case DataType.Binary ignored -> new TextReader(true);
            case DataType.Date ignored ->
                    new IntReader(new DateParser(options.datePattern(), true));
            case DataType.Timestamp ignored ->
                    new LongReader(
                            new TimestampParser(
                                    options.timestampPattern(), false, options.zone(), clock),
                            true);
            case DataType.TimestampNtz ignored ->
                    new LongReader(
                            new TimestampParser(
                                    options.localTimestampPattern(), true, options.zone(), clock),
                            false);
            case DataType.Array array -> new ArrayReader(of(array.element()));
            case DataType.Map map -> new MapReader(of(map.value()));
            case DataType.Struct struct -> struct(struct);
            case DataType.Time ignored -> throw refused(type);
            case DataType.CalendarInterval ignored -> throw refused(type);
            case DataType.DayTimeInterval ignored -> throw refused(type);
            case DataType.YearMonthInterval ignored -> throw refused(type);
        };
    }

    private static MillraceException refused(DataType type) {
        return MillraceException.unsupported(
                "the type " + type.sqlName() + " in the schema of the JSON reader");
    }
}
