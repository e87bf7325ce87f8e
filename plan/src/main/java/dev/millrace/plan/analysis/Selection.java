// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.AggregateCall;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.expression.SortOrder;
import dev.millrace.plan.expression.WindowFunction;
import dev.millrace.plan.function.GeneratorFunction;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.relation.Origin;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Name;
import dev.millrace.plan.relation.ParsedExpression.SubqueryForm;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A list of output columns over an input, grouped or not, while it is resolved and for as long as
/// a sort or filter over it may ask for more columns.
///
/// The plan is built in this order: input, time window, aggregate, condition on the groups,
/// generator, window functions, aliases used by other columns, output.
final class Selection implements Collector, ExpressionResolver.Names {
    /// Errors of names that a column of the input may be meant by as well.
    private static final Set<String> HIDES =
            Set.of("AMBIGUOUS_REFERENCE", "INVALID_EXTRACT_BASE_FIELD_TYPE", "FIELD_NOT_FOUND");

    private final AnalysisContext context;
    private final Analyzed input;
    private final @Nullable Grouping grouping;
    private final TimeWindows timeWindows;
    private final WindowStages windows;
    private final ExpressionResolver expressions;
    private final List<NamedExpression> outputs = new ArrayList<>();
    private final Map<String, Integer> aliases = new LinkedHashMap<>();
    /// How many columns so far have the alias.
    private final Map<String, Integer> uses = new HashMap<>();
    private final List<NamedExpression> lateral = new ArrayList<>();
    private final Set<Long> added = new HashSet<>();
    private final Set<Long> hidden = new LinkedHashSet<>();
    private @Nullable Expression having;
    private @Nullable Expression qualified;
    private final List<Generator> generators = new ArrayList<>();
    /// Names above the selection that are columns of the input.
    private final Map<Expression, Name> below = new LinkedHashMap<>();

    private boolean isHaving;

    private @Nullable Scope outputScope;
    private final SubqueryStage subqueries;
    private final SubqueryStage subqueriesOfGroups;
    private boolean isInAggregate;
    private boolean isInKeys;

    private record Generator(
            GeneratorFunction function, List<Expression> arguments, List<Attribute> columns) {}

    /// @param grouping null for a plain list of columns
    Selection(AnalysisContext context, Analyzed input, @Nullable Grouping grouping) {
        this.context = context;
        this.input = input;
        this.grouping = grouping;
        this.timeWindows = new TimeWindows(context);
        this.windows = new WindowStages(context);
        this.subqueries = new SubqueryStage(context);
        this.subqueriesOfGroups = new SubqueryStage(context);
        this.expressions = new ExpressionResolver(context, this, this);
    }

    ExpressionResolver expressions() {
        return expressions;
    }

    // ---- columns ----

    /// The keys of the grouping that the user's items stand for.
    List<Resolved> keys(List<ParsedExpression> items) {
        isInKeys = true;
        try {
            return expressions.resolveAll(items);
        } finally {
            isInKeys = false;
        }
    }

    /// Adds the column or columns that the user's item stands for.
    void add(ParsedExpression item) {
        if (item instanceof ParsedExpression.Alias alias && alias.names().size() == 1) {
            uses.merge(key(alias.names().getFirst()), 1, Integer::sum);
        }
        List<Attribute> generated = generated(item);
        if (generated != null) {
            generated.forEach(column -> outputs.add(NamedExpression.of(column)));
            return;
        }
        for (Resolved value : expressions.resolveAll(List.of(item))) {
            add(value, item instanceof ParsedExpression.Alias);
        }
    }

    /// Adds a resolved column. A plain input column keeps its id, once.
    void add(Resolved value, boolean isAlias) {
        Expression expression = overGroups(value.expression());
        String name = value.columnName();
        if (!isAlias
                && expression instanceof Attribute attribute
                && value.expression() instanceof Attribute
                && !context.outer().isOuter(attribute.id())
                && outputs.stream().noneMatch(o -> o.output().id() == attribute.id())) {
            outputs.add(NamedExpression.of(attribute.withName(name)));
            return;
        }
        if (isAlias) {
            aliases.putIfAbsent(key(name), outputs.size());
        }
        Attribute output =
                new Attribute(
                        context.ids().getAsLong(),
                        name,
                        expression.type(),
                        expression.nullable(),
                        value.metadata());
        outputs.add(new NamedExpression(output, expression));
    }

