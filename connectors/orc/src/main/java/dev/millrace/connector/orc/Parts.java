// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.orc;

import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.ColumnBatches;
import dev.millrace.spi.column.MapColumn;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.column.Validity;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Readers of columns with parts.
final class Parts {
    /// More items of a batch than any memory has.
    private static final long MAX_ITEMS = 1L << 28;

    private Parts() {}

    /// Structs. The parts of a NULL are not in the file.
    static final class Structs extends ColumnReader {
        private final List<ColumnReader> fields;

        Structs(Runs.@Nullable Bits present, List<ColumnReader> fields) {
            super(present);
            this.fields = fields;
        }

        @Override
        Column read(int rows, long @Nullable [] validity) throws IOException {
            int there = rows - Validity.nullCount(validity, rows);
            int[] places = there == rows ? null : new int[rows];
            if (places != null) {
                int next = 0;
                for (int i = 0; i < rows; i++) {
                    places[i] = Validity.isValid(validity, i) ? next++ : -1;
                }
            }
            List<Column> columns = new ArrayList<>();
            for (ColumnReader field : fields) {
                Column column = field.read(there);
                columns.add(places == null ? column : column.gather(places, rows));
            }
            return new StructColumn(columns, validity, rows);
        }
    }

    /// Arrays, and maps as two arrays.
    static final class Lists extends ColumnReader {
        private final Runs.Integers lengths;
        private final List<ColumnReader> parts;
        private final List<DataType> types;

        /// @param parts the elements; or keys and values
        /// @param types of the parts
        Lists(
                Runs.@Nullable Bits present,
                Runs.Integers lengths,
                List<ColumnReader> parts,
                List<DataType> types) {
            super(present);
            this.lengths = lengths;
            this.parts = parts;
            this.types = types;
        }

        @Override
        Column read(int rows, long @Nullable [] validity) throws IOException {
            int[] starts = new int[rows];
            int[] sizes = new int[rows];
            long end = 0;
            for (int i = 0; i < rows; i++) {
                starts[i] = (int) end;
                if (Validity.isValid(validity, i)) {
                    long length = lengths.next();
                    if (length < 0 || length > MAX_ITEMS - end) {
                        throw new IOException("a list of " + length + " items");
                    }
                    sizes[i] = (int) length;
                    end += length;
                }
            }
            List<Column> columns = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                columns.add(readItems(parts.get(i), types.get(i), (int) end));
            }
            return columns.size() == 1
                    ? new ArrayColumn(columns.getFirst(), starts, sizes, validity, rows)
                    : new MapColumn(columns.get(0), columns.get(1), starts, sizes, validity, rows);
        }

        /// In steps, so that a damaged length fails before memory is taken for it.
        private static Column readItems(ColumnReader part, DataType type, int count)
                throws IOException {
            int step = 1 << 16;
            if (count <= step) {
                return part.read(count);
            }
            List<ColumnBatch> pieces = new ArrayList<>();
            for (int done = 0; done < count; done += step) {
                int size = Math.min(step, count - done);
                pieces.add(new ColumnBatch(size, List.of(part.read(size))));
            }
            DataType.Struct schema = DataType.Struct.of(new StructField("item", type));
            return ColumnBatches.concat(schema, pieces).column(0);
        }
    }
}
