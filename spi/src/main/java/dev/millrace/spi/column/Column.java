// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.column;

import org.jspecify.annotations.Nullable;

/// The values of one column of a batch: a primitive array (or bytes with offsets) and a validity
/// bitmap, on the heap.
///
/// | types | form |
/// |---|---|
/// | boolean | `BooleanColumn` |
/// | byte, short, int, date, year-month interval | `IntColumn` |
/// | long, timestamp, timestamp_ntz, day-time interval | `LongColumn` |
/// | float, double | `DoubleColumn` |
/// | decimal | `DecimalColumn` |
/// | string, binary | `BytesColumn` |
/// | array, map, struct | `ArrayColumn`, `MapColumn`, `StructColumn` |
/// | void | `NullColumn` |
///
/// Columns are immutable once built, and may share arrays with others. The slots of NULL rows hold
/// any value that does not make a kernel fail: builders write zero.
public sealed interface Column
        permits NullColumn,
                BooleanColumn,
                IntColumn,
                LongColumn,
                DoubleColumn,
                DecimalColumn,
                BytesColumn,
                ArrayColumn,
                MapColumn,
                StructColumn {
    /// Number of rows.
    int size();

    /// The validity bitmap, null if no row is NULL (see `Validity`).
    long @Nullable [] validity();

    default boolean isNull(int row) {
        return !Validity.isValid(validity(), row);
    }

    default boolean mayHaveNulls() {
        return validity() != null;
    }

    /// The rows `rows[0..count)` in that order, repeats allowed; -1 gives NULL.
    Column gather(int[] rows, int count);

    /// `length` rows from `from` on.
    Column slice(int from, int length);

    /// An estimate of the heap bytes that this column keeps alive by itself.
    long sizeBytes();
}