    private String key(String name) {
        return context.settings().caseSensitive() ? name : name.toLowerCase(java.util.Locale.ROOT);
    }

    private Expression overGroups(Expression expression) {
        Grouping groups = grouping;
        if (groups == null) {
            return expression;
        }
        Expression over = groups.over(expression);
        groups.check(over, added);
        return over;
    }

    /// The columns of an item that makes rows, which this selection makes from now on; null for any
    /// other item.
    @Nullable List<Attribute> generated(ParsedExpression item) {
        ParsedExpression bare = item instanceof ParsedExpression.Alias alias ? alias.child() : item;
        if (!(bare instanceof ParsedExpression.Call call)
                || context.catalog().function(call.name()) != null
                || !(context.functions().find(call.name()) instanceof GeneratorFunction function)) {
            return null;
        }
        List<String> names =
                item instanceof ParsedExpression.Alias alias ? alias.names() : List.of();
        Generators.Generated generated = Generators.generate(expressions, function, call, names);
        if (generated.arguments().stream().anyMatch(this::readsLateralAlias)) {
            throw MillraceException.unsupported(
                    "rows made of a column that the same SELECT computes");
        }
        List<Expression> arguments = generated.arguments().stream().map(this::overGroups).toList();
        generators.add(new Generator(function, arguments, generated.columns()));
        generated.columns().forEach(column -> added.add(column.id()));
        return generated.columns();
    }

    // ---- what expressions ask for ----

    @Override
    public void enterAggregate(ParsedExpression.Call call) {
        if (isInAggregate) {
            throw NameErrors.error("NESTED_AGGREGATE_FUNCTION", "42607", call.origin())
                    .text(
                            "It is not allowed to use an aggregate function in the argument of"
                                    + " another aggregate function. Please use the inner aggregate"
                                    + " function in a sub-query.");
        }
        isInAggregate = true;
    }

    @Override
    public void leaveAggregate() {
        isInAggregate = false;
    }

    @Override
    public Expression aggregate(AggregateCall call, String text, @Nullable Origin origin) {
        Grouping groups = grouping;
        if (groups == null) {
            throw MillraceException.bug("aggregate in an ungrouped selection: " + text);
        }
        return groups.aggregate(call, text);
    }

    @Override
    public Expression window(WindowCall call, String text) {
        WindowStages.checkNoLateralAlias(call, lateral, text);
        WindowCall over =
                new WindowCall(
                        overGroups(call.function()),
                        call.partitionBy().stream().map(this::overGroups).toList(),
                        call.orderBy().stream()
                                .map(
                                        o ->
                                                new SortOrder(
                                                        overGroups(o.expression()),
                                                        o.ascending(),
                                                        o.nullsFirst()))
                                .toList());
        Attribute column = windows.column(over, text);
        added.add(column.id());
        return column;
    }

    @Override
    public Expression grouping(ParsedExpression.Call call, List<Resolved> arguments) {
        Grouping groups = grouping;
        if (groups == null) {
            return Collector.super.grouping(call, arguments);
        }
        return call.name().equalsIgnoreCase("grouping")
                ? groups.grouping(arguments.getFirst())
                : groups.groupingId(arguments);
    }

