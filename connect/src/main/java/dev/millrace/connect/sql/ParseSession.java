// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import dev.millrace.connect.convert.SparkErrors;
import dev.millrace.connect.convert.SparkGrammar;
import dev.millrace.plan.relation.Origin;

import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.Interval;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.jspecify.annotations.Nullable;

import scala.jdk.javaapi.CollectionConverters;

import java.time.ZoneId;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/// What all builders of one text share.
///
/// @param text the whole SQL text
/// @param timeZone of the session, for timestamp literals
/// @param timestampNtz whether `TIMESTAMP` means the type without a zone
/// @param settings of the session, by key
record ParseSession(
        String text,
        ZoneId timeZone,
        boolean timestampNtz,
        Parameters parameters,
        Function<String, @Nullable String> settings) {
    /// A setting that is true or false.
    ///
    /// @param otherwise where there are no settings
    boolean flag(String key, boolean otherwise) {
        String value = settings.apply(key);
        return value == null ? otherwise : Boolean.parseBoolean(value.strip());
    }

    /// A setting that is a whole number.
    int number(String key, int otherwise) {
        String value = settings.apply(key);
        return value == null ? otherwise : Integer.parseInt(value.strip());
    }

    /// Where a piece of the tree stands in the text.
    Origin origin(ParserRuleContext context) {
        return origin(context, text);
    }

    /// The same for those who have nothing but the tree.
    static Origin place(ParserRuleContext context) {
        CharStream whole = context.getStart().getInputStream();
        return origin(context, whole.getText(Interval.of(0, whole.size() - 1)));
    }

    private static Origin origin(ParserRuleContext context, String text) {
        Token start = context.getStart();
        Token stop = context.getStop() == null ? start : context.getStop();
        return new Origin(
                text,
                start.getStartIndex(),
                stop.getStopIndex(),
                start.getLine(),
                start.getCharPositionInLine());
    }

    /// The characters of a piece of the tree, as written.
    static String source(ParserRuleContext context) {
        return context.getStart()
                .getInputStream()
                .getText(
                        Interval.of(
                                context.getStart().getStartIndex(),
                                context.getStop().getStopIndex()));
    }

    /// An error made by Spark's own classes for a piece of the tree.
    static RuntimeException error(ParserRuleContext place, Supplier<Throwable> sparkError) {
        return SparkErrors.translated(SparkGrammar.at(place, sparkError));
    }

    /// An error by the name of its condition for a piece of the tree.
    static RuntimeException error(
            ParserRuleContext place, String condition, Map<String, String> parameters) {
        return error(
                place,
                () ->
                        new ParseException(
                                condition,
                                scala.collection.immutable.Map$.MODULE$.from(
                                        CollectionConverters.asScala(parameters)),
                                place));
    }
}
