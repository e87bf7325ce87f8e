// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.plain;

import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.format.FileFormat;
import dev.millrace.spi.format.FileReader;
import dev.millrace.spi.format.FileWriterFactory;
import dev.millrace.spi.format.FormatErrors;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.List;

/// Plain text: a row `value STRING` for each line or, with `wholetext`, for each file.
public final class TextFormat implements FileFormat {
    private static final DataType.Struct VALUE =
            DataType.Struct.of(new StructField("value", DataType.STRING));

    @Override
    public String name() {
        return "text";
    }

    @Override
    public DataType.Struct fixedSchema() {
        return VALUE;
    }

    @Override
    public DataType.Struct inferSchema(
            List<FileLocation> files, Options options, ConnectorContext context) {
        return VALUE;
    }

    @Override
    public FileReader reader(DataType.Struct schema, Options options, ConnectorContext context) {
        requireOneString(schema);
        return new TextFileReader(schema, TextOptions.of(options, "text reader"));
    }

    @Override
    public FileWriterFactory writer(
            DataType.Struct schema, Options options, ConnectorContext context) {
        requireOneString(schema);
        TextOptions checked = TextOptions.of(options, "text writer");
        return new TextWriter(checked.lineSeparator(), checked.compression());
    }

    private static void requireOneString(DataType.Struct schema) {
        for (StructField field : schema.fields()) {
            if (!(field.type() instanceof DataType.Text)) {
                throw FormatErrors.unsupportedType(field.name(), field.type(), "Text");
            }
        }
        if (schema.size() != 1) {
            throw MillraceException.of(ErrorKind.ANALYSIS, "_LEGACY_ERROR_TEMP_1290", "XXKCM")
                    .with("schemaSize", schema.size())
                    .text(
                            "Text data source supports only a single column, and you have "
                                    + schema.size()
                                    + " columns.");
        }
    }
}