    /// A subquery over the groups sees their columns; correlated, it can give a value there only to
    /// a condition.
    @Override
    public Expression subquery(SubqueryUse use) {
        if (grouping == null || isInAggregate || isInKeys || subqueries.known(use) != null) {
            Expression value = subqueries.value(use);
            added.addAll(grouping == null ? Expressions.columns(value) : Set.of());
            return value;
        }
        if (use.form() == SubqueryForm.SCALAR && use.isCorrelated() && outputScope == null) {
            throw NameErrors.error(
                            "SCALAR_SUBQUERY_IS_IN_GROUP_BY_OR_AGGREGATE_FUNCTION",
                            "0A000",
                            use.origin())
                    .with("sqlExpr", "\"" + use.text() + "\"")
                    .text(
                            "The correlated scalar subquery '\""
                                    + use.text()
                                    + "\"' is neither present in GROUP BY, nor in an aggregate"
                                    + " function.\n"
                                    + "Add it to GROUP BY using ordinal position or wrap it in"
                                    + " `first()` (or `first_value`) if you don't care which value"
                                    + " you get.");
        }
        Expression value = subqueriesOfGroups.value(use.over(e -> overGroupsOf(use, e)));
        added.addAll(Expressions.columns(value));
        return value;
    }

    /// The subquery's expression with what it uses of this selection as that is over the groups.
    private Expression overGroupsOf(SubqueryUse use, Expression expression) {
        Set<Long> used = new HashSet<>();
        use.outer().forEach(r -> used.addAll(Expressions.columns(r.expression())));
        use.conditions().forEach(c -> used.addAll(Expressions.columns(c)));
        use.plan().output().forEach(a -> used.remove(a.id()));
        if (Expressions.columns(expression).stream().noneMatch(used::contains)) {
            return expression;
        }
        Grouping groups = java.util.Objects.requireNonNull(grouping);
        Expression over = groups.over(ofOutputs(expression));
        for (Expression outer : use.outer().stream().map(Resolved::expression).toList()) {
            groups.check(groups.over(ofOutputs(outer)), added);
        }
        return over;
    }

    /// The expression with output columns replaced by what they are.
    private Expression ofOutputs(Expression expression) {
        return expression.transformUp(
                e ->
                        e instanceof Attribute attribute
                                ? outputs.stream()
                                        .filter(o -> o.output().id() == attribute.id())
                                        .map(NamedExpression::expression)
                                        .findFirst()
                                        .orElse(e)
                                : e);
    }

    private WindowFunction overGroups(WindowFunction function) {
        return switch (function) {
            case WindowFunction.Ranking r ->
                    r.over(r.arguments().stream().map(this::overGroups).toList(), this::overGroups);
            case WindowFunction.OverFrame(var a, var frame) ->
                    new WindowFunction.OverFrame(
                            new AggregateCall(
                                    a.function(),
                                    a.arguments().stream().map(this::overGroups).toList(),
                                    a.distinct(),
                                    a.filter() == null ? null : overGroups(a.filter()),
                                    a.ignoreNulls(),
                                    a.type(),
                                    a.nullable()),
                            frame.map(this::overGroups));
        };
    }

    @Override
    public Resolved timeWindow(TimeWindow window) {
        return timeWindows.column(window);
    }

    /// The output column of the name. One that several outputs have, or that lacks the field, is
    /// looked for below, as one that none has. A condition on the groups sees their keys first.
    private @Nullable Resolved shown(Scope above, Name name) {
        Grouping groups = grouping;
        Resolved hiddenColumn = isHaving && groups != null ? orNull(input.scope(), name) : null;
        if (hiddenColumn != null
                && groups != null
                && groups.hasKeys(Expressions.columns(hiddenColumn.expression()))) {
            return hiddenColumn;
        }
        Resolved shownColumn = orNull(above, name);
        return shownColumn == null && orNull(input.scope(), name) == null
                ? above.find(name, context)
                : shownColumn;
    }

    private @Nullable Resolved orNull(Scope scope, Name name) {
        try {
            return scope.find(name, context);
        } catch (MillraceException e) {
            if (HIDES.contains(String.valueOf(e.condition()))) {
                return null;
            }
            throw e;
        }
    }

