// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.json;

import dev.millrace.connector.files.text.ParseMode;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.format.FileFormat;
import dev.millrace.spi.format.FileReader;
import dev.millrace.spi.format.FileWriterFactory;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.type.DataType;

import java.io.IOException;
import java.util.List;

/// JSON: one object per line, or with `multiLine` one document per file.
public final class JsonFormat implements FileFormat {
    @Override
    public String name() {
        return "json";
    }

    @Override
    public DataType.Struct inferSchema(
            List<FileLocation> files, Options options, ConnectorContext context) {
        JsonOptions checked = JsonOptions.of(options, context);
        JsonInference inference = new JsonInference(checked, context.clock());
        JsonReader reader = new JsonReader(DataType.Struct.EMPTY, checked, context.clock());
        for (FileLocation location : files) {
            try (FileInput file = location.store().open(location.path())) {
                reader.sample(file, location.uri(), inference);
            } catch (IOException e) {
                throw ParseMode.readFailure(location.uri(), e);
            }
        }
        return inference.schema();
    }

    @Override
    public FileReader reader(DataType.Struct schema, Options options, ConnectorContext context) {
        return new JsonReader(schema, JsonOptions.of(options, context), context.clock());
    }

    @Override
    public FileWriterFactory writer(
            DataType.Struct schema, Options options, ConnectorContext context) {
        return JsonWriter.of(schema, options, context);
    }
}
