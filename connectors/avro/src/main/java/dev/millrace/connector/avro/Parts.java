// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.avro;

import dev.millrace.spi.column.ArrayBuilder;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.column.MapBuilder;
import dev.millrace.spi.column.StructBuilder;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;

/// Readers of values with parts.
final class Parts {
    private Parts() {}

    /// A value of one of several types.
    record Union(List<ValueReader> branches) implements ValueReader {
        @Override
        public void read(AvroInput in, @Nullable ColumnBuilder into) throws IOException {
            int index = in.readInt();
            if (index < 0 || index >= branches.size()) {
                throw new IOException("branch " + index + " of " + branches.size());
            }
            branches.get(index).read(in, into);
        }
    }

    /// A value of a union that is a struct, in which only its own member is there.
    record Member(int index, int size, ValueReader value) implements ValueReader {
        @Override
        public void read(AvroInput in, @Nullable ColumnBuilder into) throws IOException {
            if (into == null) {
                value.read(in, null);
                return;
            }
            StructBuilder struct = (StructBuilder) into;
            for (int i = 0; i < size; i++) {
                if (i == index) {
                    value.read(in, struct.field(i));
                } else {
                    struct.field(i).appendNull();
                }
            }
            struct.endRow();
        }
    }

    /// Arrays.
    record Items(ValueReader element) implements ValueReader {
        @Override
        public void read(AvroInput in, @Nullable ColumnBuilder into) throws IOException {
            ArrayBuilder array = (ArrayBuilder) into;
            ColumnBuilder elements = array == null ? null : array.elements();
            for (long items = in.readItems(); items > 0; items = in.readItems()) {
                for (long i = 0; i < items; i++) {
                    element.read(in, elements);
                }
            }
            if (array != null) {
                array.endRow();
            }
        }
    }

    /// Maps.
    record Entries(ValueReader key, ValueReader value) implements ValueReader {
        @Override
        public void read(AvroInput in, @Nullable ColumnBuilder into) throws IOException {
            MapBuilder map = (MapBuilder) into;
            ColumnBuilder keys = map == null ? null : map.keys();
            ColumnBuilder values = map == null ? null : map.values();
            for (long items = in.readItems(); items > 0; items = in.readItems()) {
                for (long i = 0; i < items; i++) {
                    key.read(in, keys);
                    value.read(in, values);
                }
            }
            if (map != null) {
                map.endRow();
            }
        }
    }

    /// A field of a record in the file.
    ///
    /// @param target the field of the column, -1 if it is not wanted
    record Field(ValueReader reader, int target) {}

    /// What a field of the column has that the file does not.
    record Default(int target, @Nullable Object value) {}

    /// Records.
    record Fields(List<Field> fields, List<Default> defaults) implements ValueReader {
        @Override
        public void read(AvroInput in, @Nullable ColumnBuilder into) throws IOException {
            StructBuilder struct = (StructBuilder) into;
            for (Field field : fields) {
                field.reader()
                        .read(
                                in,
                                struct == null || field.target() < 0
                                        ? null
                                        : struct.field(field.target()));
            }
            if (struct != null) {
                for (Default missing : defaults) {
                    struct.field(missing.target()).appendBoxed(missing.value());
                }
                struct.endRow();
            }
        }
    }

    /// Passes values of a record that is within itself, which no column has.
    static final class Recursive implements ValueReader {
        private @Nullable ValueReader reader;

        void is(ValueReader record) {
            reader = record;
        }

        @Override
        public void read(AvroInput in, @Nullable ColumnBuilder into) throws IOException {
            java.util.Objects.requireNonNull(reader).read(in, into);
        }
    }
}
