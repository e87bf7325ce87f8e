// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.json;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.StructColumn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Reads objects as structs, and the records themselves. Fields that are not in the schema are
/// passed, fields that are missing are NULL, bad fields are NULL and make the struct partial.
///
/// Objects of one file mostly have the same fields in the same order, so the reader remembers the
/// name it met at each place and compares the bytes with that before it looks a name up.
final class StructReader extends ValueReader {
    private static final int REMEMBERED_FIELDS = 512;
    private static final int REMEMBERED_NAME = 120;

    private final FieldNames names;
    private final ValueReader[] fields;
    private NamePattern[] met = new NamePattern[16];
    private int metCount;

    StructReader(FieldNames names, List<ValueReader> fields) {
        this.names = names;
        this.fields = fields.toArray(new ValueReader[0]);
    }

    @Override
    int read(JsonCursor in, int row) {
        if (in.data()[in.at] == '{') {
            if (isValid(row)) {
                clear(row);
            }
            return readObject(in, row);
        }
        if (in.passesNull()) {
            clear(row);
            return GOOD;
        }
        in.skipValue();
        return BAD;
    }

    /// Reads the object that begins at the cursor into the fields' rows.
    int readObject(JsonCursor in, int row) {
        int outcome = GOOD;
        int place = 0;
        in.enter();
        in.at++;
        byte c = in.nextToken();
        while (c != '}') {
            int field;
            if (place < metCount && in.passes(met[place])) {
                field = met[place].field();
            } else {
                field = findField(in, place);
            }
            place++;
            in.passColon();
            if (field < 0) {
                in.skipField();
            } else if (fields[field].read(in, row) != GOOD) {
                outcome = PARTIAL;
            }
            c = in.nextToken();
            if (c == ',') {
                in.at++;
                c = in.nextToken();
                if (c == '}') {
                    throw in.malformed("a comma before a closing brace", in.at);
                }
            } else if (c != '}') {
                throw in.malformed("a comma was expected", in.at);
            }
        }
        in.at++;
        in.leave();
        setValid(row);
        return outcome;
    }

    private int findField(JsonCursor in, int place) {
        int start = in.at;
        in.readName();
        int field = names.find(in.data(), in.textStart(), in.textLength());
        int length = in.at - start;
        if (place < REMEMBERED_FIELDS && length <= REMEMBERED_NAME && in.data()[start] == '"') {
            if (place == met.length) {
                met = Arrays.copyOf(met, place * 2);
            }
            met[place] = new NamePattern(field, in.data(), start, length);
            metCount = Math.max(metCount, place + 1);
        }
        return field;
    }

    @Override
    void clear(int row) {
        super.clear(row);
        for (ValueReader field : fields) {
            field.clear(row);
        }
    }

    @Override
    void grow(int rows) {
        for (ValueReader field : fields) {
            field.grow(rows);
        }
    }

    /// Drops what is known of the rows' own validity, for the root, which is never NULL.
    void forget() {
        takeValidity(0);
    }

    /// The columns of the fields, in the order of the schema.
    List<Column> buildFields(int size, byte[] data) {
        List<Column> columns = new ArrayList<>(fields.length);
        for (ValueReader field : fields) {
            columns.add(field.build(size, data));
        }
        return columns;
    }

    @Override
    Column build(int size, byte[] data) {
        List<Column> columns = buildFields(size, data);
        return new StructColumn(columns, takeValidity(size), size);
    }
}
