// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.csv;

import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.format.FileFormat;
import dev.millrace.spi.format.FileReader;
import dev.millrace.spi.format.FileWriterFactory;
import dev.millrace.spi.format.FormatErrors;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.List;

/// CSV, as Spark reads and writes it.
public final class CsvFormat implements FileFormat {
    @Override
    public String name() {
        return "csv";
    }

    @Override
    public DataType.Struct inferSchema(
            List<FileLocation> files, Options options, ConnectorContext context) {
        return new CsvInference(reading(options, context), context.clock()).infer(files);
    }

    @Override
    public FileReader reader(DataType.Struct schema, Options options, ConnectorContext context) {
        return new CsvReader(schema, reading(options, context), context.clock());
    }

    @Override
    public FileWriterFactory writer(
            DataType.Struct schema, Options options, ConnectorContext context) {
        schema.fields().forEach(CsvFormat::requireFlat);
        return CsvWriter.of(schema, options, CsvOptions.of(options, context, false));
    }

    private static CsvOptions reading(Options options, ConnectorContext context) {
        return CsvOptions.of(options, context, true);
    }

    /// Refuses a column that one field of text cannot hold.
    static void requireFlat(StructField field) {
        boolean flat =
                switch (field.type()) {
                    case DataType.Array ignored -> false;
                    case DataType.Map ignored -> false;
                    case DataType.Struct ignored -> false;
                    case DataType.Null ignored -> false;
                    case DataType.CalendarInterval ignored -> false;
                    case DataType.Time ignored -> throw refused(field);
                    case DataType.DayTimeInterval ignored -> throw refused(field);
                    case DataType.YearMonthInterval ignored -> throw refused(field);
                    default -> true;
                };
        if (!flat) {
            throw FormatErrors.unsupportedType(field.name(), field.type(), "CSV");
        }
    }

    private static MillraceException refused(StructField field) {
        return MillraceException.unsupported(
                "the type " + field.type().sqlName() + " in CSV files");
    }
}
