// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.avro;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.format.FileReader;
import dev.millrace.spi.format.FileWriterFactory;
import dev.millrace.spi.format.FormatErrors;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.type.DataType;

import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

import java.io.IOException;
import java.util.List;

/// What the format does, apart from it so that naming the format loads nothing.
final class AvroFiles {
    private static final String EXTENSION = ".avro";

    private AvroFiles() {}

    /// The schema that the user gives, or that of the first file that has the right name.
    static DataType.Struct inferSchema(List<FileLocation> files, AvroOptions options) {
        Schema given = options.schema();
        if (given != null) {
            return AvroTypes.columns(given);
        }
        for (FileLocation location : files) {
            if (!isRead(location.uri(), options)) {
                continue;
            }
            try (FileInput file = location.store().open(location.path())) {
                return AvroTypes.columns(Container.read(file).schema());
            } catch (IOException | AvroRuntimeException | StackOverflowError e) {
                throw MillraceException.of(ErrorKind.EXECUTION)
                        .cause(e)
                        .text("Could not read file: " + FormatErrors.display(location));
            }
        }
        throw noFiles();
    }

    static MillraceException noFiles() {
        return MillraceException.of(ErrorKind.EXECUTION)
                .text(
                        "java.io.FileNotFoundException: No Avro files found. If files don't have"
                                + " .avro extension, set ignoreExtension to true");
    }

    /// False for a file that is passed because of its name.
    static boolean isRead(String uri, AvroOptions options) {
        return options.isAnyName() || uri.endsWith(EXTENSION);
    }

    static FileReader reader(DataType.Struct schema, AvroOptions options) {
        return new AvroReader(schema, options);
    }

    static FileWriterFactory writer(DataType.Struct schema, AvroOptions options) {
        return AvroWriter.of(schema, options);
    }
}
