// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import dev.millrace.connect.convert.SparkErrors;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Literal;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.antlr.v4.runtime.Token;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.BigDecimalLiteralContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.BigIntLiteralContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.BooleanLiteralContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ConstantContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.DecimalLiteralContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.DoubleLiteralContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ExponentLiteralContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.FloatLiteralContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.IntegerLiteralContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.IntervalLiteralContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.NamedParameterLiteralContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.NamedParameterMarkerRuleContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.NullLiteralContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.NumberContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.NumericLiteralContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ParameterMarkerContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.PosParameterLiteralContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SingleDoubleQuotedStringLiteralValueContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SingleStringLitContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SingleStringLitWithoutMarkerContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SingleStringLiteralValueContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SmallIntLiteralContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.StringLitContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.StringLiteralContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.TinyIntLiteralContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.TypeConstructorContext;
import org.apache.spark.sql.catalyst.util.SparkParserUtils$;
import org.apache.spark.sql.errors.QueryParsingErrors;

import java.math.BigDecimal;

/// Constants: numbers, strings, typed literals, parameters.
final class LiteralBuilder {
    private final ParseSession session;

    LiteralBuilder(ParseSession session) {
        this.session = session;
    }

    ParsedExpression build(ConstantContext constant) {
        return switch (constant) {
            case NullLiteralContext ignored -> new Literal(null, DataType.NULL);
            case BooleanLiteralContext bool ->
                    new Literal(bool.booleanValue().TRUE() != null, DataType.BOOLEAN);
            case NumericLiteralContext number -> number(number.number());
            case StringLiteralContext string ->
                    new Literal(string(string.stringLit()), DataType.STRING);
            case TypeConstructorContext typed -> new TypedLiterals(session, this).build(typed);
            case IntervalLiteralContext interval ->
                    new IntervalBuilder(this).build(interval.interval());
            case PosParameterLiteralContext parameter ->
                    session.parameters().positional(parameter.getStart().getStartIndex());
            case NamedParameterLiteralContext parameter ->
                    session.parameters()
                            .named(parameter.namedParameterMarker().simpleIdentifier().getText());
            default ->
                    throw MillraceException.unsupported(
                            "the literal '" + ParseSession.source(constant) + "'");
        };
    }

    /// The value of one or several adjacent string literals, escapes resolved.
    String string(StringLitContext literal) {
        StringBuilder text = new StringBuilder();
        for (SingleStringLitContext part : literal.singleStringLit()) {
            SingleStringLitWithoutMarkerContext plain = part.singleStringLitWithoutMarker();
            text.append(plain == null ? parameter(part.parameterMarker()) : string(plain));
        }
        return text.toString();
    }

    static String string(SingleStringLitWithoutMarkerContext literal) {
        Token token =
                switch (literal) {
                    case SingleStringLiteralValueContext single ->
                            single.STRING_LITERAL().getSymbol();
                    case SingleDoubleQuotedStringLiteralValueContext twice ->
                            twice.DOUBLEQUOTED_STRING().getSymbol();
                    default -> throw MillraceException.bug("a string of " + literal.getClass());
                };
        return SparkParserUtils$.MODULE$.string(token);
    }

    private String parameter(ParameterMarkerContext marker) {
        ParsedExpression value =
                marker instanceof NamedParameterMarkerRuleContext named
                        ? session.parameters()
                                .named(named.namedParameterMarker().simpleIdentifier().getText())
                        : session.parameters().positional(marker.getStart().getStartIndex());
        if (value instanceof Literal(String text, var ignored)) {
            return text;
        }
        throw MillraceException.unsupported("a parameter that is not a string in this place");
    }

