// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.usercode;

import dev.millrace.connect.encoding.ObjectInput;
import dev.millrace.connect.encoding.ObjectOutput;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.function.UserFunction;
import dev.millrace.spi.type.DataType;

import org.apache.spark.sql.connect.common.UdfPacket;
import org.jspecify.annotations.Nullable;

import scala.Function1;

import java.util.List;

/// A function of the object of one row. It is called once for each row, where it stands: that it
/// gives the same for the same row is not assumed.
final class RowFunction implements UserFunction {
    private final String name;
    private final Function1<@Nullable Object, @Nullable Object> function;
    private final ObjectInput input;
    private final ObjectOutput output;
    private final UserClasses classes;

    private RowFunction(
            String name,
            Function1<@Nullable Object, @Nullable Object> function,
            ObjectInput input,
            ObjectOutput output,
            UserClasses classes) {
        this.name = name;
        this.function = function;
        this.input = input;
        this.output = output;
        this.classes = classes;
    }

    @SuppressWarnings("unchecked") // The packet holds a function of its encoders' objects.
    static RowFunction of(
            String name, UdfPacket packet, List<DataType.Struct> columns, UserClasses classes) {
        return new RowFunction(
                name,
                (Function1<@Nullable Object, @Nullable Object>) packet.function(),
                ObjectInput.of(packet.inputEncoders().head(), columns.getFirst()),
                ObjectOutput.of(packet.outputEncoder()),
                classes);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public DataType resultType() {
        return output.isFlat() ? output.schema().field(0).type() : output.schema();
    }

    @Override
    public boolean resultNullable() {
        return output.isFlat() && output.schema().field(0).nullable();
    }

    @Override
    public boolean isDeterministic() {
        return false;
    }

    @Override
    public List<DataType> argumentTypes() {
        return List.of();
    }

    @Override
    public Column apply(List<Column> arguments, List<DataType> types, int rowCount) {
        ObjectOutput.Rows rows = output.rows(rowCount);
        classes.in(
                () -> {
                    for (int row = 0; row < rowCount; row++) {
                        rows.add(function.apply(input.read(arguments, row)));
                    }
                    return rows;
                });
        List<Column> columns = rows.columns();
        return output.isFlat() ? columns.getFirst() : new StructColumn(columns, null, rowCount);
    }
}
