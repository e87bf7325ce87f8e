// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;
import dev.millrace.spi.type.TextLimit;

import org.apache.spark.connect.proto.DataType.Builder;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The protocol's types as Millrace's and back.
public final class ProtoTypes {
    private static final String DEFAULT_COLLATION = "UTF8_BINARY";

    private ProtoTypes() {}

    /// The type that a message describes. Fields left out have Spark's defaults.
    public static DataType of(org.apache.spark.connect.proto.DataType type) {
        return switch (type.getKindCase()) {
            case NULL -> DataType.NULL;
            case BOOLEAN -> DataType.BOOLEAN;
            case BYTE -> DataType.BYTE;
            case SHORT -> DataType.SHORT;
            case INTEGER -> DataType.INTEGER;
            case LONG -> DataType.LONG;
            case FLOAT -> DataType.FLOAT;
            case DOUBLE -> DataType.DOUBLE;
            case DECIMAL -> decimal(type.getDecimal());
            case STRING -> string(type.getString());
            case BINARY -> DataType.BINARY;
            case DATE -> DataType.DATE;
            case TIMESTAMP -> DataType.TIMESTAMP;
            case TIMESTAMP_NTZ -> DataType.TIMESTAMP_NTZ;
            case TIME ->
                    type.getTime().hasPrecision()
                            ? new DataType.Time(type.getTime().getPrecision())
                            : DataType.TIME;
            case CALENDAR_INTERVAL -> DataType.CALENDAR_INTERVAL;
            case DAY_TIME_INTERVAL -> dayTime(type.getDayTimeInterval());
            case YEAR_MONTH_INTERVAL -> yearMonth(type.getYearMonthInterval());
            case ARRAY ->
                    new DataType.Array(
                            of(type.getArray().getElementType()),
                            type.getArray().getContainsNull());
            case MAP ->
                    new DataType.Map(
                            of(type.getMap().getKeyType()),
                            of(type.getMap().getValueType()),
                            type.getMap().getValueContainsNull());
            case STRUCT -> struct(type.getStruct());
            case UNPARSED -> SparkTypes.parse(type.getUnparsed().getDataTypeString());
            case CHAR, VAR_CHAR -> throw SparkTypes.onlyForTables();
            case VARIANT, UDT, GEOMETRY, GEOGRAPHY ->
                    throw MillraceException.unsupported(
                            "the type " + type.getKindCase().name().toUpperCase(Locale.ROOT));
            case KIND_NOT_SET ->
                    throw SparkErrors.invalidPlan(
                            "DATA_TYPE_UNSUPPORTED_PROTO_TO_CATALYST",
                            "kindCase",
                            type.getKindCase().name());
        };
    }

    /// The columns of a table, which may be `CHAR(n)` and `VARCHAR(n)`.
    public static DataType columns(org.apache.spark.connect.proto.DataType type) {
        if (type.getKindCase() != org.apache.spark.connect.proto.DataType.KindCase.STRUCT) {
            return of(type);
        }
        List<StructField> fields = new ArrayList<>();
        for (var field : type.getStruct().getFieldsList()) {
            String metadata = field.hasMetadata() ? field.getMetadata() : StructField.NO_METADATA;
            TextLimit limit =
                    switch (field.getDataType().getKindCase()) {
                        case CHAR -> new TextLimit(true, field.getDataType().getChar().getLength());
                        case VAR_CHAR ->
                                new TextLimit(false, field.getDataType().getVarChar().getLength());
                        default -> null;
                    };
            DataType declared = limit == null ? of(field.getDataType()) : DataType.STRING;
            String all = limit == null ? metadata : limit.in(metadata);
            fields.add(new StructField(field.getName(), declared, field.getNullable(), all));
        }
        return new DataType.Struct(fields);
    }

    /// The target of a cast: `CHAR(n)` and `VARCHAR(n)` mean `STRING` there.
    static DataType ofCast(org.apache.spark.connect.proto.DataType type) {
        return switch (type.getKindCase()) {
            case CHAR, VAR_CHAR -> DataType.STRING;
            case UNPARSED -> SparkTypes.parseCast(type.getUnparsed().getDataTypeString());
            default -> of(type);
        };
    }

