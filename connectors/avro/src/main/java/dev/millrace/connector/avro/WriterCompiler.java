// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.avro;

import dev.millrace.spi.type.DataType;

import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// Finds how columns are written as values of a schema.
final class WriterCompiler {
    private final boolean isPositional;
    private final boolean isCaseSensitive;

    WriterCompiler(AvroOptions options) {
        this.isPositional = options.isPositional();
        this.isCaseSensitive = options.isCaseSensitive();
    }

    private ValueWriter nullable(DataType type, Schema schema, String name) {
        int nullBranch = -1;
        List<Integer> others = new ArrayList<>();
        if (schema.isUnion()) {
            for (int i = 0; i < schema.getTypes().size(); i++) {
                if (schema.getTypes().get(i).getType() == Schema.Type.NULL) {
                    nullBranch = i;
                } else {
                    others.add(i);
                }
            }
            if (others.size() > 1) {
                return members(type, schema, others, nullBranch, name);
            }
        }
        Schema only = others.isEmpty() ? schema : schema.getTypes().get(others.getFirst());
        if (only.getType() == Schema.Type.NULL || schema.isUnion() && others.isEmpty()) {
            if (type instanceof DataType.Null) {
                return new Writers.Nothing();
            }
            throw incompatible(type, schema, name);
        }
        ValueWriter value = of(type, only, name);
        return nullBranch < 0
                ? new Writers.Required(name, only, value)
                : new Writers.Optional(nullBranch, others.getFirst(), value);
    }

    private ValueWriter members(
            DataType type, Schema schema, List<Integer> branches, int nullBranch, String name) {
        if (!(type instanceof DataType.Struct struct) || struct.size() != branches.size()) {
            throw incompatible(type, schema, name);
        }
        List<ValueWriter> members = new ArrayList<>();
        for (int i = 0; i < struct.size(); i++) {
            members.add(of(struct.field(i).type(), schema.getTypes().get(branches.get(i)), name));
        }
        return new Writers.Members(members, branches, nullBranch);
    }

    private ValueWriter of(DataType type, Schema schema, String name) {
        Schema.Type to = schema.getType();
        ValueWriter writer =
                switch (type) {
                    case DataType.Bool ignored when to == Schema.Type.BOOLEAN ->
                            new Writers.Booleans();
                    case DataType.Int8 ignored when to == Schema.Type.INT -> new Writers.Ints();
                    case DataType.Int16 ignored when to == Schema.Type.INT -> new Writers.Ints();
                    case DataType.Int32 ignored when to == Schema.Type.INT -> new Writers.Ints();
                    case DataType.YearMonthInterval ignored when to == Schema.Type.INT ->
                            new Writers.Ints();
                    case DataType.Date ignored when to == Schema.Type.INT -> new Writers.Ints();
                    case DataType.Int64 ignored when to == Schema.Type.LONG -> new Writers.Longs(1);
                    case DataType.DayTimeInterval ignored when to == Schema.Type.LONG ->
                            new Writers.Longs(1);
                    case DataType.Timestamp ignored when to == Schema.Type.LONG -> instants(schema);
                    case DataType.TimestampNtz ignored when to == Schema.Type.LONG ->
                            instants(schema);
                    case DataType.Float32 ignored when to == Schema.Type.FLOAT ->
                            new Writers.Floats();
                    case DataType.Float64 ignored when to == Schema.Type.DOUBLE ->
                            new Writers.Doubles();
                    case DataType.Text ignored -> text(schema);
                    case DataType.Binary ignored when to == Schema.Type.BYTES ->
                            new Writers.Bytes();
                    case DataType.Binary ignored when to == Schema.Type.FIXED ->
                            new Writers.Fixed(schema);
                    case DataType.Decimal decimal -> decimal(decimal, schema);
                    case DataType.Array array when to == Schema.Type.ARRAY ->
                            new Writers.Items(
                                    nullable(array.element(), schema.getElementType(), name));
                    case DataType.Map map when to == Schema.Type.MAP ->
                            new Writers.Maps(nullable(map.value(), schema.getValueType(), name));
                    case DataType.Struct struct when to == Schema.Type.RECORD ->
                            record(struct, schema);
                    default -> null;
                };
        if (writer == null) {
            throw incompatible(type, schema, name);
        }
        return writer;
    }

    private static @Nullable ValueWriter text(Schema schema) {
        return switch (schema.getType()) {
            case STRING -> new Writers.Bytes();
            case ENUM -> new Writers.Symbols(schema);
            default -> null;
        };
    }

    /// Without a logical type, milliseconds.
    private static ValueWriter instants(Schema schema) {
        boolean isMicros =
                schema.getLogicalType() instanceof LogicalTypes.TimestampMicros
                        || schema.getLogicalType() instanceof LogicalTypes.LocalTimestampMicros;
        return new Writers.Longs(isMicros ? 1 : 1000);
    }

    private static @Nullable ValueWriter decimal(DataType.Decimal type, Schema schema) {
        boolean fits =
                schema.getLogicalType() instanceof LogicalTypes.Decimal logical
                        && logical.getPrecision() == type.precision()
                        && logical.getScale() == type.scale();
        return !fits
                ? null
                : new Writers.Decimals(
                        schema.getType() == Schema.Type.FIXED ? schema.getFixedSize() : -1);
    }

    /// @throws UncheckedIOException if a column has no field, or a field without NULL has no column
    Writers.Records record(DataType.Struct struct, Schema schema) {
        List<ValueWriter> fields = new ArrayList<>();
        List<Integer> sources = new ArrayList<>();
        for (Schema.Field field : schema.getFields()) {
            int source = source(struct, field);
            if (source < 0) {
                throw AvroErrors.unwritable(
                        "Found field '"
                                + field.name()
                                + "' in Avro schema but there is no match in the SQL"
                                + " schema");
            }
            sources.add(source);
            fields.add(nullable(struct.field(source).type(), field.schema(), field.name()));
        }
        for (int i = 0; i < struct.size(); i++) {
            if (!sources.contains(i)) {
                throw AvroErrors.unwritable(
                        "Cannot find field '" + struct.field(i).name() + "' in Avro schema");
            }
        }
        return new Writers.Records(fields, sources);
    }

    private int source(DataType.Struct struct, Schema.Field field) {
        if (isPositional) {
            return field.pos() < struct.size() ? field.pos() : -1;
        }
        return isCaseSensitive
                ? struct.indexOf(field.name())
                : struct.indexOfIgnoreCase(field.name());
    }

    private static UncheckedIOException incompatible(DataType type, Schema schema, String name) {
        return AvroErrors.unwritable(
                "Cannot convert SQL field '"
                        + name
                        + "' to Avro field '"
                        + name
                        + "' because schema is incompatible (sqlType = \""
                        + type.sqlName()
                        + "\", avroType = "
                        + schema
                        + ")");
    }
}
