// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.text;

import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// How the text files of a reader are cut into parts, and how a part is read: decompressed, and as
/// UTF-8.
///
/// @param areLinesRecords false if a record may span lines, so that a file is one part
public record TextParts(LineEnds lineEnds, boolean areLinesRecords, Charset encoding) {
    private static final long PART_BYTES = 2L << 20;

    /// Where the parts of a file begin.
    public List<Long> starts(FileInput file, String uri) {
        if (!areLinesRecords
                || !encoding.equals(StandardCharsets.UTF_8)
                || FileStreams.isCompressed(uri)) {
            return List.of(0L);
        }
        try {
            return LineParts.starts(file, PART_BYTES, lineEnds.cut());
        } catch (IOException e) {
            throw ParseMode.readFailure(uri, e);
        }
    }

    /// The text of a part. One in another encoding than UTF-8 is converted as a whole.
    public InputStream open(FileInput file, String uri, long start, long end) throws IOException {
        InputStream input = FileStreams.open(file, uri, start, end);
        if (encoding.equals(StandardCharsets.UTF_8)) {
            return input;
        }
        try (input) {
            String text = new String(input.readAllBytes(), encoding);
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /// The records of a part.
    public RecordBatches records(
            FileInput file, String uri, long start, long end, RecordReader records) {
        try {
            return new RecordBatches(
                    open(file, uri, start, end), uri, records, lineEnds, !areLinesRecords);
        } catch (IOException e) {
            throw ParseMode.readFailure(uri, e);
        }
    }

    /// The text of a part as a whole.
    public byte[] content(FileInput file, String uri, long start, long end) {
        try (InputStream input = open(file, uri, start, end)) {
            return input.readAllBytes();
        } catch (IOException e) {
            throw ParseMode.readFailure(uri, e);
        }
    }

    /// The columns of a schema that a scan asks for, in its order.
    public static DataType.Struct chosen(DataType.Struct schema, List<String> columns) {
        List<StructField> fields = new ArrayList<>(columns.size());
        for (String column : columns) {
            fields.add(schema.field(schema.indexOf(column)));
        }
        return new DataType.Struct(fields);
    }
}
