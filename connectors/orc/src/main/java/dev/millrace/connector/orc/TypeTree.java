// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.orc;

import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The types of a file that is written.
final class TypeTree {
    private int nextId;

    private TypeTree() {}

    static OrcType of(DataType.Struct schema) {
        return new TypeTree().node(schema);
    }

    private OrcType node(DataType type) {
        int id = nextId++;
        List<OrcType> children = new ArrayList<>();
        List<String> names = new ArrayList<>();
        int precision = 0;
        int scale = 0;
        switch (type) {
            case DataType.Struct struct -> {
                for (StructField field : struct.fields()) {
                    names.add(field.name());
                    children.add(node(field.type()));
                }
            }
            case DataType.Array array -> children.add(node(array.element()));
            case DataType.Map map -> {
                children.add(node(map.key()));
                children.add(node(map.value()));
            }
            case DataType.Decimal decimal -> {
                precision = decimal.precision();
                scale = decimal.scale();
            }
            default -> {
                // It has no parts.
            }
        }
        return new OrcType(id, kind(type), names, children, precision, scale, sparkType(type));
    }

    private static OrcType.Kind kind(DataType type) {
        return switch (type) {
            case DataType.Bool ignored -> OrcType.Kind.BOOLEAN;
            case DataType.Int8 ignored -> OrcType.Kind.BYTE;
            case DataType.Int16 ignored -> OrcType.Kind.SHORT;
            case DataType.Int32 ignored -> OrcType.Kind.INT;
            case DataType.YearMonthInterval ignored -> OrcType.Kind.INT;
            case DataType.Int64 ignored -> OrcType.Kind.LONG;
            case DataType.DayTimeInterval ignored -> OrcType.Kind.LONG;
            case DataType.Float32 ignored -> OrcType.Kind.FLOAT;
            case DataType.Float64 ignored -> OrcType.Kind.DOUBLE;
            case DataType.Decimal ignored -> OrcType.Kind.DECIMAL;
            case DataType.Text ignored -> OrcType.Kind.STRING;
            case DataType.Binary ignored -> OrcType.Kind.BINARY;
            case DataType.Date ignored -> OrcType.Kind.DATE;
            case DataType.Timestamp ignored -> OrcType.Kind.TIMESTAMP;
            case DataType.TimestampNtz ignored -> OrcType.Kind.LONG;
            case DataType.Array ignored -> OrcType.Kind.LIST;
            case DataType.Map ignored -> OrcType.Kind.MAP;
            case DataType.Struct ignored -> OrcType.Kind.STRUCT;
            case DataType.Time ignored ->
                    throw MillraceException.unsupported("the type TIME in ORC files");
            case DataType.Null ignored -> throw new IllegalArgumentException("void in ORC");
            case DataType.CalendarInterval ignored ->
                    throw new IllegalArgumentException("interval in ORC");
        };
    }

    private static @Nullable String sparkType(DataType type) {
        return switch (type) {
            case DataType.TimestampNtz ignored -> type.simpleName();
            case DataType.Timestamp ignored -> type.simpleName();
            case DataType.YearMonthInterval ignored -> type.simpleName();
            case DataType.DayTimeInterval ignored -> type.simpleName();
            default -> null;
        };
    }

    /// Adds the types to the footer, depth first.
    static void write(OrcType type, ProtoOutput footer) {
        ProtoOutput message = new ProtoOutput().number(1, type.kind().ordinal());
        message.packed(2, type.children().stream().map(OrcType::id).toList());
        type.names().forEach(name -> message.text(3, name));
        if (type.kind() == OrcType.Kind.DECIMAL) {
            message.number(5, type.precision()).number(6, type.scale());
        }
        String spark = type.sparkType();
        if (spark != null) {
            message.message(7, new ProtoOutput().text(1, OrcType.TYPE_ATTRIBUTE).text(2, spark));
        }
        footer.message(4, message);
        type.children().forEach(child -> write(child, footer));
    }
}
