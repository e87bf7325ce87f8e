// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.usercode;

import dev.millrace.connect.encoding.ObjectInput;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.function.FunctionInput;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.apache.spark.sql.catalyst.encoders.AgnosticEncoder;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The objects of a typed Dataset, made of rows that are at their end: the columns have the
/// types of the object's fields, or the Dataset is refused.
///
/// @param columns indices of those that the object is made of
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record RowObjects(ObjectInput input, int[] columns) {
    static RowObjects of(AgnosticEncoder<?> encoder, DataType.Struct schema) {
        List<StructField> found = new ArrayList<>();
        int[] columns =
                switch (ObjectInput.wanted(encoder)) {
                    case FunctionInput.WholeRow() -> {
                        found.addAll(schema.fields());
                        yield IntStream.range(0, schema.size()).toArray();
                    }
                    case FunctionInput.Fields(var fields, var ignored) -> {
                        int[] indices = new int[fields.size()];
                        for (int i = 0; i < indices.length; i++) {
                            indices[i] = column(fields.get(i), schema);
                            found.add(schema.field(indices[i]));
                        }
                        yield indices;
                    }
                };
        return new RowObjects(ObjectInput.of(encoder, new DataType.Struct(found)), columns);
    }

    private static int column(FunctionInput.Field wanted, DataType.Struct schema) {
        int index = wanted.isByName() ? schema.indexOfIgnoreCase(wanted.name()) : wanted.position();
        if (index < 0 || index >= schema.size()) {
            throw MillraceException.unsupported(
                    "foreach over a typed Dataset without a column for " + wanted.path());
        }
        String type = schema.field(index).type().sqlName();
        if (!type.equals(wanted.type().sqlName())) {
            throw MillraceException.unsupported(
                    "foreach over a typed Dataset whose column "
                            + schema.field(index).name()
                            + " is "
                            + type
                            + " and not "
                            + wanted.type().sqlName());
        }
        return index;
    }

    /// The objects of a batch, row by row.
    interface Reader {
        @Nullable Object read(int row);
    }

    Reader reader(ColumnBatch batch) {
        List<Column> arguments = new ArrayList<>(columns.length);
        for (int column : columns) {
            arguments.add(batch.column(column));
        }
        return row -> input.read(arguments, row);
    }
}
