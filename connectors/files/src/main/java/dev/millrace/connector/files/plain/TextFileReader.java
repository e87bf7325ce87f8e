// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.plain;

import dev.millrace.connector.files.text.LineEnds;
import dev.millrace.connector.files.text.TextParts;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.connector.ColumnPredicate;
import dev.millrace.spi.format.FileReader;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.type.DataType;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Reads files of plain text.
final class TextFileReader implements FileReader {
    private final DataType.Struct schema;
    private final TextOptions options;
    private final TextParts parts;

    /// @param schema one column of strings
    TextFileReader(DataType.Struct schema, TextOptions options) {
        this.schema = schema;
        this.options = options;
        this.parts =
                new TextParts(
                        new LineEnds(options.lineSeparator()),
                        !options.isWholeFile(),
                        StandardCharsets.UTF_8);
    }

    @Override
    public List<Long> partStarts(FileInput file, String uri) {
        return parts.starts(file, uri);
    }

    @Override
    public BatchReader open(
            FileInput file,
            String uri,
            long start,
            long end,
            List<String> columns,
            List<ColumnPredicate> predicates) {
        boolean hasMark = start == 0 && !options.isWholeFile();
        TextLines lines = new TextLines(TextParts.chosen(schema, columns).size(), hasMark);
        return parts.records(file, uri, start, end, lines);
    }
}
