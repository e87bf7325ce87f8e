// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.json;

import dev.millrace.connector.files.text.RecordReader;
import dev.millrace.spi.column.ColumnBatch;

/// Reads each record of a buffer as JSON. The byte behind a record is a zero while it is read, at
/// which the cursor stops.
record JsonLines(JsonCursor cursor, JsonRecords records) implements RecordReader {
    @Override
    public int rowCount() {
        return records.rowCount();
    }

    @Override
    public void use(byte[] data, int filled) {
        cursor.use(data, filled);
    }

    @Override
    public byte[] read(byte[] data, int start, int end) {
        byte terminator = data[end];
        data[end] = 0;
        records.read(cursor, start, end);
        byte[] now = cursor.data();
        now[end] = terminator;
        return now;
    }

    @Override
    public ColumnBatch build(byte[] data) {
        ColumnBatch batch = records.build(data);
        records.expect(batch.rowCount());
        return batch;
    }
}
