// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.parquet;

import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.MapColumn;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/// Takes the columns of a batch apart into the entries of each leaf.
final class Shredder {
    private final DataType.Struct schema;
    private final List<LeafWriter> leaves;
    private int next;

    Shredder(DataType.Struct schema, List<LeafWriter> leaves) {
        this.schema = schema;
        this.leaves = leaves;
    }

    /// The entries of one node: which row of its column each one is, -1 where it or something above
    /// is missing, with the levels.
    ///
    /// @param repetitions null while nothing repeats
    private record Entries(
            int count, int[] rows, int[] definitions, int @Nullable [] repetitions) {}

    /// Hands the batch to the leaves.
    void write(ColumnBatch batch) {
        next = 0;
        int count = batch.rowCount();
        for (int i = 0; i < schema.size(); i++) {
            int[] rows = new int[count];
            for (int row = 0; row < count; row++) {
                rows[row] = row;
            }
            node(
                    schema.field(i),
                    batch.column(i),
                    new Entries(count, rows, new int[count], null),
                    0);
        }
    }

    private void node(StructField field, Column column, Entries entries, int repetitions) {
        node(field.type(), field.nullable(), column, entries, repetitions);
    }

    private void node(
            DataType type, boolean nullable, Column column, Entries above, int repetitions) {
        Entries entries = present(column, nullable, above);
        switch (type) {
            case DataType.Struct struct -> {
                StructColumn fields = (StructColumn) column;
                for (int i = 0; i < struct.size(); i++) {
                    node(struct.field(i), fields.field(i), copy(entries), repetitions);
                }
            }
            case DataType.Array array -> {
                ArrayColumn list = (ArrayColumn) column;
                Entries elements = expand(entries, repetitions + 1, list, null);
                node(
                        array.element(),
                        array.containsNull(),
                        list.elements(),
                        elements,
                        repetitions + 1);
            }
            case DataType.Map map -> {
                MapColumn entriesOf = (MapColumn) column;
                Entries pairs = expand(entries, repetitions + 1, null, entriesOf);
                node(map.key(), false, entriesOf.keys(), copy(pairs), repetitions + 1);
                node(
                        map.value(),
                        map.valueContainsNull(),
                        entriesOf.values(),
                        pairs,
                        repetitions + 1);
            }
            default ->
                    leaves.get(next++)
                            .write(
                                    column,
                                    entries.rows,
                                    entries.definitions,
                                    entries.repetitions,
                                    entries.count);
        }
    }

    /// Raises the definition level of the entries whose row is not NULL. Changes `entries`.
    private static Entries present(Column column, boolean nullable, Entries entries) {
        boolean mayBeNull = column.mayHaveNulls();
        for (int i = 0; i < entries.count; i++) {
            int row = entries.rows[i];
            if (row < 0) {
                continue;
            }
            if (mayBeNull && column.isNull(row)) {
                if (!nullable) {
                    throw new IllegalStateException("a NULL in a column that has none");
                }
                entries.rows[i] = -1;
            } else if (nullable) {
                entries.definitions[i]++;
            }
        }
        return entries;
    }

    private static Entries copy(Entries entries) {
        return new Entries(
                entries.count,
                entries.rows.clone(),
                entries.definitions.clone(),
                entries.repetitions);
    }

    private static Entries expand(
            Entries entries, int repetition, @Nullable ArrayColumn list, @Nullable MapColumn map) {
        int total = 0;
        for (int i = 0; i < entries.count; i++) {
            total += Math.max(1, entries.rows[i] < 0 ? 1 : length(list, map, entries.rows[i]));
        }
        int[] rows = new int[total];
        int[] definitions = new int[total];
        int[] repetitions = new int[total];
        int at = 0;
        for (int i = 0; i < entries.count; i++) {
            int row = entries.rows[i];
            int length = row < 0 ? 0 : length(list, map, row);
            int first = entries.repetitions == null ? 0 : entries.repetitions[i];
            if (length == 0) {
                rows[at] = -1;
                definitions[at] = entries.definitions[i];
                repetitions[at++] = first;
                continue;
            }
            int start = start(list, map, row);
            for (int element = 0; element < length; element++) {
                rows[at + element] = start + element;
            }
            Arrays.fill(definitions, at, at + length, entries.definitions[i] + 1);
            Arrays.fill(repetitions, at, at + length, repetition);
            repetitions[at] = first;
            at += length;
        }
        return new Entries(total, rows, definitions, repetitions);
    }

    private static int length(@Nullable ArrayColumn list, @Nullable MapColumn map, int row) {
        return list != null ? list.length(row) : map != null ? map.length(row) : 0;
    }

    private static int start(@Nullable ArrayColumn list, @Nullable MapColumn map, int row) {
        return list != null ? list.start(row) : map != null ? map.start(row) : 0;
    }
}