    @Override
    public Resolved column(Name name) {
        Scope above = outputScope;
        Resolved found = null;
        if (above != null && !isInAggregate) {
            found = shown(above, name);
        }
        if (found == null) {
            found = input.scope().find(name, context);
            if (above != null && found != null && !isInAggregate) {
                below.put(found.expression(), name);
            }
        }
        if (found == null && name.planId() == null) {
            found = timeWindows.scope().find(name, context);
        }
        if (found == null && above == null && name.planId() == null) {
            found = lateralAlias(name);
        }
        if (found != null) {
            return found;
        }
        if (name.planId() != null) {
            throw NameErrors.unresolvedFrameColumn(name.parts(), name.origin());
        }
        Resolved outer = context.outer().find(name);
        if (outer != null) {
            return outer;
        }
        Scope shown = above == null ? input.scope() : above;
        throw NameErrors.unresolvedColumn(name.parts(), shown.paths(), name.origin());
    }

    private boolean readsLateralAlias(Expression argument) {
        return lateral.stream()
                .anyMatch(c -> Expressions.columns(argument).contains(c.output().id()));
    }

    /// An alias given earlier in the same list: its column is computed one step before.
    private @Nullable Resolved lateralAlias(Name name) {
        String alias = key(name.parts().getFirst());
        int count = uses.getOrDefault(alias, 0);
        if (count > 1) {
            throw NameErrors.error("AMBIGUOUS_LATERAL_COLUMN_ALIAS", "42702", null)
                    .with("name", NameErrors.quoted(name.parts().getFirst()))
                    .with("n", count)
                    .text(count + " columns of the list have the alias " + alias + ".");
        }
        Integer index = aliases.get(alias);
        if (index == null) {
            return grouping == null ? generatedColumn(name) : null;
        }
        if (isInAggregate) {
            throw MillraceException.unsupported("a lateral column alias inside an aggregate");
        }
        NamedExpression column = outputs.get(index);
        if (!column.isPassThrough()) {
            lateral.add(column);
            added.add(column.output().id());
            outputs.set(index, NamedExpression.of(column.output()));
        }
        Attribute written = column.output().withName(name.parts().getFirst());
        Resolved value =
                new Resolved(
                        written,
                        "lateralAliasReference(" + written.name() + ")",
                        written.name(),
                        written.metadata());
        return fields(value, name);
    }

    /// A column of rows that a function made earlier in the same list.
    private @Nullable Resolved generatedColumn(Name name) {
        for (Generator generator : generators) {
            for (Attribute column : generator.columns()) {
                if (context.sameName(column.name(), name.parts().getFirst())) {
                    String written = name.parts().getFirst();
                    return fields(Resolved.of(column.withName(written)), name);
                }
            }
        }
        return null;
    }

    private Resolved fields(Resolved column, Name name) {
        Resolved value = column;
        for (String field : name.parts().subList(1, name.parts().size())) {
            value = Extraction.field(value, field, context, name.origin());
        }
        return value;
    }

    @Override
    public List<Resolved> star(ParsedExpression.Star star) {
        try {
            return input.scope().expand(star, context);
        } catch (MillraceException e) {
            return context.outer().star(star, e);
        }
    }

    @Override
    public List<Resolved> matching(String pattern) {
        return input.scope().matching(pattern, context);
    }

    // ---- over the selection ----

    /// Resolves an expression of a sort or filter over the selection: names are output columns
    /// first, then columns of the input.
    ///
    /// @param shownScope the scope of the relation below the expression, which this selection made
    Resolved resolveAbove(ParsedExpression expression, Scope shownScope) {
        outputScope = shownScope;
        Resolved value = expressions.resolve(expression);
        Set<Long> shown = new HashSet<>();
        outputs.forEach(o -> shown.add(o.output().id()));
        Expression over = value.expression();
        Grouping groups = grouping;
        if (groups != null) {
            Set<Long> allowed = new HashSet<>(added);
            allowed.addAll(shown);
            over = groups.over(over);
            checkAbove(over, allowed, shownScope);
            groups.check(over, allowed);
        }
        for (long id : Expressions.columns(over)) {
            if (!shown.contains(id)) {
                hidden.add(id);
            }
        }
        return value.with(over);
    }

