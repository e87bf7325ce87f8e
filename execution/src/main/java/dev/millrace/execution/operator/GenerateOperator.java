// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator;

import dev.millrace.execution.kernel.EvaluationContext;
import dev.millrace.execution.kernel.Evaluator;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.MapColumn;
import dev.millrace.spi.column.NullColumn;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Makes several rows of each row: the columns that are kept, repeated, and the generated ones.
public final class GenerateOperator {
    private final Kind kind;
    private final List<Evaluator> arguments;
    private final boolean isOuter;
    private final int[] kept;
    private final List<DataType> generated;

    /// What is generated.
    public enum Kind {
        /// A row for each element of an array, or key and value for each entry of a map.
        EXPLODE,
        /// The same with the position, from 0, in front.
        POSEXPLODE,
        /// The fields of each struct in an array.
        INLINE,
        /// As many rows as the first argument says, filled row by row from the other arguments.
        STACK
    }

    /// Which rows come out: row `i` repeats input row `sources[i]` beside element `elements[i]`,
    /// -1 for NULLs.
    private record Rows(int[] sources, int[] elements, int[] positions, int count) {}

    /// @param kept indexes of the input columns that stay
    /// @param generated types of the generated columns
    /// @param isOuter true to keep a row that generates none, with NULLs
    public GenerateOperator(
            Kind kind,
            List<Evaluator> arguments,
            boolean isOuter,
            int[] kept,
            List<DataType> generated) {
        this.kind = kind;
        this.arguments = List.copyOf(arguments);
        this.isOuter = isOuter;
        this.kept = kept.clone();
        this.generated = List.copyOf(generated);
    }

    public PartitionedBatches run(PartitionedBatches input, TaskContext context) {
        return new MappedPartitions(input, context, this::generate);
    }

    private @Nullable ColumnBatch generate(ColumnBatch batch, EvaluationContext context) {
        if (kind == Kind.STACK) {
            return stack(batch, context);
        }
        Column collection = arguments.getFirst().evaluate(batch, context);
        Rows rows = rows(collection, batch.rowCount());
        if (rows.count() == 0) {
            return null;
        }
        List<Column> columns = keep(batch, rows.sources(), rows.count());
        if (kind == Kind.POSEXPLODE) {
            int[] present = new int[rows.count()];
            for (int i = 0; i < present.length; i++) {
                present[i] = rows.elements()[i] < 0 ? -1 : i;
            }
            columns.add(
                    new IntColumn(rows.positions(), null, rows.count())
                            .gather(present, rows.count()));
        }
        addElements(collection, rows, columns);
        return new ColumnBatch(rows.count(), columns);
    }

    private List<Column> keep(ColumnBatch batch, int[] sources, int count) {
        List<Column> columns = new ArrayList<>(kept.length + generated.size());
        for (int index : kept) {
            columns.add(batch.column(index).gather(sources, count));
        }
        return columns;
    }

    private static int length(Column collection, int row) {
        if (collection.isNull(row)) {
            return 0;
        }
        return switch (collection) {
            case ArrayColumn array -> array.length(row);
            case MapColumn map -> map.length(row);
            default -> 0;
        };
    }

    private static int start(Column collection, int row) {
        return switch (collection) {
            case ArrayColumn array -> array.start(row);
            case MapColumn map -> map.start(row);
            default -> 0;
        };
    }

    private Rows rows(Column collection, int rowCount) {
        int total = 0;
        for (int i = 0; i < rowCount; i++) {
            int length = length(collection, i);
            total = Math.addExact(total, length == 0 && isOuter ? 1 : length);
        }
        int[] sources = new int[total];
        int[] elements = new int[total];
        int[] positions = new int[total];
        int n = 0;
        for (int i = 0; i < rowCount; i++) {
            int length = length(collection, i);
            if (length == 0 && isOuter) {
                sources[n] = i;
                elements[n++] = -1;
            }
            for (int j = 0; j < length; j++) {
                sources[n] = i;
                elements[n] = start(collection, i) + j;
                positions[n++] = j;
            }
        }
        return new Rows(sources, elements, positions, total);
    }

    private void addElements(Column collection, Rows rows, List<Column> columns) {
        switch (collection) {
            case MapColumn map -> {
                columns.add(map.keys().gather(rows.elements(), rows.count()));
                columns.add(map.values().gather(rows.elements(), rows.count()));
            }
            case ArrayColumn array when kind == Kind.INLINE ->
                    addFields(array.elements(), rows, columns);
            case ArrayColumn array ->
                    columns.add(array.elements().gather(rows.elements(), rows.count()));
            default -> {
                while (columns.size() < kept.length + generated.size()) {
                    columns.add(new NullColumn(rows.count()));
                }
            }
        }
    }

    private void addFields(Column elements, Rows rows, List<Column> columns) {
        int[] present = new int[rows.count()];
        for (int i = 0; i < present.length; i++) {
            int element = rows.elements()[i];
            present[i] = element < 0 || elements.isNull(element) ? -1 : element;
        }
        for (int f = 0; f < generated.size(); f++) {
            Column field =
                    elements instanceof StructColumn struct
                            ? struct.field(f)
                            : new NullColumn(elements.size());
            columns.add(field.gather(present, present.length));
        }
    }

    /// The first argument is a constant; the others fill the rows from left to right, NULL where
    /// they run out.
    private @Nullable ColumnBatch stack(ColumnBatch batch, EvaluationContext context) {
        if (batch.rowCount() == 0) {
            return null;
        }
        List<Column> values = new ArrayList<>();
        for (Evaluator argument : arguments) {
            values.add(argument.evaluate(batch, context));
        }
        int rowsEach = ((IntColumn) values.getFirst()).value(0);
        int count = Math.multiplyExact(batch.rowCount(), rowsEach);
        int[] sources = new int[count];
        for (int i = 0; i < count; i++) {
            sources[i] = i / rowsEach;
        }
        List<Column> columns = keep(batch, sources, count);
        for (int c = 0; c < generated.size(); c++) {
            ColumnBuilder builder = ColumnBuilder.of(generated.get(c), count);
            for (int i = 0; i < count; i++) {
                int argument = 1 + i % rowsEach * generated.size() + c;
                if (argument < values.size()) {
                    builder.appendFrom(values.get(argument), sources[i]);
                } else {
                    builder.appendNull();
                }
            }
            columns.add(builder.build());
        }
        return new ColumnBatch(count, columns);
    }
}
