// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.column;

import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

/// Builds one column row by row. Each form has its own `append`; get the form with a pattern switch
/// once, outside the loop.
public sealed interface ColumnBuilder
        permits NullBuilder,
                BooleanBuilder,
                IntBuilder,
                LongBuilder,
                DoubleBuilder,
                DecimalBuilder,
                BytesBuilder,
                ArrayBuilder,
                MapBuilder,
                StructBuilder {
    /// Rows appended so far.
    int size();

    void appendNull();

    /// Appends a boxed value (see `BoxedValues`), null for NULL. For slow paths and tests.
    void appendBoxed(@Nullable Object value);

    /// Appends row `row` of a column of the same form.
    void appendFrom(Column column, int row);

    /// The column of all appended rows; the builder is empty afterwards and can be used again.
    Column build();

    /// A builder for columns of this type.
    static ColumnBuilder of(DataType type) {
        return of(type, 64);
    }

    /// A builder with room for `capacity` rows.
    static ColumnBuilder of(DataType type, int capacity) {
        return switch (type) {
            case DataType.Null ignored -> new NullBuilder();
            case DataType.CalendarInterval ignored ->
                    throw new IllegalArgumentException("interval columns do not exist");
            case DataType.Bool ignored -> new BooleanBuilder(capacity);
            case DataType.Int8 ignored -> new IntBuilder(capacity);
            case DataType.Int16 ignored -> new IntBuilder(capacity);
            case DataType.Int32 ignored -> new IntBuilder(capacity);
            case DataType.Date ignored -> new IntBuilder(capacity);
            case DataType.YearMonthInterval ignored -> new IntBuilder(capacity);
            case DataType.Int64 ignored -> new LongBuilder(capacity);
            case DataType.Timestamp ignored -> new LongBuilder(capacity);
            case DataType.TimestampNtz ignored -> new LongBuilder(capacity);
            case DataType.Time ignored -> new LongBuilder(capacity);
            case DataType.DayTimeInterval ignored -> new LongBuilder(capacity);
            case DataType.Float32 ignored -> new DoubleBuilder(capacity);
            case DataType.Float64 ignored -> new DoubleBuilder(capacity);
            case DataType.Decimal decimal -> new DecimalBuilder(decimal.scale(), capacity);
            case DataType.Text ignored -> new BytesBuilder(capacity);
            case DataType.Binary ignored -> new BytesBuilder(capacity);
            case DataType.Array array -> new ArrayBuilder(of(array.element(), capacity), capacity);
            case DataType.Map map ->
                    new MapBuilder(of(map.key(), capacity), of(map.value(), capacity), capacity);
            case DataType.Struct struct ->
                    new StructBuilder(
                            struct.fields().stream().map(f -> of(f.type(), capacity)).toList());
        };
    }
}
