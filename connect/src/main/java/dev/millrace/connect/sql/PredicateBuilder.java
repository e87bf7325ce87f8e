// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Call;
import dev.millrace.plan.relation.ParsedExpression.Literal;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.parser.SqlBaseLexer;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.PredicateContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.PredicatedContext;
import org.apache.spark.sql.errors.QueryParsingErrors;

import scala.collection.immutable.Map$;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What stands behind a value: `BETWEEN`, `IN`, `LIKE`, `RLIKE`, `IS …`.
final class PredicateBuilder {
    /// What the grammar writes without the name of a function.
    private static final Set<String> OPERATORS =
            Set.of(
                    "and",
                    "or",
                    "not",
                    "==",
                    "<=>",
                    "isnull",
                    "isnotnull",
                    "is unknown",
                    "is not unknown",
                    "when");

    /// Predicates that have a name of their own for their negation.
    private static final Map<String, String> OPPOSITES =
            Map.of("isnull", "isnotnull", "is unknown", "is not unknown");

    private final ExpressionBuilder expressions;
    private final LiteralBuilder literals;

    PredicateBuilder(ExpressionBuilder expressions, LiteralBuilder literals) {
        this.expressions = expressions;
        this.literals = literals;
    }

    ParsedExpression build(PredicatedContext predicated) {
        ParsedExpression value = expressions.build(predicated.valueExpression());
        PredicateContext predicate = predicated.predicate();
        if (predicate == null) {
            return value;
        }
        boolean isNegated = predicate.errorCapturingNot() != null;
        ParsedExpression built = positive(predicate, value);
        return isNegated ? negated(predicate, built) : built;
    }

    /// Errors point at the predicate alone, without the value, as Spark's do.
    private ParsedExpression positive(PredicateContext predicate, ParsedExpression value) {
        return switch (predicate.kind.getType()) {
            case SqlBaseLexer.BETWEEN ->
                    expressions.call(
                            predicate,
                            "between",
                            value,
                            expressions.build(predicate.lower),
                            expressions.build(predicate.upper));
            case SqlBaseLexer.IN -> in(predicate, value);
            case SqlBaseLexer.RLIKE ->
                    expressions.call(
                            predicate, "rlike", value, expressions.build(predicate.pattern));
            case SqlBaseLexer.LIKE, SqlBaseLexer.ILIKE -> like(predicate, value);
            case SqlBaseLexer.NULL -> expressions.call(predicate, "isnull", value);
            case SqlBaseLexer.UNKNOWN ->
                    expressions.call(
                            predicate, isOfTruthValues(value) ? "is unknown" : "isnull", value);
            case SqlBaseLexer.TRUE ->
                    expressions.call(predicate, "<=>", value, new Literal(true, DataType.BOOLEAN));
            case SqlBaseLexer.FALSE ->
                    expressions.call(predicate, "<=>", value, new Literal(false, DataType.BOOLEAN));
            case SqlBaseLexer.DISTINCT ->
                    expressions.call(
                            predicate,
                            "not",
                            expressions.call(
                                    predicate, "<=>", value, expressions.build(predicate.right)));
            default ->
                    throw MillraceException.unsupported(
                            "the predicate " + predicate.kind.getText().toUpperCase(Locale.ROOT));
        };
    }

    /// Spark shows `UNKNOWN` only where nothing in the operand has to be looked up or converted.
    private static boolean isOfTruthValues(ParsedExpression value) {
        return switch (value) {
            case Literal literal -> literal.type().equals(DataType.BOOLEAN);
            case Call call ->
                    OPERATORS.contains(call.name())
                            && call.arguments().stream()
                                    .allMatch(PredicateBuilder::isOfTruthValues);
            default -> false;
        };
    }

    /// `NOT` in front of a predicate. `NOT LIKE ANY` and `NOT LIKE ALL` are negated inside.
    private ParsedExpression negated(PredicateContext predicate, ParsedExpression built) {
        if (built instanceof Call(var name, var arguments, _, _, _, _)) {
            String opposite = OPPOSITES.get(name);
            if (opposite != null) {
                return expressions.call(predicate, opposite, arguments.getFirst());
            }
            if (predicate.kind.getType() == SqlBaseLexer.DISTINCT) {
                return arguments.getFirst();
            }
        }
        return predicate.quantifier == null ? expressions.call(predicate, "not", built) : built;
    }

