// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.arrow;

import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.column.MapColumn;
import dev.millrace.spi.column.NullColumn;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.type.DataType;

import org.sparkproject.org.apache.arrow.vector.BaseFixedWidthVector;
import org.sparkproject.org.apache.arrow.vector.BaseVariableWidthVector;
import org.sparkproject.org.apache.arrow.vector.BigIntVector;
import org.sparkproject.org.apache.arrow.vector.BitVector;
import org.sparkproject.org.apache.arrow.vector.DateDayVector;
import org.sparkproject.org.apache.arrow.vector.DecimalVector;
import org.sparkproject.org.apache.arrow.vector.DurationVector;
import org.sparkproject.org.apache.arrow.vector.FieldVector;
import org.sparkproject.org.apache.arrow.vector.Float4Vector;
import org.sparkproject.org.apache.arrow.vector.Float8Vector;
import org.sparkproject.org.apache.arrow.vector.IntVector;
import org.sparkproject.org.apache.arrow.vector.IntervalYearVector;
import org.sparkproject.org.apache.arrow.vector.SmallIntVector;
import org.sparkproject.org.apache.arrow.vector.TimeNanoVector;
import org.sparkproject.org.apache.arrow.vector.TimeStampVector;
import org.sparkproject.org.apache.arrow.vector.TinyIntVector;
import org.sparkproject.org.apache.arrow.vector.complex.ListVector;
import org.sparkproject.org.apache.arrow.vector.complex.MapVector;
import org.sparkproject.org.apache.arrow.vector.complex.StructVector;

/// Copies columns into Arrow vectors of the matching type.
final class ArrowVectors {
    private ArrowVectors() {}

    /// Fills an empty vector with the first `count` rows.
    static void fill(FieldVector vector, Column column, DataType type, int count) {
        switch (column) {
            case NullColumn ignored -> fillNulls(vector, count);
            case BooleanColumn booleans -> fillBooleans((BitVector) vector, booleans, count);
            case IntColumn ints -> fillInts((BaseFixedWidthVector) vector, ints, count);
            case LongColumn longs -> fillLongs((BaseFixedWidthVector) vector, longs, count);
            case DoubleColumn doubles -> fillDoubles((BaseFixedWidthVector) vector, doubles, count);
            case DecimalColumn decimals -> fillDecimals((DecimalVector) vector, decimals, count);
            case BytesColumn bytes -> fillBytes((BaseVariableWidthVector) vector, bytes, count);
            case ArrayColumn array ->
                    fillLists((ListVector) vector, array, ((DataType.Array) type).element(), count);
            case MapColumn map -> fillMaps((MapVector) vector, map, (DataType.Map) type, count);
            case StructColumn struct ->
                    fillStructs((StructVector) vector, struct, (DataType.Struct) type, count);
        }
        vector.setValueCount(count);
    }

    private static void fillNulls(FieldVector vector, int count) {
        vector.setInitialCapacity(count);
        vector.allocateNew();
        vector.setValueCount(count);
    }

    private static void fillBooleans(BitVector vector, BooleanColumn column, int count) {
        vector.allocateNew(count);
        for (int i = 0; i < count; i++) {
            if (column.isNull(i)) {
                vector.setNull(i);
            } else {
                vector.set(i, column.value(i) ? 1 : 0);
            }
        }
    }

    private static void fillInts(BaseFixedWidthVector vector, IntColumn column, int count) {
        vector.allocateNew(count);
        for (int i = 0; i < count; i++) {
            if (column.isNull(i)) {
                vector.setNull(i);
                continue;
            }
            int value = column.value(i);
            switch (vector) {
                case IntVector ints -> ints.set(i, value);
                case DateDayVector days -> days.set(i, value);
                case SmallIntVector shorts -> shorts.set(i, value);
                case TinyIntVector bytes -> bytes.set(i, value);
                case IntervalYearVector months -> months.set(i, value);
                default -> throw new IllegalStateException("ints in " + vector.getClass());
            }
        }
    }

    private static void fillLongs(BaseFixedWidthVector vector, LongColumn column, int count) {
        vector.allocateNew(count);
        for (int i = 0; i < count; i++) {
            if (column.isNull(i)) {
                vector.setNull(i);
                continue;
            }
            long value = column.value(i);
            switch (vector) {
                case BigIntVector longs -> longs.set(i, value);
                case TimeStampVector micros -> micros.set(i, value);
                case TimeNanoVector nanos -> nanos.set(i, value);
                case DurationVector duration -> duration.set(i, value);
                default -> throw new IllegalStateException("longs in " + vector.getClass());
            }
        }
    }

