// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Cast;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.expression.Misfit;
import dev.millrace.plan.expression.SortOrder;
import dev.millrace.plan.function.Argument;
import dev.millrace.plan.function.TypeErrors;
import dev.millrace.plan.function.Types;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Name;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.function.UserFunction;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.ArrayList;
import java.util.List;

/// Gives names, calls and operators their meaning, in one walk over what the user wrote.
final class ExpressionResolver {
    private final AnalysisContext context;
    private final Names names;
    private final Collector collector;
    private final CallResolver calls;
    private final LambdaScopes scopes = new LambdaScopes();

    ExpressionResolver(AnalysisContext context, Names names, Collector collector) {
        this.context = context;
        this.names = names;
        this.collector = collector;
        this.calls = new CallResolver(context, this, collector);
    }

    /// Where names are looked up.
    interface Names {
        /// @throws MillraceException if there is no such column
        Resolved column(Name name);

        List<Resolved> star(ParsedExpression.Star star);

        List<Resolved> matching(String pattern);
    }

    LambdaScopes scopes() {
        return scopes;
    }

    AnalysisContext context() {
        return context;
    }

    Resolved resolve(ParsedExpression expression) {
        return switch (expression) {
            case ParsedExpression.Literal(var value, var type) -> literal(new Literal(value, type));
            case Name name -> names.column(name);
            case ParsedExpression.Star star -> throw misplacedStar(star);
            case ParsedExpression.ColumnPattern pattern -> onlyMatch(pattern);
            case ParsedExpression.Call call -> {
                ParsedExpression.Subquery negated = SubqueryResolver.negatedIn(call);
                yield negated == null ? calls.resolve(call) : subquery(negated, true);
            }
            case ParsedExpression.Subquery subquery -> subquery(subquery, false);
            case ParsedExpression.UserCall(var function, var arguments) ->
                    userCall(function, resolveAll(arguments));
            case ParsedExpression.TypedCall(var function) ->
                    new TypedCalls(context).call(function, names);
            case ParsedExpression.TypedAggregate typed ->
                    new TypedCalls(context)
                            .aggregate(typed, names, collector, resolveAll(typed.arguments()));
            case ParsedExpression.Alias alias -> alias(alias);
            case ParsedExpression.Cast cast -> cast(cast);
            case ParsedExpression.SortKey key -> resolve(key.child());
            case ParsedExpression.Window window ->
                    new WindowResolver(context, this, calls, collector).resolve(window);
            case ParsedExpression.Extract(var child, var extraction) -> {
                Resolved part =
                        Extraction.element(resolve(child), resolve(extraction), context, null);
                // Only a field named together with its column has a name of its own.
                yield new Resolved(part.expression(), part.text(), null, part.metadata());
            }
            case ParsedExpression.UpdateField update -> updateField(update);
            case ParsedExpression.Lambda ignored -> throw LambdaArguments.misplaced(null);
            case ParsedExpression.LambdaVariable(var name) ->
                    new Resolved(
                            scopes.variable(name),
                            LambdaArguments.VARIABLE,
                            name,
                            StructField.NO_METADATA);
        };
    }

    private Resolved subquery(ParsedExpression.Subquery subquery, boolean isNegated) {
        SubqueryUse use = subqueries().use(subquery, isNegated);
        String text = isNegated ? "(NOT " + use.text() + ")" : use.text();
        if (subquery.values().size() == 1
                && resolve(subquery.values().getFirst()).expression() instanceof Literal literal
                && literal.value() == null) {
            return Resolved.of(nullIn(subquery, isNegated), text);
        }
        return Resolved.of(collector.subquery(use), text);
    }

    /// `NULL IN (…)`: NULL, but false for no rows.
    private Expression nullIn(ParsedExpression.Subquery subquery, boolean isNegated) {
        Expression hasRows =
                collector.subquery(
                        subqueries()
                                .use(
                                        new ParsedExpression.Subquery(
                                                ParsedExpression.SubqueryForm.EXISTS,
                                                List.of(),
                                                subquery.query(),
                                                subquery.origin()),
                                        false));
        return new Expression.Case(
                List.of(new Expression.Case.Branch(hasRows, new Literal(null, DataType.BOOLEAN))),
                isNegated ? Literal.TRUE : Literal.FALSE);
    }

    SubqueryResolver subqueries() {
        return new SubqueryResolver(context, this, names, collector);
    }

    private Resolved literal(Literal literal) {
        return Resolved.of(literal, LiteralText.of(literal, context.settings().timeZone()));
    }

    private static MillraceException misplacedStar(ParsedExpression.Star star) {
        return NameErrors.error("INVALID_USAGE_OF_STAR_OR_REGEX", "42000", star.origin())
                .with("elem", "'*'")
                .with("prettyName", "expression")
                .text("Invalid usage of '*' in expression.");
    }

    private Resolved onlyMatch(ParsedExpression.ColumnPattern pattern) {
        List<Resolved> matches = names.matching(pattern.pattern());
        if (matches.size() != 1) {
            throw NameErrors.unresolvedColumn(List.of(pattern.pattern()), List.of(), null);
        }
        return matches.getFirst();
    }

