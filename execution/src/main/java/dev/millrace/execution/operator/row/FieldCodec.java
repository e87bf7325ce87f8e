// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.row;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

/// One field of encoded rows. All methods work on a column at a time: `at[i]` is where row `i`
/// continues and is moved behind the field.
sealed interface FieldCodec permits ScalarField, BytesField, ArrayField, MapField, StructField {
    /// Bytes that the field takes in every row, -1 if they differ.
    int fixedWidth();

    /// Adds what each row needs to `lengths`.
    void addLengths(Column column, int rowCount, int[] lengths);

    /// Writes into zeroed bytes.
    void write(Column column, int rowCount, byte[] bytes, int[] at);

    /// @param validity bitmap of the rows that are not NULL, null if all are
    Column read(byte[] bytes, int[] at, int rowCount, long @Nullable [] validity);

    static FieldCodec of(DataType type, boolean isKey) {
        return switch (type) {
            case DataType.Null ignored -> new ScalarField(ScalarField.Form.NULL);
            case DataType.Bool ignored -> new ScalarField(ScalarField.Form.BOOLEAN);
            case DataType.Int8 ignored -> new ScalarField(ScalarField.Form.INT);
            case DataType.Int16 ignored -> new ScalarField(ScalarField.Form.INT);
            case DataType.Int32 ignored -> new ScalarField(ScalarField.Form.INT);
            case DataType.Date ignored -> new ScalarField(ScalarField.Form.INT);
            case DataType.YearMonthInterval ignored -> new ScalarField(ScalarField.Form.INT);
            case DataType.Int64 ignored -> new ScalarField(ScalarField.Form.LONG);
            case DataType.Timestamp ignored -> new ScalarField(ScalarField.Form.LONG);
            case DataType.TimestampNtz ignored -> new ScalarField(ScalarField.Form.LONG);
            case DataType.Time ignored -> new ScalarField(ScalarField.Form.LONG);
            case DataType.DayTimeInterval ignored -> new ScalarField(ScalarField.Form.LONG);
            case DataType.Float32 ignored -> floating(isKey);
            case DataType.Float64 ignored -> floating(isKey);
            case DataType.Decimal decimal ->
                    new ScalarField(
                            decimal.precision() <= 18
                                    ? ScalarField.Form.SHORT_DECIMAL
                                    : ScalarField.Form.LONG_DECIMAL);
            case DataType.Text ignored -> new BytesField();
            case DataType.Binary ignored -> new BytesField();
            case DataType.Array array -> new ArrayField(of(array.element(), isKey));
            case DataType.Map map ->
                    new MapField(
                            new ArrayField(of(map.key(), isKey)),
                            new ArrayField(of(map.value(), isKey)));
            case DataType.Struct struct ->
                    new StructField(
                            struct.fields().stream()
                                    .map(dev.millrace.spi.type.StructField::type)
                                    .toList(),
                            isKey);
            case DataType.CalendarInterval ignored ->
                    throw new IllegalArgumentException("interval columns do not exist");
        };
    }

    private static FieldCodec floating(boolean isKey) {
        return new ScalarField(
                isKey ? ScalarField.Form.NORMALISED_DOUBLE : ScalarField.Form.DOUBLE);
    }
}