    static Literal number(NumberContext number) {
        String text = number.getText();
        return switch (number) {
            case IntegerLiteralContext ignored -> integer(text);
            case DecimalLiteralContext ignored -> decimal(new BigDecimal(text));
            case ExponentLiteralContext ignored ->
                    new Literal(floating(number, text, "double"), DataType.DOUBLE);
            case BigIntLiteralContext ignored ->
                    new Literal(
                            ranged(number, shortened(text, 1), "bigint").longValue(),
                            DataType.LONG);
            case SmallIntLiteralContext ignored ->
                    new Literal(
                            ranged(number, shortened(text, 1), "smallint").intValue(),
                            DataType.SHORT);
            case TinyIntLiteralContext ignored ->
                    new Literal(
                            ranged(number, shortened(text, 1), "tinyint").intValue(),
                            DataType.BYTE);
            case DoubleLiteralContext ignored ->
                    new Literal(floating(number, shortened(text, 1), "double"), DataType.DOUBLE);
            case FloatLiteralContext ignored ->
                    new Literal(floating(number, shortened(text, 1), "float"), DataType.FLOAT);
            case BigDecimalLiteralContext ignored -> decimal(new BigDecimal(shortened(text, 2)));
            default -> throw MillraceException.unsupported("the number " + text);
        };
    }

    /// Read from the text, because the exact number has no negative zero.
    private static double floating(NumberContext number, String text, String type) {
        ranged(number, text, type);
        return type.equals("float") ? Float.parseFloat(text) : Double.parseDouble(text);
    }

    /// An integer takes the narrowest of int, bigint and decimal that holds it.
    private static Literal integer(String text) {
        BigDecimal value = new BigDecimal(text);
        if (isBetween(value, Integer.MIN_VALUE, Integer.MAX_VALUE)) {
            return new Literal(value.intValueExact(), DataType.INTEGER);
        }
        if (isBetween(value, Long.MIN_VALUE, Long.MAX_VALUE)) {
            return new Literal(value.longValueExact(), DataType.LONG);
        }
        return decimal(value);
    }

    private static boolean isBetween(BigDecimal value, long least, long greatest) {
        return value.compareTo(BigDecimal.valueOf(least)) >= 0
                && value.compareTo(BigDecimal.valueOf(greatest)) <= 0;
    }

    private static Literal decimal(BigDecimal number) {
        BigDecimal value = number.scale() < 0 ? number.setScale(0) : number;
        int precision = Math.max(value.precision(), value.scale());
        if (precision > DataType.Decimal.MAX_PRECISION) {
            throw SparkErrors.of(
                    ErrorKind.ARITHMETIC,
                    "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION",
                    "precision",
                    String.valueOf(precision),
                    "maxPrecision",
                    String.valueOf(DataType.Decimal.MAX_PRECISION));
        }
        return new Literal(value, new DataType.Decimal(precision, value.scale()));
    }

    private static BigDecimal ranged(NumberContext number, String text, String type) {
        BigDecimal least =
                switch (type) {
                    case "tinyint" -> BigDecimal.valueOf(Byte.MIN_VALUE);
                    case "smallint" -> BigDecimal.valueOf(Short.MIN_VALUE);
                    case "bigint" -> BigDecimal.valueOf(Long.MIN_VALUE);
                    case "float" -> BigDecimal.valueOf(-Float.MAX_VALUE);
                    default -> BigDecimal.valueOf(-Double.MAX_VALUE);
                };
        BigDecimal greatest =
                switch (type) {
                    case "tinyint" -> BigDecimal.valueOf(Byte.MAX_VALUE);
                    case "smallint" -> BigDecimal.valueOf(Short.MAX_VALUE);
                    case "bigint" -> BigDecimal.valueOf(Long.MAX_VALUE);
                    case "float" -> BigDecimal.valueOf(Float.MAX_VALUE);
                    default -> BigDecimal.valueOf(Double.MAX_VALUE);
                };
        BigDecimal value = new BigDecimal(text);
        if (value.compareTo(least) < 0 || value.compareTo(greatest) > 0) {
            throw ParseSession.error(
                    number,
                    () ->
                            QueryParsingErrors.invalidNumericLiteralRangeError(
                                    text,
                                    scala.math.BigDecimal.javaBigDecimal2bigDecimal(least),
                                    scala.math.BigDecimal.javaBigDecimal2bigDecimal(greatest),
                                    type,
                                    number));
        }
        return value;
    }

    /// The number without the letters of its suffix.
    private static String shortened(String text, int suffix) {
        return text.substring(0, text.length() - suffix);
    }
}
