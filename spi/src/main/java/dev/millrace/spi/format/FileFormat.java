// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.format;

import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/// One format of files.
public interface FileFormat {
    /// The short name, lower case: `json`.
    String name();

    /// The schema that all files of the format have, null if each has its own. Nothing has to be
    /// there to know it.
    default DataType.@Nullable Struct fixedSchema() {
        return null;
    }

    /// True if readers know the numbers of rows: `FileReader.ROW_INDEX`.
    default boolean hasRowIndex() {
        return false;
    }

    /// The schema of existing files, all fields nullable. Reads what it needs of them.
    DataType.Struct inferSchema(
            List<FileLocation> files, Options options, ConnectorContext context);

    /// The error of a table without files, whose schema is therefore not known.
    default MillraceException noFiles() {
        String name = name().equals("parquet") ? "Parquet" : name().toUpperCase(Locale.ROOT);
        return MillraceException.of(ErrorKind.ANALYSIS, "UNABLE_TO_INFER_SCHEMA", "42KD9")
                .with("format", name)
                .text("Unable to infer schema for " + name + ". It must be specified manually.");
    }

    /// A reader of files of this schema (without partition columns). Checks the options, by name
    /// and value, and the types now.
    ///
    /// @param schema all data columns that the table has, the corrupt-record column included
    FileReader reader(DataType.Struct schema, Options options, ConnectorContext context);

    /// A writer of files of this schema (without partition columns). Checks the options and types
    /// now: `UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE`.
    FileWriterFactory writer(DataType.Struct schema, Options options, ConnectorContext context);
}