    /// A column that is neither shown nor a key is not there for what stands above the groups.
    private void checkAbove(Expression over, Set<Long> allowed, Scope shownScope) {
        Grouping groups = grouping;
        for (Map.Entry<Expression, Name> column : below.entrySet()) {
            if (groups != null
                    && column.getKey() instanceof Attribute attribute
                    && Expressions.columns(over).contains(attribute.id())
                    && !groups.has(attribute.id())
                    && !allowed.contains(attribute.id())) {
                Name name = column.getValue();
                throw NameErrors.unresolvedColumn(name.parts(), shownScope.paths(), name.origin());
            }
        }
    }

    /// Adds a condition on the groups.
    ///
    /// @param shownScope as for `resolveAbove`
    void having(ParsedExpression condition, Scope shownScope) {
        Set<Long> before = Set.copyOf(hidden);
        isHaving = true;
        Expression resolved = Conditions.bool(resolveAbove(condition, shownScope));
        isHaving = false;
        hidden.retainAll(before);
        Expression overGroups = ofOutputs(resolved);
        Expression known = having;
        having = known == null ? overGroups : new Expression.And(known, overGroups);
    }

    /// Adds a condition on the rows, which may use window functions.
    ///
    /// @param shownScope as for `resolveAbove`
    void qualify(ParsedExpression condition, Scope shownScope) {
        Set<Long> before = Set.copyOf(hidden);
        Expression resolved = Conditions.bool(resolveAbove(condition, shownScope));
        hidden.retainAll(before);
        qualified = ofOutputs(resolved);
    }

    boolean isGrouped() {
        return grouping != null;
    }

    /// The columns so far.
    Scope scope() {
        List<Scope.Column> columns = new ArrayList<>();
        for (NamedExpression output : outputs) {
            List<String> qualifier =
                    output.isPassThrough()
                            ? input.scope().columns().stream()
                                    .filter(c -> c.attribute().id() == output.output().id())
                                    .map(Scope.Column::written)
                                    .findFirst()
                                    .orElse(List.of())
                            : List.of();
            columns.add(new Scope.Column(output.output(), qualifier, false));
        }
        columns.addAll(metadata());
        return input.scope().over(columns);
    }

    /// What the tables below have besides what they show can still be named above.
    private List<Scope.Column> metadata() {
        return grouping == null ? input.scope().metadata() : List.of();
    }

    /// The plan with the rows that functions make of its own.
    private LogicalPlan made(LogicalPlan input) {
        LogicalPlan plan = input;
        for (Generator generator : generators) {
            plan =
                    new LogicalPlan.Generate(
                            plan,
                            generator.function().function(),
                            generator.arguments(),
                            generator.function().isOuter(),
                            plan.output(),
                            generator.columns());
        }
        return plan;
    }

    /// The plan with the columns so far, and those that expressions above need.
    Analyzed build() {
        LogicalPlan plan = timeWindows.over(subqueries.over(input.plan()));
        if (grouping != null) {
            plan = subqueriesOfGroups.over(grouping.over(plan));
        }
        if (having != null) {
            plan = new LogicalPlan.Filter(plan, having);
        }
        // Rows made of groups are made last of all, other rows before any window is seen.
        plan = grouping == null ? windows.over(made(plan)) : made(windows.over(plan));
        for (NamedExpression alias : lateral) {
            List<NamedExpression> columns = new ArrayList<>();
            plan.output().forEach(a -> columns.add(NamedExpression.of(a)));
            columns.add(alias);
            plan = new LogicalPlan.Project(plan, columns);
        }
        if (qualified != null) {
            plan = new LogicalPlan.Filter(plan, qualified);
        }
        List<NamedExpression> columns = new ArrayList<>(outputs);
        for (Attribute attribute : plan.output()) {
            if (hidden.contains(attribute.id())) {
                columns.add(NamedExpression.of(attribute));
            }
        }
        Set<Long> given = new HashSet<>();
        columns.forEach(column -> given.add(column.output().id()));
        for (Scope.Column column : metadata()) {
            if (given.add(column.attribute().id())) {
                columns.add(NamedExpression.of(column.attribute()));
            }
        }
        return new Analyzed(new LogicalPlan.Project(plan, columns), scope(), this);
    }
}
