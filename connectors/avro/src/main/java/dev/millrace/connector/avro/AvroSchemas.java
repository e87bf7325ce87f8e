// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.avro;

import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.format.FormatErrors;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.apache.avro.AvroRuntimeException;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The Avro types of columns, as Spark writes them.
final class AvroSchemas {
    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{Nd}_]*");

    private AvroSchemas() {}

    /// @param name of the record, and `space` the one that it is in
    static Schema of(DataType.Struct struct, String name, String space) {
        try {
            return record(struct, name, space);
        } catch (AvroRuntimeException e) {
            throw AvroErrors.schema(e);
        }
    }

    private static Schema record(DataType.Struct struct, String name, String space) {
        String inside = space.isEmpty() ? name : space + "." + name;
        List<Schema.Field> fields = new ArrayList<>();
        for (StructField field : struct.fields()) {
            if (!NAME.matcher(field.name()).matches()) {
                throw FormatErrors.invalidName(field.name(), "AvroFileFormat");
            }
            fields.add(
                    new Schema.Field(
                            field.name(),
                            nullable(field.type(), field.nullable(), field.name(), inside)));
        }
        return Schema.createRecord(name, null, space.isEmpty() ? null : space, false, fields);
    }

    private static Schema nullable(DataType type, boolean isNullable, String name, String space) {
        Schema schema = of(type, name, space);
        return isNullable && schema.getType() != Schema.Type.NULL
                ? Schema.createUnion(schema, Schema.create(Schema.Type.NULL))
                : schema;
    }

    private static Schema of(DataType type, String name, String space) {
        return switch (type) {
            case DataType.Null ignored -> Schema.create(Schema.Type.NULL);
            case DataType.Bool ignored -> Schema.create(Schema.Type.BOOLEAN);
            case DataType.Int8 ignored -> Schema.create(Schema.Type.INT);
            case DataType.Int16 ignored -> Schema.create(Schema.Type.INT);
            case DataType.Int32 ignored -> Schema.create(Schema.Type.INT);
            case DataType.Int64 ignored -> Schema.create(Schema.Type.LONG);
            case DataType.Float32 ignored -> Schema.create(Schema.Type.FLOAT);
            case DataType.Float64 ignored -> Schema.create(Schema.Type.DOUBLE);
            case DataType.Text ignored -> Schema.create(Schema.Type.STRING);
            case DataType.Binary ignored -> Schema.create(Schema.Type.BYTES);
            case DataType.Date ignored ->
                    LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT));
            case DataType.Timestamp ignored ->
                    LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
            case DataType.TimestampNtz ignored ->
                    LogicalTypes.localTimestampMicros()
                            .addToSchema(Schema.create(Schema.Type.LONG));
            case DataType.YearMonthInterval interval -> interval(Schema.Type.INT, interval);
            case DataType.DayTimeInterval interval -> interval(Schema.Type.LONG, interval);
            case DataType.Time ignored ->
                    throw MillraceException.unsupported("the type TIME in Avro files");
            case DataType.CalendarInterval interval ->
                    throw FormatErrors.unsupportedType(name, interval, "Avro");
            case DataType.Decimal(int precision, int scale) ->
                    LogicalTypes.decimal(precision, scale)
                            .addToSchema(
                                    Schema.createFixed(
                                            "fixed",
                                            null,
                                            space.isEmpty() ? name : space + "." + name,
                                            bytesOf(precision)));
            case DataType.Array(var element, var containsNull) ->
                    Schema.createArray(nullable(element, containsNull, name, space));
            case DataType.Map(var key, var value, var containsNull) -> {
                if (!(key instanceof DataType.Text)) {
                    throw FormatErrors.unsupportedType(name, type, "Avro");
                }
                yield Schema.createMap(nullable(value, containsNull, name, space));
            }
            case DataType.Struct struct -> record(struct, name, space);
        };
    }

    private static Schema interval(Schema.Type form, DataType type) {
        Schema schema = Schema.create(form);
        schema.addProp(AvroTypes.TYPE_PROPERTY, type.simpleName());
        return schema;
    }

    /// Bytes that a decimal of this precision needs.
    private static int bytesOf(int precision) {
        return BigInteger.TEN.pow(precision).subtract(BigInteger.ONE).bitLength() / 8 + 1;
    }
}
