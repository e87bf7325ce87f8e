// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import dev.millrace.connect.convert.IntervalText;
import dev.millrace.plan.relation.ParsedExpression.Literal;
import dev.millrace.spi.column.CalendarIntervalValue;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.apache.spark.sql.catalyst.parser.SqlBaseParser.LiteralTypeContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.TypeConstructorContext;
import org.apache.spark.sql.catalyst.util.SparkDateTimeUtils$;
import org.apache.spark.sql.errors.QueryParsingErrors;
import org.apache.spark.unsafe.types.UTF8String;

import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// `DATE '…'`, `TIMESTAMP '…'`, `X'…'`, `INTERVAL '…'`.
final class TypedLiterals {
    private static final Set<String> MOVING = Set.of("now", "today", "yesterday", "tomorrow");

    private final ParseSession session;
    private final LiteralBuilder literals;

    TypedLiterals(ParseSession session, LiteralBuilder literals) {
        this.session = session;
        this.literals = literals;
    }

    Literal build(TypeConstructorContext typed) {
        String text = LiteralBuilder.string(typed.singleStringLitWithoutMarker());
        LiteralTypeContext type = typed.literalType();
        if (type.DATE() != null) {
            return date(typed, text);
        }
        if (type.TIMESTAMP() != null || type.TIMESTAMP_LTZ() != null) {
            return timestamp(typed, text);
        }
        if (type.TIMESTAMP_NTZ() != null) {
            return wallClock(typed, text);
        }
        if (type.INTERVAL() != null) {
            return interval(typed, text);
        }
        if (type.BINARY_HEX() != null) {
            return binary(typed, text);
        }
        if (type.TIME() != null) {
            return timeOfDay(typed, text);
        }
        throw ParseSession.error(
                typed,
                () ->
                        QueryParsingErrors.literalValueTypeUnsupportedError(
                                type.getText().toUpperCase(Locale.ROOT),
                                CollectionConverters.asScala(
                                                List.of(
                                                        "DATE",
                                                        "TIMESTAMP_NTZ",
                                                        "TIMESTAMP_LTZ",
                                                        "TIMESTAMP",
                                                        "INTERVAL",
                                                        "X",
                                                        "TIME"))
                                        .toSeq(),
                                typed));
    }

    private static Literal date(TypeConstructorContext typed, String text) {
        Option<Object> days = SparkDateTimeUtils$.MODULE$.stringToDate(UTF8String.fromString(text));
        if (days.isDefined()) {
            return new Literal(days.get(), DataType.DATE);
        }
        return special(typed, text, "DATE", 0, DataType.DATE);
    }

    private Literal timestamp(TypeConstructorContext typed, String text) {
        if (session.timestampNtz() && typed.literalType().TIMESTAMP() != null) {
            Option<Object> wallClock =
                    SparkDateTimeUtils$.MODULE$.stringToTimestampWithoutTimeZone(
                            UTF8String.fromString(text), false);
            if (wallClock.isDefined()) {
                return new Literal(wallClock.get(), DataType.TIMESTAMP_NTZ);
            }
        }
        Option<Object> micros =
                SparkDateTimeUtils$.MODULE$.stringToTimestamp(
                        UTF8String.fromString(text), session.timeZone());
        if (micros.isDefined()) {
            return new Literal(micros.get(), DataType.TIMESTAMP);
        }
        String name = typed.literalType().getText().toUpperCase(Locale.ROOT);
        return special(typed, text, name, 0L, DataType.TIMESTAMP);
    }

    private static Literal timeOfDay(TypeConstructorContext typed, String text) {
        Option<Object> nanos =
                SparkDateTimeUtils$.MODULE$.stringToTime(UTF8String.fromString(text));
        if (nanos.isDefined()) {
            return new Literal(nanos.get(), DataType.TIME);
        }
        throw invalid(typed, "TIME", text);
    }

    private static Literal wallClock(TypeConstructorContext typed, String text) {
        Option<Object> micros =
                SparkDateTimeUtils$.MODULE$.stringToTimestampWithoutTimeZone(
                        UTF8String.fromString(text), true);
        if (micros.isDefined()) {
            return new Literal(micros.get(), DataType.TIMESTAMP_NTZ);
        }
        return special(typed, text, "TIMESTAMP_NTZ", 0L, DataType.TIMESTAMP_NTZ);
    }

    /// Words in place of a date. Those that mean the current time would make the text mean
    /// something else at each parse; the functions do that better.
    private static Literal special(
            TypeConstructorContext typed, String text, String name, Object zero, DataType type) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        if (word.equals("epoch")) {
            return new Literal(zero, type);
        }
        if (MOVING.contains(word)) {
            throw MillraceException.unsupported("the literal " + name + " '" + text + "'");
        }
        throw invalid(typed, name, text);
    }

    private static Literal binary(TypeConstructorContext typed, String text) {
        String digits = text.length() % 2 == 0 ? text : "0" + text;
        try {
            return new Literal(HexFormat.of().parseHex(digits), DataType.BINARY);
        } catch (IllegalArgumentException failure) {
            throw invalid(typed, "X", text);
        }
    }

    private Literal interval(TypeConstructorContext typed, String text) {
        CalendarIntervalValue value;
        try {
            value = IntervalText.parse(text);
        } catch (MillraceException failure) {
            throw invalid(typed, "INTERVAL", text);
        }
        List<String> units =
                List.of(text.strip().toLowerCase(Locale.ROOT).split("\\s+")).stream()
                        .filter(word -> !word.equals("interval") && word.matches("[a-z]+"))
                        .toList();
        return new IntervalBuilder(literals).literal(typed, value, units);
    }

    private static RuntimeException invalid(
            TypeConstructorContext typed, String type, String text) {
        return ParseSession.error(
                typed, () -> QueryParsingErrors.cannotParseValueTypeError(type, text, typed));
    }
}
