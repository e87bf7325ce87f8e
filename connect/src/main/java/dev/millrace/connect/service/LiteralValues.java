// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.service;

import dev.millrace.connect.convert.ProtoTypes;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.apache.spark.connect.proto.Expression;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;

/// Boxed values as literals of the protocol: how observed metrics travel.
final class LiteralValues {
    private LiteralValues() {}

    static Expression.Literal literal(@Nullable Object value, DataType type) {
        Expression.Literal.Builder literal = Expression.Literal.newBuilder();
        if (value == null) {
            return literal.setNull(ProtoTypes.toProto(type)).build();
        }
        switch (type) {
            case DataType.Bool ignored -> literal.setBoolean((Boolean) value);
            case DataType.Int8 ignored -> literal.setByte((Integer) value);
            case DataType.Int16 ignored -> literal.setShort((Integer) value);
            case DataType.Int32 ignored -> literal.setInteger((Integer) value);
            case DataType.Int64 ignored -> literal.setLong((Long) value);
            case DataType.Float32 ignored -> literal.setFloat(((Double) value).floatValue());
            case DataType.Float64 ignored -> literal.setDouble((Double) value);
            case DataType.Text ignored -> literal.setString((String) value);
            case DataType.Date ignored -> literal.setDate((Integer) value);
            case DataType.Timestamp ignored -> literal.setTimestamp((Long) value);
            case DataType.TimestampNtz ignored -> literal.setTimestampNtz((Long) value);
            case DataType.Time(var precision) ->
                    literal.setTime(
                            Expression.Literal.Time.newBuilder()
                                    .setNano((Long) value)
                                    .setPrecision(precision));
            case DataType.Decimal(var precision, var scale) ->
                    literal.setDecimal(
                            Expression.Literal.Decimal.newBuilder()
                                    .setValue(((BigDecimal) value).toPlainString())
                                    .setPrecision(precision)
                                    .setScale(scale));
            default ->
                    throw MillraceException.unsupported(
                            "an observed metric of type " + type.simpleName());
        }
        return literal.build();
    }
}