    private static void fillDoubles(BaseFixedWidthVector vector, DoubleColumn column, int count) {
        vector.allocateNew(count);
        for (int i = 0; i < count; i++) {
            if (column.isNull(i)) {
                vector.setNull(i);
                continue;
            }
            switch (vector) {
                case Float8Vector doubles -> doubles.set(i, column.value(i));
                case Float4Vector floats -> floats.set(i, (float) column.value(i));
                default -> throw new IllegalStateException("doubles in " + vector.getClass());
            }
        }
    }

    private static void fillDecimals(DecimalVector vector, DecimalColumn column, int count) {
        vector.allocateNew(count);
        byte[] bigEndian = new byte[16];
        for (int i = 0; i < count; i++) {
            if (column.isNull(i)) {
                vector.setNull(i);
                continue;
            }
            long high = column.high(i);
            long low = column.low(i);
            for (int k = 0; k < 8; k++) {
                bigEndian[k] = (byte) (high >>> (56 - 8 * k));
                bigEndian[8 + k] = (byte) (low >>> (56 - 8 * k));
            }
            vector.setBigEndian(i, bigEndian);
        }
    }

    private static void fillBytes(BaseVariableWidthVector vector, BytesColumn column, int count) {
        long total = 0;
        for (int i = 0; i < count; i++) {
            total += column.length(i);
        }
        vector.allocateNew(total, count);
        for (int i = 0; i < count; i++) {
            if (column.isNull(i)) {
                vector.setNull(i);
            } else {
                vector.set(i, column.data(), column.start(i), column.length(i));
            }
        }
    }

    private static void fillLists(
            ListVector vector, ArrayColumn column, DataType element, int count) {
        int[] rows = startLists(vector, column, count);
        fill(
                vector.getDataVector(),
                column.elements().gather(rows, rows.length),
                element,
                rows.length);
    }

    private static int[] startLists(ListVector vector, ArrayColumn column, int count) {
        vector.setInitialCapacity(count);
        vector.allocateNew();
        int total = 0;
        for (int i = 0; i < count; i++) {
            total += column.isNull(i) ? 0 : column.length(i);
        }
        int[] rows = new int[total];
        int at = 0;
        for (int i = 0; i < count; i++) {
            if (column.isNull(i)) {
                vector.setNull(i);
                continue;
            }
            vector.startNewValue(i);
            for (int k = 0; k < column.length(i); k++) {
                rows[at++] = column.start(i) + k;
            }
            vector.endValue(i, column.length(i));
        }
        vector.setLastSet(count - 1);
        return rows;
    }

    /// A map is a list of key and value structs.
    private static void fillMaps(MapVector vector, MapColumn column, DataType.Map type, int count) {
        int[] starts = new int[count];
        int[] lengths = new int[count];
        for (int i = 0; i < count; i++) {
            starts[i] = column.start(i);
            lengths[i] = column.length(i);
        }
        ArrayColumn shape =
                new ArrayColumn(column.keys(), starts, lengths, column.validity(), count);
        int[] rows = startLists(vector, shape, count);
        StructVector entries = (StructVector) vector.getDataVector();
        entries.setInitialCapacity(rows.length);
        entries.allocateNew();
        fill(
                (FieldVector) entries.getChildByOrdinal(0),
                column.keys().gather(rows, rows.length),
                type.key(),
                rows.length);
        fill(
                (FieldVector) entries.getChildByOrdinal(1),
                column.values().gather(rows, rows.length),
                type.value(),
                rows.length);
        for (int i = 0; i < rows.length; i++) {
            entries.setIndexDefined(i);
        }
        entries.setValueCount(rows.length);
    }

    private static void fillStructs(
            StructVector vector, StructColumn column, DataType.Struct type, int count) {
        vector.setInitialCapacity(count);
        vector.allocateNew();
        for (int f = 0; f < type.size(); f++) {
            fill(
                    (FieldVector) vector.getChildByOrdinal(f),
                    column.field(f),
                    type.field(f).type(),
                    count);
        }
        for (int i = 0; i < count; i++) {
            if (column.isNull(i)) {
                vector.setNull(i);
            } else {
                vector.setIndexDefined(i);
            }
        }
    }
}
