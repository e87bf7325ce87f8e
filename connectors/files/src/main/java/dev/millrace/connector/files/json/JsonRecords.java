// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.json;

import dev.millrace.connector.files.text.ParseMode;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/// Reads records, one after the other, into the columns of a batch, and deals with the malformed
/// ones. A record is an object, or an array of objects which are one row each.
///
/// Which rows a malformed record gives:
/// - a field of a wrong type: the record's other fields are kept;
/// - text that is not JSON: one row of NULLs; but when the wrong token is the value of a member of
///   an object inside a field, the record's fields before that one are kept;
/// - a scalar, or an array with an element that is no object: one row of NULLs.
final class JsonRecords {
    private final DataType.Struct schema;
    private final ParseMode mode;
    private final String uri;
    private final StructReader root;
    private final int corruptIndex;
    private final TextReader corrupt = new TextReader(false);
    private int rowCount;

    /// @param schema the columns to deliver, the corrupt-record column included if it is wanted
    JsonRecords(DataType.Struct schema, JsonOptions options, String uri, ValueReaders readers) {
        this.schema = schema;
        this.mode = options.mode();
        this.uri = uri;
        this.corruptIndex = schema.indexOf(options.corruptColumn());
        List<StructField> read = new ArrayList<>(schema.fields());
        if (corruptIndex >= 0) {
            read.remove(corruptIndex);
        }
        this.root = readers.struct(new DataType.Struct(read));
    }

    int rowCount() {
        return rowCount;
    }

    /// Makes room for the rows of a batch.
    void expect(int rows) {
        root.grow(rows);
    }

    /// Reads one record; a blank one gives no row.
    void read(JsonCursor in, int start, int end) {
        in.record(start, end);
        if (end - start >= 3 && in.data()[start] == (byte) 0xEF) {
            in.passByteOrderMark();
        }
        int first = rowCount;
        boolean good;
        try {
            if (in.isBlank()) {
                return;
            }
            good = readRoot(in);
        } catch (MalformedJson e) {
            boolean keepsFields =
                    in.data()[in.recordStart()] == '{' && e.isMemberValue() && in.isInsideField();
            wipe(keepsFields ? first + 1 : first);
            rowCount = first + 1;
            good = false;
        } catch (ArrayIndexOutOfBoundsException e) {
            throw new IllegalStateException(
                    "bug in Millrace: the JSON parser left the record at " + start, e);
        }
        if (!good) {
            takeMalformed(in, first, start, end);
        }
    }

    private boolean readRoot(JsonCursor in) {
        in.markRecordStart();
        switch (in.data()[in.at]) {
            case '{' -> {
                boolean good = root.readObject(in, rowCount) == ValueReader.GOOD;
                rowCount++;
                return good;
            }
            case '[' -> {
                return readRootArray(in);
            }
            default -> {
                in.skipValue();
                throw in.malformed("a record is an object or an array of objects", in.at);
            }
        }
    }

    private boolean readRootArray(JsonCursor in) {
        boolean good = true;
        in.enter();
        in.at++;
        byte c = in.nextToken();
        while (c != ']') {
            if (c != '{') {
                throw in.malformed("an object was expected", in.at);
            }
            good &= root.readObject(in, rowCount) == ValueReader.GOOD;
            rowCount++;
            c = in.nextToken();
            if (c == ',') {
                in.at++;
                c = in.nextToken();
            } else if (c != ']') {
                throw in.malformed("a comma was expected", in.at);
            }
        }
        in.at++;
        in.leave();
        return good;
    }

    /// Makes the rows from `from` up to the one in work NULL.
    private void wipe(int from) {
        for (int row = from; row <= rowCount; row++) {
            root.clear(row);
        }
    }

    private void takeMalformed(JsonCursor in, int first, int start, int end) {
        switch (mode) {
            case DROPMALFORMED -> {
                wipe(first);
                rowCount = first;
            }
            case PERMISSIVE -> {
                if (corruptIndex >= 0) {
                    for (int row = first; row < rowCount; row++) {
                        corrupt.set(row, start, end - start);
                    }
                }
            }
            case FAILFAST -> {
                corrupt.set(first, start, end - start);
                ColumnBatch batch = build(in.data());
                throw ParseMode.failure(uri, describe(batch, first));
            }
        }
    }

    private String describe(ColumnBatch batch, int row) {
        StringJoiner text = new StringJoiner(",", "[", "]");
        for (int i = 0; i < schema.size(); i++) {
            @Nullable Object value = BoxedValues.read(batch.column(i), schema.field(i).type(), row);
            text.add(describe(value));
        }
        return text.toString();
    }

    private static String describe(@Nullable Object value) {
        if (!(value instanceof List<?> values)) {
            return String.valueOf(value);
        }
        StringJoiner text = new StringJoiner(",", "[", "]");
        values.forEach(element -> text.add(describe(element)));
        return text.toString();
    }

    /// The batch of all records read; empty afterwards.
    ColumnBatch build(byte[] data) {
        List<Column> columns = new ArrayList<>(root.buildFields(rowCount, data));
        Column text = corrupt.build(rowCount, data);
        if (corruptIndex >= 0) {
            columns.add(corruptIndex, text);
        }
        ColumnBatch batch = new ColumnBatch(rowCount, columns);
        root.forget();
        rowCount = 0;
        return batch;
    }
}
