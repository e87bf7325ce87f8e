// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

import dev.millrace.plan.relation.ParsedExpression.Literal;
import dev.millrace.spi.column.CalendarIntervalValue;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.apache.spark.connect.proto.Expression;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The protocol's literals as boxed values (`dev.millrace.spi.column.BoxedValues`) with their
/// types.
///
/// Clients of 4.1 and later put the type of arrays, maps and structs into `data_type`, clients of
/// 4.0 into fields beside the elements, and some leave both out: then the first element tells.
final class LiteralConverter {
    private LiteralConverter() {}

    static Literal convert(Expression.Literal literal) {
        return switch (literal.getLiteralTypeCase()) {
            case NULL -> new Literal(null, ProtoTypes.of(literal.getNull()));
            case BINARY -> new Literal(literal.getBinary().toByteArray(), DataType.BINARY);
            case BOOLEAN -> new Literal(literal.getBoolean(), DataType.BOOLEAN);
            case BYTE -> new Literal(literal.getByte(), DataType.BYTE);
            case SHORT -> new Literal(literal.getShort(), DataType.SHORT);
            case INTEGER -> new Literal(literal.getInteger(), DataType.INTEGER);
            case LONG -> new Literal(literal.getLong(), DataType.LONG);
            case FLOAT -> new Literal((double) literal.getFloat(), DataType.FLOAT);
            case DOUBLE -> new Literal(literal.getDouble(), DataType.DOUBLE);
            case DECIMAL -> decimal(literal.getDecimal());
            case STRING -> new Literal(literal.getString(), DataType.STRING);
            case DATE -> new Literal(literal.getDate(), DataType.DATE);
            case TIMESTAMP -> new Literal(literal.getTimestamp(), DataType.TIMESTAMP);
            case TIMESTAMP_NTZ -> new Literal(literal.getTimestampNtz(), DataType.TIMESTAMP_NTZ);
            case CALENDAR_INTERVAL -> calendarInterval(literal.getCalendarInterval());
            case YEAR_MONTH_INTERVAL ->
                    new Literal(
                            literal.getYearMonthInterval(),
                            typeOr(literal, DataType.YEAR_MONTH_INTERVAL));
            case DAY_TIME_INTERVAL ->
                    new Literal(
                            literal.getDayTimeInterval(),
                            typeOr(literal, DataType.DAY_TIME_INTERVAL));
            case ARRAY -> array(literal);
            case MAP -> map(literal);
            case STRUCT -> struct(literal);
            case SPECIALIZED_ARRAY -> specializedArray(literal.getSpecializedArray());
            case TIME ->
                    new Literal(
                            literal.getTime().getNano(),
                            typeOr(
                                    literal,
                                    literal.getTime().hasPrecision()
                                            ? new DataType.Time(literal.getTime().getPrecision())
                                            : DataType.TIME));
            case LITERALTYPE_NOT_SET ->
                    throw SparkErrors.invalidPlan(
                            "INVALID_ONE_OF_FIELD_NOT_SET",
                            "fullName",
                            "spark.connect.Expression.Literal.literal_type",
                            "name",
                            "literal_type");
        };
    }

    /// The value alone, for a place whose type is known from outside; its own type must fit.
    private static @Nullable Object value(Expression.Literal literal, DataType type) {
        Literal converted = convert(literal);
        if (converted.value() instanceof BigDecimal number
                && type instanceof DataType.Decimal decimal) {
            return number.setScale(decimal.scale(), RoundingMode.HALF_UP);
        }
        return converted.value();
    }

    private static DataType typeOr(Expression.Literal literal, DataType otherwise) {
        return literal.hasDataType() ? ProtoTypes.of(literal.getDataType()) : otherwise;
    }

    private static Literal decimal(Expression.Literal.Decimal decimal) {
        BigDecimal value = new BigDecimal(decimal.getValue());
        if (value.scale() < 0) {
            value = value.setScale(0);
        }
        int scale = decimal.hasScale() ? decimal.getScale() : value.scale();
        int precision =
                decimal.hasPrecision()
                        ? decimal.getPrecision()
                        : Math.max(value.precision(), value.scale());
        return new Literal(
                value.setScale(scale, RoundingMode.HALF_UP),
                new DataType.Decimal(Math.max(precision, Math.max(scale, 1)), scale));
    }

    private static Literal calendarInterval(Expression.Literal.CalendarInterval interval) {
        return new Literal(
                new CalendarIntervalValue(
                        interval.getMonths(), interval.getDays(), interval.getMicroseconds()),
                DataType.CALENDAR_INTERVAL);
    }

