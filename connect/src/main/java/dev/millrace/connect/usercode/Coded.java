// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.usercode;

import dev.millrace.connect.encoding.ObjectInput;
import dev.millrace.connect.encoding.ObjectOutput;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.type.DataType;

import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders;
import org.jspecify.annotations.Nullable;

/// Objects of a state variable as rows.
record Coded<T extends @Nullable Object>(ObjectInput input, ObjectOutput output) {
    static <T> Coded<T> of(Encoder<T> encoder) {
        AgnosticEncoder<T> known = AgnosticEncoders.agnosticEncoderFor(encoder);
        ObjectOutput output = ObjectOutput.of(known);
        return new Coded<>(ObjectInput.of(known, output.schema()), output);
    }

    DataType.Struct schema() {
        return output.schema();
    }

    ColumnBatch row(@Nullable Object object) {
        ObjectOutput.Rows rows = output.rows(1);
        rows.add(object);
        return rows.batch();
    }

    // The encoder makes objects of its type, and NULL only where the type has it.
    @SuppressWarnings({"unchecked", "NullAway"})
    T object(ColumnBatch batch, int row) {
        return (T) input.read(batch.columns(), row);
    }
}
