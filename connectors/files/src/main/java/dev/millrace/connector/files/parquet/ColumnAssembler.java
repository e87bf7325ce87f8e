// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.parquet;

import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.column.MapColumn;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.column.Validity;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Makes the column of one field, at any depth, from the levels and values of the leaves below it
/// (S. Melnik and others, "Dremel", 2010).
///
/// A field has one slot per entry of its innermost repeated ancestor, or per record. Of the entries
/// of any leaf below the field, those begin a slot whose repetition level is at most the number of
/// repeated ancestors and whose definition level says that the innermost one is there.
sealed interface ColumnAssembler {
    /// The column of the records last read.
    ///
    /// @param slots number of rows it has
    Column build(int slots);

    /// Where the slots of a field are among the entries of a leaf.
    ///
    /// @param repetitions number of repeated ancestors
    /// @param definition definition level at which the innermost of them is there, 0 without one
    record Place(LeafReader levels, int repetitions, int definition) {
        boolean begins(int entry) {
            return repetition(entry) <= repetitions && level(entry) >= definition;
        }

        int repetition(int entry) {
            return levels.leaf().repetitions() == 0 ? 0 : levels.repetitions()[entry];
        }

        int level(int entry) {
            return levels.leaf().definition() == 0 ? 0 : levels.definitions()[entry];
        }
    }

    /// A field that the file does not have.
    record Missing(DataType type) implements ColumnAssembler {
        @Override
        public Column build(int slots) {
            ColumnBuilder builder = ColumnBuilder.of(type, slots);
            for (int i = 0; i < slots; i++) {
                builder.appendNull();
            }
            return builder.build();
        }
    }

    /// A field with values.
    record Values(Place place, LeafConversion conversion) implements ColumnAssembler {
        @Override
        public Column build(int slots) {
            LeafReader reader = place.levels();
            LeafValues values = reader.values();
            if (values.count == slots) {
                return conversion.column(values, null, null, slots);
            }
            int largest = reader.leaf().definition();
            int[] definitions = reader.definitions();
            int[] rows = new int[values.count];
            long[] validity = Validity.noneValid(slots);
            int slot = 0;
            int value = 0;
            for (int i = 0; i < reader.levelCount(); i++) {
                if (definitions[i] == largest) {
                    rows[value++] = slot;
                    Validity.setValid(validity, slot);
                }
                slot += definitions[i] >= place.definition() ? 1 : 0;
            }
            return conversion.column(values, rows, validity, slots);
        }
    }

    /// A struct.
    ///
    /// @param definition level at which the struct is not NULL
    record Fields(Place place, int definition, List<ColumnAssembler> fields)
            implements ColumnAssembler {
        @Override
        public Column build(int slots) {
            List<Column> columns = new ArrayList<>(fields.size());
            for (ColumnAssembler field : fields) {
                columns.add(field.build(slots));
            }
            return new StructColumn(columns, validity(slots), slots);
        }

        private long @Nullable [] validity(int slots) {
            long[] validity = null;
            int slot = 0;
            for (int i = 0; i < place.levels().levelCount(); i++) {
                if (place.begins(i)) {
                    if (place.level(i) < definition) {
                        if (validity == null) {
                            validity = Validity.allValid(slots);
                        }
                        Validity.setNull(validity, slot);
                    }
                    slot++;
                }
            }
            return validity;
        }
    }

    /// Lists and maps, whose entries are repeated.
    ///
    /// @param definition level at which the list is not NULL
    /// @param entry the place of the entries
    /// @param children the element, or key and value
    record Entries(Place place, int definition, Place entry, List<ColumnAssembler> children)
            implements ColumnAssembler {
        @Override
        public Column build(int slots) {
            int[] starts = new int[slots];
            int[] lengths = new int[slots];
            long[] validity = null;
            int slot = -1;
            int entries = 0;
            for (int i = 0; i < place.levels().levelCount(); i++) {
                if (place.begins(i)) {
                    starts[++slot] = entries;
                    if (place.level(i) < definition) {
                        if (validity == null) {
                            validity = Validity.allValid(slots);
                        }
                        Validity.setNull(validity, slot);
                    }
                }
                if (entry.begins(i)) {
                    lengths[slot]++;
                    entries++;
                }
            }
            Column first = children.getFirst().build(entries);
            return children.size() == 1
                    ? new ArrayColumn(first, starts, lengths, validity, slots)
                    : new MapColumn(
                            first,
                            children.get(1).build(entries),
                            starts,
                            lengths,
                            validity,
                            slots);
        }
    }

    /// Spreads `count` numbers to the rows `rows[0..count)` of an array of `slots`.
    static long[] spread(long[] values, int @Nullable [] rows, int count, int slots) {
        if (rows == null) {
            return values.length >= slots ? values : Arrays.copyOf(values, slots);
        }
        long[] spread = new long[slots];
        for (int i = 0; i < count; i++) {
            spread[rows[i]] = values[i];
        }
        return spread;
    }
}