    private ParsedExpression in(PredicateContext predicate, ParsedExpression value) {
        if (predicate.query() != null) {
            List<ParsedExpression> values =
                    value instanceof Call row && row.name().equals("struct")
                            ? row.arguments()
                            : List.of(value);
            return expressions.subquery(
                    ParsedExpression.SubqueryForm.IN, values, predicate.query(), predicate);
        }
        if (predicate.expression().isEmpty()) {
            throw ParseSession.error(
                    predicate, () -> QueryParsingErrors.emptyInPredicateError(predicate));
        }
        List<ParsedExpression> arguments = new ArrayList<>();
        arguments.add(value);
        arguments.addAll(expressions.buildAll(predicate.expression()));
        return new Call(
                "in", arguments, false, null, false, expressions.session().origin(predicate));
    }

    private ParsedExpression like(PredicateContext predicate, ParsedExpression value) {
        String name = predicate.kind.getType() == SqlBaseLexer.LIKE ? "like" : "ilike";
        if (predicate.quantifier != null) {
            return quantified(predicate, value, name);
        }
        ParsedExpression pattern = expressions.build(predicate.pattern);
        if (predicate.escapeChar == null) {
            return expressions.call(predicate, name, value, pattern);
        }
        String escape = literals.string(predicate.escapeChar);
        if (escape.length() != 1) {
            throw ParseSession.error(
                    predicate,
                    () -> QueryParsingErrors.invalidEscapeStringError(escape, predicate));
        }
        return expressions.call(
                predicate, name, value, pattern, new Literal(escape, DataType.STRING));
    }

    private static boolean isText(ParsedExpression pattern) {
        return pattern instanceof Literal literal && literal.value() instanceof String;
    }

    private static Literal lower(Literal pattern) {
        return new Literal(
                String.valueOf(pattern.value()).toLowerCase(Locale.ROOT), DataType.STRING);
    }

    /// `LIKE ANY (…)` is an `or`, `LIKE ALL (…)` an `and` of its patterns; where all of them are
    /// literals it is one call, which Spark calls nullable.
    private ParsedExpression quantified(
            PredicateContext predicate, ParsedExpression value, String name) {
        if (predicate.expression().isEmpty()) {
            throw ParseSession.error(
                    predicate,
                    () ->
                            new ParseException(
                                    "_LEGACY_ERROR_TEMP_0064",
                                    Map$.MODULE$
                                            .<String, String>empty()
                                            .updated(
                                                    "msg",
                                                    "Expected something between '(' and ')'."),
                                    predicate));
        }
        boolean isAll = predicate.quantifier.getType() == SqlBaseLexer.ALL;
        boolean isNegated = predicate.errorCapturingNot() != null;
        List<ParsedExpression> patterns = expressions.buildAll(predicate.expression());
        if (patterns.stream().allMatch(PredicateBuilder::isText)) {
            List<ParsedExpression> arguments = new ArrayList<>();
            boolean ignoreCase = name.equals("ilike");
            arguments.add(ignoreCase ? expressions.call(predicate, "lower", value) : value);
            for (ParsedExpression pattern : patterns) {
                arguments.add(ignoreCase ? lower((Literal) pattern) : pattern);
            }
            String likeness = (isNegated ? "not like " : "like ") + (isAll ? "all" : "any");
            return expressions.call(
                    predicate, likeness, arguments.toArray(ParsedExpression[]::new));
        }
        ParsedExpression whole = null;
        for (ParsedExpression pattern : patterns) {
            ParsedExpression one = expressions.call(predicate, name, value, pattern);
            ParsedExpression part = isNegated ? expressions.call(predicate, "not", one) : one;
            whole =
                    whole == null
                            ? part
                            : expressions.call(predicate, isAll ? "and" : "or", whole, part);
        }
        return java.util.Objects.requireNonNull(whole);
    }
}
