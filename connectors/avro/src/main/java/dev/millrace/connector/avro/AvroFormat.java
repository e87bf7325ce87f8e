// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.avro;

import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.format.FileFormat;
import dev.millrace.spi.format.FileReader;
import dev.millrace.spi.format.FileWriterFactory;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.type.DataType;

import java.util.List;

/// Avro container files, as Spark reads and writes them. Nothing of Avro is loaded before the
/// format is used.
public final class AvroFormat implements FileFormat {
    @Override
    public String name() {
        return "avro";
    }

    @Override
    public DataType.Struct inferSchema(
            List<FileLocation> files, Options options, ConnectorContext context) {
        return AvroFiles.inferSchema(files, AvroOptions.ofReader(options, context));
    }

    @Override
    public MillraceException noFiles() {
        return AvroFiles.noFiles();
    }

    @Override
    public FileReader reader(DataType.Struct schema, Options options, ConnectorContext context) {
        return AvroFiles.reader(schema, AvroOptions.ofReader(options, context));
    }

    @Override
    public FileWriterFactory writer(
            DataType.Struct schema, Options options, ConnectorContext context) {
        return AvroFiles.writer(schema, AvroOptions.ofWriter(options, context));
    }
}