    /// The message for a type.
    public static org.apache.spark.connect.proto.DataType toProto(DataType type) {
        Builder proto = org.apache.spark.connect.proto.DataType.newBuilder();
        switch (type) {
            case DataType.Null ignored -> proto.getNullBuilder();
            case DataType.Bool ignored -> proto.getBooleanBuilder();
            case DataType.Int8 ignored -> proto.getByteBuilder();
            case DataType.Int16 ignored -> proto.getShortBuilder();
            case DataType.Int32 ignored -> proto.getIntegerBuilder();
            case DataType.Int64 ignored -> proto.getLongBuilder();
            case DataType.Float32 ignored -> proto.getFloatBuilder();
            case DataType.Float64 ignored -> proto.getDoubleBuilder();
            case DataType.Decimal(var precision, var scale) ->
                    proto.getDecimalBuilder().setPrecision(precision).setScale(scale);
            case DataType.Text ignored -> proto.getStringBuilder();
            case DataType.Binary ignored -> proto.getBinaryBuilder();
            case DataType.Date ignored -> proto.getDateBuilder();
            case DataType.Timestamp ignored -> proto.getTimestampBuilder();
            case DataType.TimestampNtz ignored -> proto.getTimestampNtzBuilder();
            case DataType.Time(var precision) -> proto.getTimeBuilder().setPrecision(precision);
            case DataType.CalendarInterval ignored -> proto.getCalendarIntervalBuilder();
            case DataType.DayTimeInterval(var start, var end) ->
                    proto.getDayTimeIntervalBuilder().setStartField(start).setEndField(end);
            case DataType.YearMonthInterval(var start, var end) ->
                    proto.getYearMonthIntervalBuilder().setStartField(start).setEndField(end);
            case DataType.Array(var element, var containsNull) ->
                    proto.getArrayBuilder()
                            .setElementType(toProto(element))
                            .setContainsNull(containsNull);
            case DataType.Map(var key, var value, var containsNull) ->
                    proto.getMapBuilder()
                            .setKeyType(toProto(key))
                            .setValueType(toProto(value))
                            .setValueContainsNull(containsNull);
            case DataType.Struct(var fields) ->
                    fields.forEach(field -> proto.getStructBuilder().addFields(toProto(field)));
        }
        if (type instanceof DataType.Struct(var fields) && fields.isEmpty()) {
            proto.getStructBuilder();
        }
        return proto.build();
    }

    private static org.apache.spark.connect.proto.DataType.StructField toProto(StructField field) {
        org.apache.spark.connect.proto.DataType.StructField.Builder proto =
                org.apache.spark.connect.proto.DataType.StructField.newBuilder()
                        .setName(field.name())
                        .setDataType(toProto(field.type()))
                        .setNullable(field.nullable());
        if (!field.metadata().equals(StructField.NO_METADATA)) {
            proto.setMetadata(field.metadata());
        }
        return proto.build();
    }

    private static DataType.Struct struct(org.apache.spark.connect.proto.DataType.Struct struct) {
        List<StructField> fields = new ArrayList<>(struct.getFieldsCount());
        for (org.apache.spark.connect.proto.DataType.StructField field : struct.getFieldsList()) {
            String metadata = field.hasMetadata() ? field.getMetadata() : StructField.NO_METADATA;
            fields.add(
                    new StructField(
                            field.getName(),
                            of(field.getDataType()),
                            field.getNullable(),
                            metadata));
        }
        return new DataType.Struct(fields);
    }

    private static DataType decimal(org.apache.spark.connect.proto.DataType.Decimal decimal) {
        return new DataType.Decimal(
                decimal.hasPrecision() ? decimal.getPrecision() : 10,
                decimal.hasScale() ? decimal.getScale() : 0);
    }

    private static DataType string(org.apache.spark.connect.proto.DataType.String string) {
        String collation = string.getCollation();
        if (!collation.isEmpty() && !collation.equalsIgnoreCase(DEFAULT_COLLATION)) {
            throw MillraceException.unsupported("the collation " + collation);
        }
        return DataType.STRING;
    }

    private static DataType dayTime(
            org.apache.spark.connect.proto.DataType.DayTimeInterval interval) {
        int start =
                interval.hasStartField() ? interval.getStartField() : DataType.DayTimeInterval.DAY;
        int end = DataType.DayTimeInterval.SECOND;
        if (interval.hasEndField()) {
            end = interval.getEndField();
        } else if (interval.hasStartField()) {
            end = start;
        }
        return new DataType.DayTimeInterval(start, end);
    }

    private static DataType yearMonth(
            org.apache.spark.connect.proto.DataType.YearMonthInterval interval) {
        int start =
                interval.hasStartField()
                        ? interval.getStartField()
                        : DataType.YearMonthInterval.YEAR;
        int end = DataType.YearMonthInterval.MONTH;
        if (interval.hasEndField()) {
            end = interval.getEndField();
        } else if (interval.hasStartField()) {
            end = start;
        }
        return new DataType.YearMonthInterval(start, end);
    }
}