    @SuppressWarnings("deprecation")
    private static Literal array(Expression.Literal literal) {
        Expression.Literal.Array array = literal.getArray();
        DataType element;
        boolean containsNull = true;
        if (literal.hasDataType()
                && ProtoTypes.of(literal.getDataType()) instanceof DataType.Array type) {
            element = type.element();
            containsNull = type.containsNull();
        } else if (array.hasElementType()) {
            element = ProtoTypes.of(array.getElementType());
        } else {
            element = firstType(array.getElementsList(), "ARRAY_LITERAL_MISSING_DATA_TYPE");
        }
        List<@Nullable Object> values = new ArrayList<>(array.getElementsCount());
        for (Expression.Literal each : array.getElementsList()) {
            values.add(value(each, element));
        }
        return new Literal(values, new DataType.Array(element, containsNull));
    }

    @SuppressWarnings("deprecation")
    private static Literal map(Expression.Literal literal) {
        Expression.Literal.Map map = literal.getMap();
        DataType.Map type;
        if (literal.hasDataType()
                && ProtoTypes.of(literal.getDataType()) instanceof DataType.Map given) {
            type = given;
        } else if (map.hasKeyType() && map.hasValueType()) {
            type =
                    new DataType.Map(
                            ProtoTypes.of(map.getKeyType()),
                            ProtoTypes.of(map.getValueType()),
                            true);
        } else {
            type =
                    new DataType.Map(
                            firstType(map.getKeysList(), "MAP_LITERAL_MISSING_DATA_TYPE"),
                            firstType(map.getValuesList(), "MAP_LITERAL_MISSING_DATA_TYPE"),
                            true);
        }
        Map<@Nullable Object, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < map.getKeysCount(); i++) {
            values.put(value(map.getKeys(i), type.key()), value(map.getValues(i), type.value()));
        }
        return new Literal(values, type);
    }

    @SuppressWarnings("deprecation")
    private static Literal struct(Expression.Literal literal) {
        Expression.Literal.Struct struct = literal.getStruct();
        DataType.Struct type;
        if (literal.hasDataType()
                && ProtoTypes.of(literal.getDataType()) instanceof DataType.Struct given) {
            type = given;
        } else if (struct.hasStructType()
                && ProtoTypes.of(struct.getStructType()) instanceof DataType.Struct given) {
            type = given;
        } else {
            throw SparkErrors.invalidPlan("STRUCT_LITERAL_MISSING_DATA_TYPE");
        }
        List<@Nullable Object> values = new ArrayList<>(type.size());
        List<StructField> fields = new ArrayList<>(type.size());
        for (int i = 0; i < type.size(); i++) {
            Literal element = convert(struct.getElements(i));
            StructField field = type.field(i);
            DataType fieldType =
                    field.type() instanceof DataType.Null ? element.type() : field.type();
            fields.add(
                    new StructField(field.name(), fieldType, field.nullable(), field.metadata()));
            values.add(value(struct.getElements(i), fieldType));
        }
        return new Literal(values, new DataType.Struct(fields));
    }

    private static DataType firstType(List<Expression.Literal> elements, String otherwise) {
        if (elements.isEmpty()) {
            throw SparkErrors.invalidPlan(otherwise);
        }
        return convert(elements.getFirst()).type();
    }

    private static Literal specializedArray(Expression.Literal.SpecializedArray array) {
        return switch (array.getValueTypeCase()) {
            case BOOLS -> primitives(array.getBools().getValuesList(), DataType.BOOLEAN);
            case INTS -> primitives(array.getInts().getValuesList(), DataType.INTEGER);
            case LONGS -> primitives(array.getLongs().getValuesList(), DataType.LONG);
            case FLOATS -> {
                List<Object> values = new ArrayList<>();
                array.getFloats().getValuesList().forEach(each -> values.add(each.doubleValue()));
                yield primitives(values, DataType.FLOAT);
            }
            case DOUBLES -> primitives(array.getDoubles().getValuesList(), DataType.DOUBLE);
            case STRINGS -> primitives(array.getStrings().getValuesList(), DataType.STRING);
            case VALUETYPE_NOT_SET ->
                    throw SparkErrors.invalidPlan("ARRAY_LITERAL_MISSING_DATA_TYPE");
        };
    }

    private static Literal primitives(List<?> values, DataType element) {
        boolean containsNull = element instanceof DataType.Text;
        return new Literal(
                new ArrayList<Object>(values), new DataType.Array(element, containsNull));
    }
}
