// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files;

import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.ColumnPredicate;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.format.FileFormat;
import dev.millrace.spi.format.FileReader;
import dev.millrace.spi.format.FileWriterFactory;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.storage.FileLocation;
import dev.millrace.spi.storage.FileOutput;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The simplest format there is: a line of `name=value` pairs per row, ints and strings. Cut at a
/// line when a file is large.
final class LinesFormat implements FileFormat {
    static final int PART_BYTES = 1 << 20;

    @Override
    public String name() {
        return "lines";
    }

    @Override
    public DataType.Struct inferSchema(
            List<FileLocation> files, Options options, ConnectorContext context) {
        List<StructField> fields = new ArrayList<>();
        try {
            FileLocation first = files.getFirst();
            String text = new String(first.store().readAll(first.path()), StandardCharsets.UTF_8);
            for (String pair : text.lines().findFirst().orElse("").split(";", -1)) {
                String value = pair.substring(pair.indexOf('=') + 1);
                fields.add(
                        new StructField(
                                pair.substring(0, pair.indexOf('=')),
                                value.matches("-?[0-9]+") ? DataType.INTEGER : DataType.STRING));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new DataType.Struct(fields);
    }

    @Override
    public FileReader reader(DataType.Struct schema, Options options, ConnectorContext context) {
        return new Reader(schema);
    }

    @Override
    public FileWriterFactory writer(
            DataType.Struct schema, Options options, ConnectorContext context) {
        return new Writers(schema);
    }

    private record Reader(DataType.Struct schema) implements FileReader {
        @Override
        public List<Long> partStarts(FileInput file, String uri) {
            try {
                byte[] all = new byte[(int) file.length()];
                file.readFully(0, all, 0, all.length);
                List<Long> starts = new ArrayList<>(List.of(0L));
                for (int i = 0; i < all.length - 1; i++) {
                    if (all[i] == '\n' && i + 1 - starts.getLast() >= PART_BYTES) {
                        starts.add(i + 1L);
                    }
                }
                return starts;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public BatchReader open(
                FileInput file,
                String uri,
                long start,
                long end,
                List<String> columns,
                List<ColumnPredicate> predicates) {
            try {
                byte[] bytes = new byte[(int) (end - start)];
                file.readFully(start, bytes, 0, bytes.length);
                List<StructField> fields = new ArrayList<>();
                for (String column : columns) {
                    fields.add(schema.field(schema.indexOf(column)));
                }
                List<List<@Nullable Object>> rows =
                        new String(bytes, StandardCharsets.UTF_8)
                                .lines()
                                .map(line -> row(line, fields))
                                .toList();
                ColumnBatch batch = BoxedValues.batch(new DataType.Struct(fields), rows);
                return BatchReader.of(List.of(new ColumnBatch(rows.size(), batch.columns())));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static List<@Nullable Object> row(String line, List<StructField> fields) {
            List<@Nullable Object> row = new ArrayList<>();
            for (StructField field : fields) {
                Object value = null;
                for (String pair : line.split(";", -1)) {
                    if (pair.startsWith(field.name() + "=")) {
                        String text = pair.substring(field.name().length() + 1);
                        value =
                                field.type().equals(DataType.INTEGER)
                                        ? (Object) Integer.parseInt(text)
                                        : text;
                    }
                }
                row.add(value);
            }
            return row;
        }
    }

    private record Writers(DataType.Struct schema) implements FileWriterFactory {
        @Override
        public String extension() {
            return ".lines";
        }

        @Override
        public FileWriter open(FileOutput output) {
            return new FileWriter() {
                @Override
                public void write(ColumnBatch batch) throws IOException {
                    StringBuilder text = new StringBuilder();
                    for (List<@Nullable Object> row : BoxedValues.rows(batch, schema)) {
                        for (int i = 0; i < row.size(); i++) {
                            if (row.get(i) != null) {
                                text.append(
                                                text.isEmpty()
                                                                || text.charAt(text.length() - 1)
                                                                        == '\n'
                                                        ? ""
                                                        : ";")
                                        .append(schema.field(i).name())
                                        .append('=')
                                        .append(row.get(i));
                            }
                        }
                        text.append('\n');
                    }
                    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
                    output.write(bytes, 0, bytes.length);
                }

                @Override
                public void finish() {}
            };
        }
    }
}
