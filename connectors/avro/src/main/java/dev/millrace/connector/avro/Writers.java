// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.avro;

import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.column.MapColumn;
import dev.millrace.spi.column.StructColumn;

import org.apache.avro.Schema;

import java.util.Arrays;
import java.util.List;

/// Writers of all types.
final class Writers {
    private Writers() {}

    /// A value that may be NULL.
    ///
    /// @param nullBranch where NULL is in the union, and `branch` where the type of the value
    record Optional(int nullBranch, int branch, ValueWriter value) implements ValueWriter {
        @Override
        public void write(Column column, int row, AvroOutput out) {
            if (column.isNull(row)) {
                out.writeLong(nullBranch);
            } else {
                out.writeLong(branch);
                value.write(column, row, out);
            }
        }
    }

    /// A value that the file's schema says is never NULL.
    record Required(String name, Schema schema, ValueWriter value) implements ValueWriter {
        @Override
        public void write(Column column, int row, AvroOutput out) {
            if (column.isNull(row)) {
                throw AvroErrors.unwritable(
                        "Cannot write null value for field `"
                                + name
                                + "` defined as non-null Avro data type \""
                                + schema.getType()
                                + "\". To allow null value for this field, specify its avro"
                                + " schema as a union type with \"null\" using `avroSchema`"
                                + " option.");
            }
            value.write(column, row, out);
        }
    }

    /// NULL, which takes no bytes.
    record Nothing() implements ValueWriter {
        @Override
        public void write(Column column, int row, AvroOutput out) {
            // There is nothing to write.
        }
    }

    record Booleans() implements ValueWriter {
        @Override
        public void write(Column column, int row, AvroOutput out) {
            out.writeByte(((BooleanColumn) column).value(row) ? 1 : 0);
        }
    }

    record Ints() implements ValueWriter {
        @Override
        public void write(Column column, int row, AvroOutput out) {
            out.writeLong(((IntColumn) column).value(row));
        }
    }

    /// @param divisor of the values in the file
    record Longs(long divisor) implements ValueWriter {
        @Override
        public void write(Column column, int row, AvroOutput out) {
            out.writeLong(Math.floorDiv(((LongColumn) column).value(row), divisor));
        }
    }

    record Floats() implements ValueWriter {
        @Override
        public void write(Column column, int row, AvroOutput out) {
            out.writeFloat((float) ((DoubleColumn) column).value(row));
        }
    }

    record Doubles() implements ValueWriter {
        @Override
        public void write(Column column, int row, AvroOutput out) {
            out.writeDouble(((DoubleColumn) column).value(row));
        }
    }

    /// Strings and bytes.
    record Bytes() implements ValueWriter {
        @Override
        public void write(Column column, int row, AvroOutput out) {
            BytesColumn bytes = (BytesColumn) column;
            out.writeString(bytes.data(), bytes.start(row), bytes.length(row));
        }
    }

    /// Bytes of a length that the schema gives.
    record Fixed(Schema schema) implements ValueWriter {
        @Override
        public void write(Column column, int row, AvroOutput out) {
            BytesColumn bytes = (BytesColumn) column;
            if (bytes.length(row) != schema.getFixedSize()) {
                throw AvroErrors.unwritable(
                        "Cannot write "
                                + bytes.length(row)
                                + " bytes of binary data into FIXED Type with size of "
                                + schema.getFixedSize()
                                + " bytes");
            }
            out.write(bytes.data(), bytes.start(row), bytes.length(row));
        }
    }

    /// Names of an enumeration.
    record Symbols(Schema schema) implements ValueWriter {
        @Override
        public void write(Column column, int row, AvroOutput out) {
            String name = ((BytesColumn) column).text(row);
            if (!schema.hasEnumSymbol(name)) {
                throw AvroErrors.unwritable(
                        "Cannot write \""
                                + name
                                + "\" since it's not defined in enum \""
                                + String.join("\", \"", schema.getEnumSymbols())
                                + "\"");
            }
            out.writeLong(schema.getEnumOrdinal(name));
        }
    }

    /// @param fixed how many bytes each has, -1 if it says so itself
    record Decimals(int fixed) implements ValueWriter {
        @Override
        public void write(Column column, int row, AvroOutput out) {
            byte[] bytes = ((DecimalColumn) column).unscaled(row).toByteArray();
            if (fixed < 0) {
                out.writeString(bytes, 0, bytes.length);
                return;
            }
            byte[] all = new byte[fixed];
            Arrays.fill(all, (byte) (bytes[0] >> 7));
            System.arraycopy(bytes, 0, all, fixed - bytes.length, bytes.length);
            out.write(all, 0, fixed);
        }
    }

    record Items(ValueWriter element) implements ValueWriter {
        @Override
        public void write(Column column, int row, AvroOutput out) {
            ArrayColumn array = (ArrayColumn) column;
            int length = array.length(row);
            if (length > 0) {
                out.writeLong(length);
            }
            for (int i = 0; i < length; i++) {
                element.write(array.elements(), array.start(row) + i, out);
            }
            out.writeLong(0);
        }
    }

    record Maps(ValueWriter value) implements ValueWriter {
        @Override
        public void write(Column column, int row, AvroOutput out) {
            MapColumn map = (MapColumn) column;
            BytesColumn keys = (BytesColumn) map.keys();
            int length = map.length(row);
            if (length > 0) {
                out.writeLong(length);
            }
            for (int i = map.start(row); i < map.start(row) + length; i++) {
                out.writeString(keys.data(), keys.start(i), keys.length(i));
                value.write(map.values(), i, out);
            }
            out.writeLong(0);
        }
    }

    /// @param sources for each field of the record the one of the struct
    record Records(List<ValueWriter> fields, List<Integer> sources) implements ValueWriter {
        @Override
        public void write(Column column, int row, AvroOutput out) {
            StructColumn struct = (StructColumn) column;
            for (int i = 0; i < fields.size(); i++) {
                fields.get(i).write(struct.field(sources.get(i)), row, out);
            }
        }
    }

    /// A struct of members as a union: the first member that is not NULL.
    ///
    /// @param branches of the members, and `nullBranch` of a struct without any
    record Members(List<ValueWriter> members, List<Integer> branches, int nullBranch)
            implements ValueWriter {
        @Override
        public void write(Column column, int row, AvroOutput out) {
            if (!column.isNull(row)) {
                StructColumn struct = (StructColumn) column;
                for (int i = 0; i < members.size(); i++) {
                    if (!struct.field(i).isNull(row)) {
                        out.writeLong(branches.get(i));
                        members.get(i).write(struct.field(i), row, out);
                        return;
                    }
                }
            }
            if (nullBranch < 0) {
                throw AvroErrors.unwritable("Cannot write null value for a union without null");
            }
            out.writeLong(nullBranch);
        }
    }
}
