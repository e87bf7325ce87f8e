// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.csv;

import dev.millrace.connector.files.text.CorruptRecords;
import dev.millrace.connector.files.text.ParseMode;
import dev.millrace.connector.files.text.TextParts;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.connector.ColumnPredicate;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.format.FileReader;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Reads CSV files of one schema. A part is held in memory as a whole.
final class CsvReader implements FileReader {
    private final DataType.Struct schema;
    private final CsvOptions options;
    private final InstantSource clock;

    CsvReader(DataType.Struct schema, CsvOptions options, InstantSource clock) {
        this.schema = schema;
        this.options = options;
        this.clock = clock;
        CorruptRecords.checkType(schema, options.corruptColumn());
        for (StructField field : schema.fields()) {
            CsvFormat.requireFlat(field);
            // A pattern that is wrong is refused now.
            new CsvFieldReader(field.type(), options, clock);
        }
    }

    @Override
    public List<Long> partStarts(FileInput file, String uri) {
        return options.parts().starts(file, uri);
    }

    @Override
    public BatchReader open(
            FileInput file,
            String uri,
            long start,
            long end,
            List<String> columns,
            List<ColumnPredicate> predicates) {
        CorruptRecords.checkNotAlone(columns, options.corruptColumn());
        CsvTokenizer tokens =
                new CsvTokenizer(options, options.parts().content(file, uri, start, end));
        if (options.header() && start == 0 && tokens.next() && !options.enforceSchema()) {
            checkHeader(tokens, uri);
        }
        return new CsvRecords(
                tokens, options, uri, schema, TextParts.chosen(schema, columns), clock);
    }

    private void checkHeader(CsvTokenizer tokens, String uri) {
        List<String> wanted = new ArrayList<>(schema.names());
        wanted.remove(options.corruptColumn());
        List<String> found = new ArrayList<>();
        for (int i = 0; i < tokens.count(); i++) {
            found.add(CsvInference.text(tokens, i));
        }
        String problem = null;
        if (wanted.size() != found.size()) {
            problem =
                    "Number of column in CSV header is not equal to number of fields in the"
                            + " schema:\n Header length: "
                            + found.size()
                            + ", schema size: "
                            + wanted.size();
        }
        for (int i = 0; problem == null && i < wanted.size(); i++) {
            if (!wanted.get(i).equalsIgnoreCase(found.get(i))) {
                problem =
                        "CSV header does not conform to the schema.\n Header: "
                                + String.join(", ", found)
                                + "\n Schema: "
                                + String.join(", ", wanted)
                                + "\nExpected: "
                                + wanted.get(i)
                                + " but found: "
                                + found.get(i);
            }
        }
        if (problem != null) {
            throw ParseMode.readFailure(
                    uri,
                    MillraceException.of(
                                    ErrorKind.ILLEGAL_ARGUMENT, "_LEGACY_ERROR_TEMP_3241", "XXKCM")
                            .with("msg", problem + "\nCSV file: " + uri)
                            .text(problem + "\nCSV file: " + uri));
        }
    }
}
