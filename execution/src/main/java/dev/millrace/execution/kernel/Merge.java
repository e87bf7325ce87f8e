// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import dev.millrace.execution.kernel.call.Columns;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.column.Validity;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Puts results that were computed for parts of a batch back at their rows. Rows that no part names
/// are NULL.
final class Merge {
    private final DataType type;
    private final int rowCount;
    private final List<Column> parts = new ArrayList<>();

    /// For each row the part it comes from and its row there, -1 for NULL.
    private final int[] partOf;

    private final int[] rowOf;

    Merge(DataType type, int rowCount) {
        this.type = type;
        this.rowCount = rowCount;
        this.partOf = new int[rowCount];
        this.rowOf = new int[rowCount];
        java.util.Arrays.fill(partOf, -1);
    }

    /// Row `i` of the part is row `rows[i]` of the result.
    void add(Column part, int[] rows, int count) {
        int index = parts.size();
        parts.add(part);
        for (int i = 0; i < count; i++) {
            partOf[rows[i]] = index;
            rowOf[rows[i]] = i;
        }
    }

    Column build() {
        return switch (type) {
            case DataType.Null ignored -> Columns.nulls(type, rowCount);
            case DataType.Text ignored -> bytes();
            case DataType.Binary ignored -> bytes();
            case DataType.Decimal ignored -> general();
            case DataType.Array ignored -> general();
            case DataType.Map ignored -> general();
            case DataType.Struct ignored -> general();
            default -> primitive();
        };
    }

    private Column primitive() {
        long[] valid = validity();
        Column first = parts.isEmpty() ? Columns.nulls(type, rowCount) : parts.getFirst();
        switch (first) {
            case IntColumn ignored -> {
                int[] values = new int[rowCount];
                for (int i = 0; i < rowCount; i++) {
                    if (partOf[i] >= 0) {
                        values[i] = ((IntColumn) parts.get(partOf[i])).value(rowOf[i]);
                    }
                }
                return new IntColumn(values, valid, rowCount);
            }
            case LongColumn ignored -> {
                long[] values = new long[rowCount];
                for (int i = 0; i < rowCount; i++) {
                    if (partOf[i] >= 0) {
                        values[i] = ((LongColumn) parts.get(partOf[i])).value(rowOf[i]);
                    }
                }
                return new LongColumn(values, valid, rowCount);
            }
            case DoubleColumn ignored -> {
                double[] values = new double[rowCount];
                for (int i = 0; i < rowCount; i++) {
                    if (partOf[i] >= 0) {
                        values[i] = ((DoubleColumn) parts.get(partOf[i])).value(rowOf[i]);
                    }
                }
                return new DoubleColumn(values, valid, rowCount);
            }
            case BooleanColumn ignored -> {
                boolean[] values = new boolean[rowCount];
                for (int i = 0; i < rowCount; i++) {
                    if (partOf[i] >= 0) {
                        values[i] = ((BooleanColumn) parts.get(partOf[i])).value(rowOf[i]);
                    }
                }
                return new BooleanColumn(values, valid, rowCount);
            }
            default -> {
                return general();
            }
        }
    }

    /// Views are enough where all parts share one buffer; else the bytes are copied together.
    private Column bytes() {
        byte[] shared = parts.isEmpty() ? new byte[0] : ((BytesColumn) parts.getFirst()).data();
        for (Column part : parts) {
            if (((BytesColumn) part).data() != shared) {
                return general();
            }
        }
        int[] starts = new int[rowCount];
        int[] lengths = new int[rowCount];
        for (int i = 0; i < rowCount; i++) {
            if (partOf[i] >= 0) {
                BytesColumn part = (BytesColumn) parts.get(partOf[i]);
                starts[i] = part.start(rowOf[i]);
                lengths[i] = part.length(rowOf[i]);
            }
        }
        return new BytesColumn(shared, starts, lengths, validity(), rowCount);
    }

    private Column general() {
        ColumnBuilder builder = ColumnBuilder.of(type, rowCount);
        for (int i = 0; i < rowCount; i++) {
            if (partOf[i] < 0) {
                builder.appendNull();
            } else {
                builder.appendFrom(parts.get(partOf[i]), rowOf[i]);
            }
        }
        return builder.build();
    }

    private long @Nullable [] validity() {
        long[] valid = null;
        for (int i = 0; i < rowCount; i++) {
            if (partOf[i] < 0 || parts.get(partOf[i]).isNull(rowOf[i])) {
                if (valid == null) {
                    valid = Validity.allValid(rowCount);
                }
                Validity.setNull(valid, i);
            }
        }
        return valid;
    }
}
