// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.text;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.List;

/// The rules for the column that takes the text of malformed records.
public final class CorruptRecords {
    private CorruptRecords() {}

    /// Refuses a corrupt-record column that is not a nullable string.
    public static void checkType(DataType.Struct schema, String column) {
        int index = schema.indexOf(column);
        if (index < 0) {
            return;
        }
        StructField field = schema.field(index);
        if (!field.type().equals(DataType.STRING) || !field.nullable()) {
            throw MillraceException.of(ErrorKind.ANALYSIS, "INVALID_CORRUPT_RECORD_TYPE", "42804")
                    .with("columnName", "`" + column + "`")
                    .with("actualType", "\"" + field.type().sqlName() + "\"")
                    .text(
                            "The column `"
                                    + column
                                    + "` for corrupt records must have the nullable STRING type,"
                                    + " but got \""
                                    + field.type().sqlName()
                                    + "\".");
        }
    }

    /// Refuses a query that wants nothing but the corrupt-record column, as Spark does: which
    /// records are malformed depends on the columns that are read.
    public static void checkNotAlone(List<String> columns, String column) {
        if (columns.equals(List.of(column))) {
            throw MillraceException.of(
                            ErrorKind.ANALYSIS,
                            "UNSUPPORTED_FEATURE.QUERY_ONLY_CORRUPT_RECORD_COLUMN",
                            "0A000")
                    .text(
                            "The feature is not supported: Queries from raw JSON/CSV/XML files are"
                                    + " disallowed when the referenced columns only include the"
                                    + " internal corrupt record column (named `_corrupt_record` by"
                                    + " default). Cache or save the parsed results and then send"
                                    + " the same query.");
        }
    }
}
