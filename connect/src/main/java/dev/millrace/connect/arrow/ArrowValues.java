// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.arrow;

import dev.millrace.spi.column.ArrayBuilder;
import dev.millrace.spi.column.BooleanBuilder;
import dev.millrace.spi.column.BytesBuilder;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.column.DecimalBuilder;
import dev.millrace.spi.column.DoubleBuilder;
import dev.millrace.spi.column.IntBuilder;
import dev.millrace.spi.column.LongBuilder;
import dev.millrace.spi.column.MapBuilder;
import dev.millrace.spi.column.NullBuilder;
import dev.millrace.spi.column.StructBuilder;

import org.sparkproject.org.apache.arrow.vector.BaseIntVector;
import org.sparkproject.org.apache.arrow.vector.BitVector;
import org.sparkproject.org.apache.arrow.vector.DateDayVector;
import org.sparkproject.org.apache.arrow.vector.DecimalVector;
import org.sparkproject.org.apache.arrow.vector.DurationVector;
import org.sparkproject.org.apache.arrow.vector.FieldVector;
import org.sparkproject.org.apache.arrow.vector.Float4Vector;
import org.sparkproject.org.apache.arrow.vector.Float8Vector;
import org.sparkproject.org.apache.arrow.vector.IntervalYearVector;
import org.sparkproject.org.apache.arrow.vector.TimeNanoVector;
import org.sparkproject.org.apache.arrow.vector.TimeStampVector;
import org.sparkproject.org.apache.arrow.vector.VarBinaryVector;
import org.sparkproject.org.apache.arrow.vector.VarCharVector;
import org.sparkproject.org.apache.arrow.vector.VariableWidthFieldVector;
import org.sparkproject.org.apache.arrow.vector.complex.ListVector;
import org.sparkproject.org.apache.arrow.vector.complex.StructVector;

/// Appends single values of Arrow vectors to builders.
final class ArrowValues {
    private ArrowValues() {}

    static void append(ColumnBuilder builder, FieldVector vector, int row) {
        if (vector.isNull(row)) {
            builder.appendNull();
            return;
        }
        switch (builder) {
            case NullBuilder nulls -> nulls.appendNull();
            case BooleanBuilder booleans -> booleans.append(((BitVector) vector).get(row) != 0);
            case IntBuilder ints -> ints.append(intValue(vector, row));
            case LongBuilder longs -> longs.append(longValue(vector, row));
            case DoubleBuilder doubles -> doubles.append(doubleValue(vector, row));
            case DecimalBuilder decimals ->
                    decimals.append(((DecimalVector) vector).getObjectNotNull(row).unscaledValue());
            case BytesBuilder bytes -> bytes.append(bytesValue(vector, row));
            case ArrayBuilder array -> {
                ListVector list = (ListVector) vector;
                for (int i = list.getElementStartIndex(row);
                        i < list.getElementEndIndex(row);
                        i++) {
                    append(array.elements(), list.getDataVector(), i);
                }
                array.endRow();
            }
            case MapBuilder map -> {
                ListVector list = (ListVector) vector;
                StructVector entries = (StructVector) list.getDataVector();
                for (int i = list.getElementStartIndex(row);
                        i < list.getElementEndIndex(row);
                        i++) {
                    append(map.keys(), (FieldVector) entries.getChildByOrdinal(0), i);
                    append(map.values(), (FieldVector) entries.getChildByOrdinal(1), i);
                }
                map.endRow();
            }
            case StructBuilder struct -> {
                StructVector fields = (StructVector) vector;
                for (int i = 0; i < fields.size(); i++) {
                    append(struct.field(i), (FieldVector) fields.getChildByOrdinal(i), row);
                }
                struct.endRow();
            }
        }
    }

    private static int intValue(FieldVector vector, int row) {
        return switch (vector) {
            case DateDayVector days -> days.get(row);
            case IntervalYearVector months -> months.get(row);
            default -> (int) ((BaseIntVector) vector).getValueAsLong(row);
        };
    }

    private static long longValue(FieldVector vector, int row) {
        return switch (vector) {
            case TimeStampVector micros -> micros.get(row);
            case TimeNanoVector nanos -> nanos.get(row);
            case DurationVector duration -> DurationVector.get(duration.getDataBuffer(), row);
            default -> ((BaseIntVector) vector).getValueAsLong(row);
        };
    }

    private static double doubleValue(FieldVector vector, int row) {
        return vector instanceof Float4Vector floats
                ? floats.get(row)
                : ((Float8Vector) vector).get(row);
    }

    private static byte[] bytesValue(FieldVector vector, int row) {
        return switch (vector) {
            case VarCharVector text -> text.get(row);
            case VarBinaryVector binary -> binary.get(row);
            default -> ((VariableWidthFieldVector) vector).get(row);
        };
    }
}
