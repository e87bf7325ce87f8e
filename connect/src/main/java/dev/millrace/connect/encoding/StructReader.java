// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.encoding;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.BaseRowEncoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.EncoderField;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.ProductEncoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.ProductEncoder$;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.StructEncoder;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// Makes objects with fields of the columns that hold the fields.
final class StructReader implements ObjectReader {
    private final StructObjects objects;
    private final ObjectReader[] readers;
    private final int[] columns;

    private StructReader(StructObjects objects, ObjectReader[] readers, int[] columns) {
        this.objects = objects;
        this.readers = readers;
        this.columns = columns;
    }

    /// A reader of columns in the order of the encoder's fields.
    static StructReader inOrder(StructEncoder<?> encoder, DataType.Struct type, TypePath path) {
        int[] columns = new int[StructObjects.fields(encoder).size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = i;
        }
        return of(encoder, type, columns, path);
    }

    /// A reader of a struct column: fields go by name, those of rows and tuples by position.
    static StructReader nested(StructEncoder<?> encoder, DataType.Struct type, TypePath path) {
        List<EncoderField> fields = StructObjects.fields(encoder);
        boolean byPosition = isByPosition(encoder);
        if (byPosition && fields.size() != type.size()) {
            throw fieldCount(type, fields.size());
        }
        int[] columns = new int[fields.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = byPosition ? i : indexOf(fields.get(i).name(), type);
        }
        return of(encoder, type, columns, path);
    }

    /// True for rows and tuples.
    static boolean isByPosition(StructEncoder<?> encoder) {
        return encoder instanceof BaseRowEncoder || isTuple(encoder);
    }

    static boolean isTuple(StructEncoder<?> encoder) {
        return encoder instanceof ProductEncoder<?> product
                && ProductEncoder$.MODULE$.isTuple(product.clsTag());
    }

    static MillraceException fieldCount(DataType.Struct type, int count) {
        return MillraceException.of(
                        ErrorKind.ANALYSIS,
                        "UNSUPPORTED_DESERIALIZER.FIELD_NUMBER_MISMATCH",
                        "0A000")
                .with("schema", '"' + type.sqlName() + '"')
                .with("ordinal", count)
                .text(
                        "The deserializer is not supported: try to map \""
                                + type.sqlName()
                                + "\" to Tuple"
                                + count
                                + ", but failed as the number of fields does not line up.");
    }

    private static StructReader of(
            StructEncoder<?> encoder, DataType.Struct type, int[] columns, TypePath path) {
        List<EncoderField> fields = StructObjects.fields(encoder);
        ObjectReader[] readers = new ObjectReader[columns.length];
        for (int i = 0; i < columns.length; i++) {
            EncoderField field = fields.get(i);
            TypePath fieldPath = path.field(field.enc(), field.name());
            ObjectReader reader =
                    ObjectReaders.of(field.enc(), type.field(columns[i]).type(), fieldPath);
            readers[i] = field.nullable() ? reader : ObjectReaders.present(reader, fieldPath);
        }
        return new StructReader(StructObjects.of(encoder), readers, columns);
    }

    private static int indexOf(String name, DataType.Struct type) {
        for (int i = 0; i < type.size(); i++) {
            if (type.field(i).name().equals(name)) {
                return i;
            }
        }
        for (int i = 0; i < type.size(); i++) {
            if (type.field(i).name().equalsIgnoreCase(name)) {
                return i;
            }
        }
        String fields = "`" + String.join("`, `", type.names()) + "`";
        throw MillraceException.of(ErrorKind.ANALYSIS, "FIELD_NOT_FOUND", "42704")
                .with("fieldName", "`" + name + "`")
                .with("fields", fields)
                .text("No such struct field `" + name + "` in " + fields + ".");
    }

    @Override
    public @Nullable Object read(Column column, int row) {
        return column.isNull(row) ? null : read(((StructColumn) column).fields(), row);
    }

    /// The object whose fields stand in the columns.
    Object read(List<Column> source, int row) {
        @Nullable Object[] fields = new @Nullable Object[readers.length];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = readers[i].read(source.get(columns[i]), row);
        }
        return objects.assemble(fields);
    }
}