    /// Resolves arguments; stars and patterns become all their columns.
    List<Resolved> resolveAll(List<ParsedExpression> expressions) {
        List<Resolved> all = new ArrayList<>();
        for (ParsedExpression expression : expressions) {
            switch (expression) {
                case ParsedExpression.Star star -> all.addAll(names.star(star));
                case ParsedExpression.ColumnPattern pattern ->
                        all.addAll(names.matching(pattern.pattern()));
                default -> all.add(resolve(expression));
            }
        }
        return all;
    }

    Resolved userCall(UserFunction function, List<Resolved> arguments) {
        List<Expression> values = new ArrayList<>();
        List<DataType> types = function.argumentTypes();
        if (!types.isEmpty() && types.size() != arguments.size()) {
            throw TypeErrors.wrongCount(
                    function.name(), String.valueOf(types.size()), arguments.size(), null);
        }
        for (int i = 0; i < arguments.size(); i++) {
            Expression value = arguments.get(i).expression();
            values.add(types.isEmpty() ? value : context.coercion().cast(value, types.get(i)));
        }
        String text =
                function.name()
                        + "("
                        + String.join(", ", arguments.stream().map(Resolved::text).toList())
                        + ")";
        return Resolved.of(new Expression.UserCall(function, values), text);
    }

    private Resolved alias(ParsedExpression.Alias alias) {
        if (alias.names().size() != 1) {
            throw MillraceException.of(ErrorKind.ANALYSIS)
                    .text("Several names are only for functions that make several columns.");
        }
        Resolved child = resolve(alias.child());
        String name = alias.names().getFirst();
        String metadata = alias.metadata() == null ? child.metadata() : alias.metadata();
        String text = ColumnNames.alias(child.text(), name);
        return new Resolved(child.expression(), text, name, metadata);
    }

    private Resolved cast(ParsedExpression.Cast cast) {
        return cast(cast, resolve(cast.child()));
    }

    /// @param child the resolved child of the cast
    Resolved cast(ParsedExpression.Cast cast, Resolved child) {
        boolean isTry = cast.mode() == ParsedExpression.CastMode.TRY;
        // Spark leaves casts to collections out of names.
        String text =
                Types.isNested(cast.type())
                        ? child.text()
                        : ColumnNames.cast(child.text(), cast.type().sqlName(), isTry);
        Misfit misfit =
                switch (cast.mode()) {
                    case SESSION -> Misfit.ofSession(context.settings().ansi());
                    case TRY -> Misfit.NULL;
                    case ANSI -> Misfit.FAIL;
                };
        Expression value = child.expression();
        Casts.check(value.type(), cast.type(), context.settings().ansi(), text, cast.origin());
        Expression converted =
                value instanceof Literal constant && constant.value() == null
                                || Casts.isAlwaysNull(value.type(), cast.type())
                        ? new Literal(null, cast.type())
                        : value.type().equals(cast.type())
                                ? value
                                : new Cast(value, cast.type(), misfit, cast.origin());
        // A converted column keeps its name; a field taken out of a struct does not.
        boolean keepsName = cast.child() instanceof Name && isColumn(value);
        return new Resolved(
                converted, text, keepsName ? child.name() : null, StructField.NO_METADATA);
    }

    private static boolean isColumn(Expression value) {
        return value instanceof dev.millrace.plan.expression.Attribute;
    }

    private Resolved updateField(ParsedExpression.UpdateField update) {
        Resolved base = resolve(update.struct());
        if (!(base.expression().type() instanceof DataType.Struct struct)) {
            Argument argument = base.argument();
            throw TypeErrors.unexpectedInput(
                    context.callSite("update_fields", "update_fields(" + base.text() + ")", null),
                    0,
                    argument,
                    "\"STRUCT\"");
        }
        ParsedExpression given = update.value();
        List<StructField> fields = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        Resolved value = given == null ? null : resolve(given);
        boolean found = false;
        for (int i = 0; i < struct.size(); i++) {
            boolean named = context.sameName(struct.field(i).name(), update.field());
            found |= named;
            Expression kept =
                    !named
                            ? new Expression.Field(base.expression(), i)
                            : value == null ? null : value.expression();
            if (kept != null) {
                String name = named ? update.field() : struct.field(i).name();
                fields.add(new StructField(name, kept.type(), kept.nullable()));
                values.add(kept);
            }
        }
        if (!found && value != null) {
            Expression added = value.expression();
            fields.add(new StructField(update.field(), added.type(), added.nullable()));
            values.add(added);
        }
        Expression.Struct changed = new Expression.Struct(new DataType.Struct(fields), values);
        String text =
                "update_fields("
                        + base.text()
                        + (value == null ? ", dropfield()" : ", WithField(" + value.text() + ")")
                        + ")";
        Expression result =
                base.expression().nullable()
                        ? new Expression.Case(
                                List.of(
                                        new Expression.Case.Branch(
                                                new Expression.IsNull(base.expression()),
                                                new Literal(null, changed.type()))),
                                changed)
                        : changed;
        return Resolved.of(result, text);
    }

    SortOrder sortOrder(ParsedExpression.SortKey key) {
        return new SortOrder(resolve(key.child()).expression(), key.ascending(), key.nullsFirst());
    }
}
