// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.encoding;

import dev.millrace.connect.convert.SparkTypes;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.function.FunctionInput;
import dev.millrace.spi.type.DataType;

import org.apache.spark.sql.catalyst.encoders.AgnosticEncoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.EncoderField;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.StructEncoder;
import org.apache.spark.sql.catalyst.encoders.RowEncoder;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Objects of rows: a row's columns are the fields of the object, or its first column is the
/// object.
public interface ObjectInput {
    /// The object of a row.
    ///
    /// @param columns those that were asked for, in that order
    @Nullable Object read(List<Column> columns, int row);

    /// What objects of the encoder are made of.
    static FunctionInput wanted(AgnosticEncoder<?> encoder) {
        if (encoder == AgnosticEncoders.UnboundRowEncoder$.MODULE$) {
            return new FunctionInput.WholeRow();
        }
        TypePath root = TypePath.root(encoder);
        List<FunctionInput.Field> fields = new ArrayList<>();
        if (!(encoder instanceof StructEncoder<?> struct)) {
            fields.add(
                    new FunctionInput.Field(0, "", SparkTypes.of(encoder.dataType()), root.text()));
            return new FunctionInput.Fields(fields, false);
        }
        boolean isByPosition = StructReader.isByPosition(struct);
        for (EncoderField field : StructObjects.fields(struct)) {
            fields.add(
                    new FunctionInput.Field(
                            fields.size(),
                            isByPosition ? "" : field.name(),
                            SparkTypes.of(field.enc().dataType()),
                            root.field(field.enc(), field.name()).text()));
        }
        return new FunctionInput.Fields(fields, StructReader.isTuple(struct));
    }

    /// Objects of columns of these types.
    ///
    /// @param columns what was found for `wanted`
    static ObjectInput of(AgnosticEncoder<?> encoder, DataType.Struct columns) {
        AgnosticEncoder<?> bound = bound(encoder, columns);
        TypePath root = TypePath.root(bound);
        if (bound instanceof StructEncoder<?> struct) {
            return StructReader.inOrder(struct, columns, root)::read;
        }
        ObjectReader reader = ObjectReaders.of(bound, columns.field(0).type(), root);
        ObjectReader checked = bound.isPrimitive() ? ObjectReaders.present(reader, root) : reader;
        return (values, row) -> checked.read(values.getFirst(), row);
    }

    /// Objects that are the values of one column.
    static ObjectInput ofColumn(AgnosticEncoder<?> encoder, DataType type) {
        AgnosticEncoder<?> bound =
                type instanceof DataType.Struct struct ? bound(encoder, struct) : encoder;
        ObjectReader reader = ObjectReaders.of(bound, type, TypePath.root(bound));
        return (values, row) -> reader.read(values.getFirst(), row);
    }

    /// A Dataset of rows comes without a schema: it gets that of the columns.
    static AgnosticEncoder<?> bound(AgnosticEncoder<?> encoder, DataType.Struct columns) {
        return encoder == AgnosticEncoders.UnboundRowEncoder$.MODULE$
                ? RowEncoder.encoderFor(SparkTypes.toSpark(columns))
                : encoder;
    }
}
