// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.avro;

import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.column.StructBuilder;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.connector.ColumnPredicate;
import dev.millrace.spi.format.FileReader;
import dev.millrace.spi.format.FormatErrors;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Reads files; a part begins with a block.
final class AvroReader implements FileReader {
    /// The least that a part has, since a block has only some thousand rows.
    private static final long PART_BYTES = 1L << 20;

    private final DataType.Struct schema;
    private final AvroOptions options;

    AvroReader(DataType.Struct schema, AvroOptions options) {
        this.schema = schema;
        this.options = options;
    }

    @Override
    public List<Long> partStarts(FileInput file, String uri) {
        List<Long> starts = new ArrayList<>();
        starts.add(0L);
        if (!AvroFiles.isRead(uri, options)) {
            return starts;
        }
        try {
            Container container = Container.read(file);
            long position = container.firstBlock();
            while (position < file.length()) {
                if (position - starts.getLast() >= PART_BYTES) {
                    starts.add(position);
                }
                position = container.block(file, position).next();
            }
            return starts;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw FormatErrors.unreadable(uri, e);
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
        if (!AvroFiles.isRead(uri, options)) {
            return () -> null;
        }
        try {
            Container container = Container.read(file);
            return new Batches(file, uri, container, reader(container, columns), start, end);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw FormatErrors.unreadable(uri, e);
        }
    }

    /// By position the columns of the table meet the fields, whichever of them are asked for.
    private Row reader(Container container, List<String> columns) {
        Schema given = options.schema();
        Schema wanted = given == null ? container.schema() : given;
        if (container.schema().getType() != Schema.Type.RECORD
                || wanted.getType() != Schema.Type.RECORD) {
            throw AvroErrors.incompatible(wanted, schema);
        }
        List<StructField> fields = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        if (options.isPositional()) {
            fields.addAll(schema.fields());
            columns.forEach(column -> places.add(schema.indexOf(column)));
        } else {
            for (String column : columns) {
                places.add(fields.size());
                fields.add(schema.field(schema.indexOf(column)));
            }
        }
        DataType.Struct struct = new DataType.Struct(fields);
        Parts.Fields reader = new Resolution(options).record(container.schema(), wanted, struct);
        return new Row(reader, struct, places);
    }

    /// @param places where the asked columns are in the struct
    private record Row(Parts.Fields reader, DataType.Struct struct, List<Integer> places) {}

    /// The rows of the blocks that begin in a part of a file.
    private static final class Batches implements BatchReader {
        private final FileInput file;
        private final String uri;
        private final Container container;
        private final Row row;
        private final long end;
        private final StructBuilder builder;
        private long position;
        private @Nullable AvroInput block;
        private long rowsLeft;

        Batches(FileInput file, String uri, Container container, Row row, long start, long end) {
            this.file = file;
            this.uri = uri;
            this.container = container;
            this.row = row;
            this.end = end;
            this.position = Math.max(start, container.firstBlock());
            this.builder = (StructBuilder) ColumnBuilder.of(row.struct());
        }

        @Override
        public @Nullable ColumnBatch next() {
            try {
                while (builder.size() < ColumnBatch.TARGET_ROWS) {
                    AvroInput current = block;
                    if (current != null && rowsLeft > 0) {
                        rowsLeft--;
                        row.reader().read(current, builder);
                        continue;
                    }
                    if (current != null && current.remaining() > 0) {
                        throw new IOException(
                                current.remaining() + " bytes after the last row of a block");
                    }
                    if (!opensNext()) {
                        break;
                    }
                }
            } catch (IOException | RuntimeException | StackOverflowError e) {
                throw FormatErrors.unreadable(uri, e);
            }
            if (builder.size() == 0) {
                return null;
            }
            StructColumn rows = builder.build();
            return new ColumnBatch(rows.size(), row.places().stream().map(rows::field).toList());
        }

        private boolean opensNext() throws IOException {
            if (position >= end) {
                return false;
            }
            Container.Block next = container.block(file, position);
            block = new AvroInput(container.content(file, next));
            rowsLeft = next.rows();
            position = next.next();
            return true;
        }
    }
}
