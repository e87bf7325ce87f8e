// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Call;
import dev.millrace.plan.relation.ParsedExpression.Literal;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.apache.spark.sql.catalyst.parser.SqlBaseLexer;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.Any_valueContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.CurrentLikeContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ExpressionContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.ExtractContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.FirstContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.FunctionArgumentContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.FunctionCallContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.FunctionNameContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.LastContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.OverlayContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.PositionContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.PrimaryExpressionContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.SubstringContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.TimestampaddContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.TimestampdiffContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.TrimContext;
import org.apache.spark.sql.errors.QueryParsingErrors;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Function calls, and the forms of SQL that are calls under another syntax.
final class FunctionBuilder {
    private final ExpressionBuilder expressions;
    private final WindowBuilder windows;
    private final LiteralBuilder literals;

    FunctionBuilder(ExpressionBuilder expressions, WindowBuilder windows, LiteralBuilder literals) {
        this.expressions = expressions;
        this.windows = windows;
        this.literals = literals;
    }

    ParsedExpression build(PrimaryExpressionContext context) {
        return switch (context) {
            case FunctionCallContext call -> call(call);
            case CurrentLikeContext current -> current(current);
            case FirstContext first ->
                    ignoringNulls(first, "first", first.expression(), first.IGNORE() != null);
            case LastContext last ->
                    ignoringNulls(last, "last", last.expression(), last.IGNORE() != null);
            case Any_valueContext any ->
                    ignoringNulls(any, "any_value", any.expression(), any.IGNORE() != null);
            case PositionContext position ->
                    expressions.call(
                            position,
                            "locate",
                            expressions.build(position.substr),
                            expressions.build(position.str));
            case ExtractContext extract ->
                    expressions.call(
                            extract,
                            "extract",
                            text(extract.field.getText()),
                            expressions.build(extract.source));
            case SubstringContext substring ->
                    optional(
                            substring,
                            "substring",
                            List.of(substring.str, substring.pos),
                            substring.len);
            case OverlayContext overlay ->
                    optional(
                            overlay,
                            "overlay",
                            List.of(overlay.input, overlay.replace, overlay.position),
                            overlay.length);
            case TrimContext trim -> trim(trim);
            case TimestampaddContext add -> {
                checkUnit(add, add.name, add.invalidUnit);
                yield expressions.call(
                        add,
                        "timestampadd",
                        text(add.unit.getText()),
                        expressions.build(add.unitsAmount),
                        expressions.build(add.timestamp));
            }
            case TimestampdiffContext diff -> {
                checkUnit(diff, diff.name, diff.invalidUnit);
                yield expressions.call(
                        diff,
                        "timestampdiff",
                        text(diff.unit.getText()),
                        expressions.build(diff.startTimestamp),
                        expressions.build(diff.endTimestamp));
            }
            default ->
                    throw MillraceException.unsupported("'" + ParseSession.source(context) + "'");
        };
    }

    private ParsedExpression call(FunctionCallContext call) {
        if (ParseSession.source(call.functionName()).equalsIgnoreCase("identifier")
                && call.argument.size() == 1) {
            return new ParsedExpression.Name(
                    Identifiers.parts(call.argument.getFirst().expression()),
                    null,
                    false,
                    expressions.session().origin(call));
        }
        ParsedExpression filter = call.where == null ? null : expressions.build(call.where);
        boolean ignoreNulls =
                call.nullsOption != null && call.nullsOption.getType() == SqlBaseLexer.IGNORE;
        boolean distinct = call.setQuantifier() != null && call.setQuantifier().DISTINCT() != null;
        Call built =
                new Call(
                        name(call.functionName()),
                        withOrder(arguments(call.argument), call),
                        distinct,
                        filter,
                        ignoreNulls,
                        expressions.session().origin(call));
        return call.windowSpec() == null ? built : windows.over(built, call.windowSpec());
    }

    /// The keys of `WITHIN GROUP (ORDER BY …)` follow the arguments.
    private List<ParsedExpression> withOrder(
            List<ParsedExpression> arguments, FunctionCallContext call) {
        List<ParsedExpression> all = new ArrayList<>(arguments);
        if (call.WITHIN() != null) {
            all.addAll(expressions.sortKeys(call.sortItem()));
        }
        return all;
    }

    List<ParsedExpression> arguments(List<FunctionArgumentContext> contexts) {
        List<ParsedExpression> arguments = new ArrayList<>(contexts.size());
        for (FunctionArgumentContext context : contexts) {
            if (context.namedArgumentExpression() != null) {
                throw MillraceException.unsupported(
                        "the named argument '"
                                + ParseSession.source(context.namedArgumentExpression())
                                + "'");
            }
            arguments.add(expressions.build(context.expression()));
        }
        return arguments;
    }

    /// The name as written, its parts joined by dots.
    static String name(FunctionNameContext name) {
        if (name.qualifiedName() != null) {
            return String.join(".", Identifiers.parts(name.qualifiedName()));
        }
        if (name.expression() != null) {
            return String.join(".", Identifiers.parts(name.expression()));
        }
        return name.getText();
    }

    private ParsedExpression current(CurrentLikeContext current) {
        String name =
                switch (current.name.getType()) {
                    case SqlBaseLexer.USER, SqlBaseLexer.SESSION_USER -> "current_user";
                    default -> current.name.getText().toLowerCase(Locale.ROOT);
                };
        return expressions.call(current, name);
    }

    private ParsedExpression ignoringNulls(
            ParserRuleContext place, String name, ExpressionContext argument, boolean ignore) {
        return new Call(
                name,
                List.of(expressions.build(argument)),
                false,
                null,
                ignore,
                expressions.session().origin(place));
    }

    private ParsedExpression optional(
            ParserRuleContext place,
            String name,
            List<? extends ParserRuleContext> arguments,
            @Nullable ParserRuleContext last) {
        List<ParsedExpression> built = new ArrayList<>(expressions.buildAll(arguments));
        if (last != null) {
            built.add(expressions.build(last));
        }
        return new Call(name, built, false, null, false, expressions.session().origin(place));
    }

    /// `TRIM([BOTH|LEADING|TRAILING] [characters] FROM text)`.
    private ParsedExpression trim(TrimContext trim) {
        String name = "trim";
        if (trim.trimOption != null && trim.trimOption.getType() == SqlBaseLexer.LEADING) {
            name = "ltrim";
        } else if (trim.trimOption != null && trim.trimOption.getType() == SqlBaseLexer.TRAILING) {
            name = "rtrim";
        }
        ParsedExpression source = expressions.build(trim.srcStr);
        return trim.trimStr == null
                ? expressions.call(trim, name, source)
                : expressions.call(trim, name, expressions.build(trim.trimStr), source);
    }

    private void checkUnit(
            ParserRuleContext place, Token name, @Nullable ParserRuleContext invalidUnit) {
        if (invalidUnit != null) {
            throw ParseSession.error(
                    place,
                    () ->
                            QueryParsingErrors.invalidDatetimeUnitError(
                                    place, name.getText(), ParseSession.source(invalidUnit)));
        }
    }

    private static Literal text(String value) {
        return new Literal(value, DataType.STRING);
    }
}
