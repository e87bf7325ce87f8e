// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.decorrelation.SubqueryJoins;
import dev.millrace.plan.expression.AggregateCall;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.NamedAggregate;
import dev.millrace.plan.expression.SortOrder;
import dev.millrace.plan.function.AggregateFunction;
import dev.millrace.plan.function.GeneratorFunction;
import dev.millrace.plan.function.Types;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.relation.Origin;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Relations whose columns are expressions: projections, groupings, and what stands over them.
final class Selections {
    private final Analyzer analyzer;
    private final AnalysisContext context;

    Selections(Analyzer analyzer, AnalysisContext context) {
        this.analyzer = analyzer;
        this.context = context;
    }

    /// A projection; one with aggregates in it is a grouping without keys.
    Analyzed project(Relation.Project project) {
        Analyzed input = analyzer.resolve(project.input());
        boolean isGlobal = project.expressions().stream().anyMatch(this::hasAggregate);
        Selection selection =
                new Selection(context, input, isGlobal ? new Grouping(context) : null);
        project.expressions().forEach(selection::add);
        return selection.build();
    }

    Analyzed withColumns(Relation.WithColumns relation) {
        Analyzed input = analyzer.resolve(relation.input());
        Selection selection = new Selection(context, input, null);
        List<Resolved> values = new ArrayList<>();
        Set<Integer> used = new HashSet<>();
        for (ParsedExpression.Alias column : relation.columns()) {
            List<Attribute> generated = selection.generated(column);
            values.add(
                    generated == null
                            ? selection.expressions().resolve(column)
                            : Resolved.of(generated.getFirst()));
        }
        for (Attribute attribute : input.scope().output()) {
            boolean replaced = false;
            for (int i = 0; i < values.size(); i++) {
                if (context.sameName(values.get(i).columnName(), attribute.name())) {
                    selection.add(values.get(i), true);
                    used.add(i);
                    replaced = true;
                }
            }
            if (!replaced) {
                selection.add(Resolved.of(attribute), false);
            }
        }
        for (int i = 0; i < values.size(); i++) {
            if (!used.contains(i)) {
                selection.add(values.get(i), true);
            }
        }
        Analyzed built = selection.build();
        return new Analyzed(built.plan(), built.scope());
    }

    Analyzed aggregate(Relation.Aggregate written) {
        Analyzed input = analyzer.resolve(written.input());
        Relation.Aggregate aggregate = withKeys(written, input);
        Grouping grouping = new Grouping(context);
        Selection selection = new Selection(context, input, grouping);
        List<Resolved> keys = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (ParsedExpression key : aggregate.keys()) {
            for (Resolved value :
                    selection.keys(
                            List.of(aggregate == written ? meant(key, aggregate, input) : key))) {
                keys.add(value);
                places.add(grouping.key(value));
            }
        }
        if (aggregate.grouping() != Relation.Grouping.GROUP_BY) {
            grouping.groupBySets(
                    new GroupingSets(places)
                            .of(aggregate, keySets(aggregate, input, selection, grouping)));
        }
        if (aggregate.keysInOutput()) {
            for (int i = 0; i < keys.size(); i++) {
                boolean isAlias =
                        aggregate.keys().get(Math.min(i, aggregate.keys().size() - 1))
                                instanceof ParsedExpression.Alias;
                selection.add(keys.get(i), isAlias);
            }
        }
        aggregate.outputs().forEach(selection::add);
        ParsedExpression having = aggregate.having();
        if (having != null) {
            selection.having(having, selection.scope());
        }
        return selection.build();
    }

    private Relation.Aggregate withKeys(Relation.Aggregate aggregate, Analyzed input) {
        AllKeys all = new AllKeys(context, this::hasAggregate);
        if (aggregate.keysInOutput()
                || aggregate.grouping() != Relation.Grouping.GROUP_BY
                || !all.isMeant(aggregate.keys(), input.scope())) {
            return aggregate;
        }
        return new Relation.Aggregate(
                aggregate.input(),
                aggregate.grouping(),
                all.of(aggregate),
                List.of(),
                aggregate.outputs(),
                false,
                aggregate.having());
    }

    /// A condition on the values of window functions.
    Analyzed qualify(Relation.Qualify qualify) {
        Analyzed input = analyzer.resolve(qualify.input());
        Selection selection = java.util.Objects.requireNonNull(input.selection());
        selection.qualify(qualify.condition(), input.scope());
        return new Analyzed(selection.build().plan(), input.scope().over(), selection);
    }

    /// A projection of the pipe syntax.
    Analyzed pipeProject(Relation.PipeProject project) {
        for (ParsedExpression expression : project.expressions()) {
            if (project.clause().equals("EXTEND") && hasAggregate(expression)) {
                Analyzed input = analyzer.resolve(project.input());
                String text =
                        new Selection(context, input, new Grouping(context))
                                .expressions()
                                .resolve(bare(expression))
                                .text();
                throw NameErrors.error("PIPE_OPERATOR_CONTAINS_AGGREGATE_FUNCTION", "0A000", null)
                        .with("expr", text)
                        .with("clause", project.clause())
                        .text(
                                "Non-grouping expression "
                                        + text
                                        + " is provided as an argument to the |> "
                                        + project.clause()
                                        + " pipe operator but contains an aggregate function;"
                                        + " please update it to include no aggregate functions and"
                                        + " then retry the query again.");
            }
        }
        return project(new Relation.Project(project.input(), project.expressions()));
    }

    /// A grouping of the pipe syntax.
    Analyzed pipeAggregate(Relation.PipeAggregate pipe) {
        for (ParsedExpression output : pipe.aggregate().outputs()) {
            if (!hasAggregate(output)) {
                Analyzed input = analyzer.resolve(pipe.aggregate().input());
                String text =
                        analyzer.over(input.scope(), "AGGREGATE").resolve(bare(output)).text();
                throw NameErrors.error(
                                "PIPE_OPERATOR_AGGREGATE_EXPRESSION_CONTAINS_NO_AGGREGATE_FUNCTION",
                                "0A000",
                                null)
                        .with("expr", text)
                        .text(
                                "Non-grouping expression "
                                        + text
                                        + " is provided as an argument to the |> AGGREGATE pipe"
                                        + " operator but does not contain any aggregate function;"
                                        + " please update it to include an aggregate function and"
                                        + " then retry the query again.");
            }
        }
        return aggregate(ofColumns(pipe.aggregate()));
    }

    /// The grouping with the columns of its input that are written as numbers.
    private Relation.Aggregate ofColumns(Relation.Aggregate aggregate) {
        if (aggregate.keys().stream().noneMatch(k -> bare(k) instanceof ParsedExpression.Literal)) {
            return aggregate;
        }
        List<Attribute> columns = analyzer.resolve(aggregate.input()).scope().output();
        List<ParsedExpression> keys = new ArrayList<>();
        for (ParsedExpression key : aggregate.keys()) {
            if (key instanceof ParsedExpression.Literal(var value, var type)
                    && value instanceof Integer number
                    && number >= 1
                    && number <= columns.size()) {
                keys.add(ParsedExpression.Name.of(columns.get(number - 1).name()));
            } else {
                keys.add(key);
            }
        }
        return new Relation.Aggregate(
                aggregate.input(),
                aggregate.grouping(),
                keys,
                aggregate.sets(),
                aggregate.outputs(),
                true,
                null);
    }

    Analyzed pipeSet(Relation.PipeSet set) {
        Analyzed input = analyzer.resolve(set.input());
        String column = set.column().names().getFirst();
        if (input.scope().output().stream().noneMatch(a -> context.sameName(a.name(), column))) {
            throw NameErrors.unresolvedColumn(List.of(column), input.scope().paths(), set.origin());
        }
        return withColumns(new Relation.WithColumns(set.input(), List.of(set.column())));
    }

    private List<List<Integer>> keySets(
            Relation.Aggregate aggregate, Analyzed input, Selection selection, Grouping grouping) {
        List<List<Integer>> sets = new ArrayList<>();
        for (List<ParsedExpression> set : aggregate.sets()) {
            List<Integer> places = new ArrayList<>();
            for (Resolved key :
                    selection.keys(
                            set.stream().map(key -> meant(key, aggregate, input)).toList())) {
                places.add(grouping.key(key));
            }
            sets.add(places);
        }
        return sets;
    }

    /// What a key of GROUP BY stands for: an output by its number or alias, or itself.
    private ParsedExpression meant(
            ParsedExpression key, Relation.Aggregate aggregate, Analyzed input) {
        if (aggregate.keysInOutput()) {
            return key;
        }
        List<ParsedExpression> outputs = aggregate.outputs();
        if (key instanceof ParsedExpression.Literal(var value, var type)
                && value instanceof Integer number
                && Types.isIntegral(type)) {
            if (number < 1 || number > outputs.size()) {
                throw position(
                        "GROUP_BY_POS_OUT_OF_RANGE", "GROUP BY", number, outputs.size(), null);
            }
            ParsedExpression output = bare(outputs.get(number - 1));
            if (hasAggregate(output)) {
                String text =
                        new Selection(context, input, new Grouping(context))
                                .expressions()
                                .resolve(output)
                                .text();
                throw NameErrors.error("GROUP_BY_POS_AGGREGATE", "42903", null)
                        .with("index", number)
                        .with("aggExpr", text)
                        .text(
                                "GROUP BY "
                                        + number
                                        + " refers to an expression "
                                        + text
                                        + " that contains an aggregate"
                                        + " function. Aggregate functions are not allowed in GROUP"
                                        + " BY.");
            }
            return output;
        }
        if (key instanceof ParsedExpression.Name name
                && name.planId() == null
                && name.parts().size() == 1
                && input.scope().find(name, context) == null) {
            for (ParsedExpression output : outputs) {
                if (output instanceof ParsedExpression.Alias alias
                        && alias.names().size() == 1
                        && context.sameName(alias.names().getFirst(), name.parts().getFirst())) {
                    return alias.child();
                }
            }
        }
        return key;
    }

    private static ParsedExpression bare(ParsedExpression expression) {
        return expression instanceof ParsedExpression.Alias alias ? alias.child() : expression;
    }

    private static MillraceException position(
            String condition, String clause, int index, int size, @Nullable Origin origin) {
        return NameErrors.error(condition, "42805", origin)
                .with("index", index)
                .with("size", size)
                .text(
                        clause
                                + " position "
                                + index
                                + " is not in select list (valid range is [1, "
                                + size
                                + "]).");
    }

    /// True if an aggregate stands in the expression outside the function of a window.
    private boolean hasAggregate(ParsedExpression expression) {
        return switch (expression) {
            case ParsedExpression.Call call ->
                    isAggregate(call) || call.arguments().stream().anyMatch(this::hasAggregate);
            case ParsedExpression.Window window ->
                    window.partitionBy().stream().anyMatch(this::hasAggregate)
                            || window.orderBy().stream().anyMatch(o -> hasAggregate(o.child()))
                            || (window.function() instanceof ParsedExpression.Call call
                                    && call.arguments().stream().anyMatch(this::hasAggregate));
            case ParsedExpression.Alias alias -> hasAggregate(alias.child());
            case ParsedExpression.Cast cast -> hasAggregate(cast.child());
            case ParsedExpression.SortKey key -> hasAggregate(key.child());
            case ParsedExpression.Extract(var child, var extraction) -> hasAggregate(child);
            case ParsedExpression.UserCall(var function, var arguments) ->
                    arguments.stream().anyMatch(this::hasAggregate);
            case ParsedExpression.TypedCall ignored -> false;
            case ParsedExpression.TypedAggregate ignored -> true;
            case ParsedExpression.UpdateField(var struct, var field, var value) ->
                    hasAggregate(struct) || (value != null && hasAggregate(value));
            case ParsedExpression.Literal ignored -> false;
            case ParsedExpression.Name ignored -> false;
            case ParsedExpression.Star ignored -> false;
            case ParsedExpression.ColumnPattern ignored -> false;
            case ParsedExpression.Subquery(var form, var values, var query, var origin) ->
                    values.stream().anyMatch(this::hasAggregate);
            case ParsedExpression.Lambda ignored -> false;
            case ParsedExpression.LambdaVariable ignored -> false;
        };
    }

    private boolean isAggregate(ParsedExpression.Call call) {
        return context.catalog().aggregate(call.name()) != null
                || context.functions().find(call.name()) instanceof AggregateFunction
                        && context.catalog().function(call.name()) == null;
    }

    /// A filter; over groups it may use aggregates, over a projection columns that are not shown.
    Analyzed filter(Relation.Filter filter) {
        Analyzed input = analyzer.resolve(filter.input());
        Selection selection = input.selection();
        if (selection != null && selection.isGrouped() && hasAggregate(filter.condition())) {
            selection.having(filter.condition(), input.scope());
            return new Analyzed(selection.build().plan(), input.scope().over(), selection);
        }
        if (selection == null || hasAggregate(filter.condition())) {
            return new Analyzed(where(input, filter.condition()), input.scope().over());
        }
        Expression condition =
                Conditions.bool(selection.resolveAbove(filter.condition(), input.scope()));
        return new Analyzed(
                new LogicalPlan.Filter(selection.build().plan(), condition), input.scope().over());
    }

    /// The rows of the input for which the condition holds. A subquery that is a part of it which
    /// must hold is a semi or anti join.
    private LogicalPlan where(Analyzed input, ParsedExpression condition) {
        SubqueryStage stage = new SubqueryStage(context);
        ExpressionResolver resolver = analyzer.over(input.scope(), stage.collector("WHERE"));
        ParsedExpression normal = SubqueryResolver.withInnerNots(condition);
        List<ParsedExpression> parts = conjuncts(normal);
        if (parts.stream().noneMatch(SubqueryResolver::isPredicate)) {
            Expression resolved = Conditions.bool(resolver.resolve(normal));
            return new LogicalPlan.Filter(stage.over(input.plan()), resolved);
        }
        List<SubqueryUse> predicates = new ArrayList<>();
        List<Expression> others = new ArrayList<>();
        for (ParsedExpression part : parts) {
            if (SubqueryResolver.isPredicate(part)) {
                predicates.add(resolver.subqueries().predicate(part));
            } else {
                others.add(Conditions.bool(resolver.resolve(part)));
            }
        }
        LogicalPlan plan = stage.over(input.plan());
        if (!others.isEmpty()) {
            plan =
                    new LogicalPlan.Filter(
                            plan, others.stream().reduce(Expression.And::new).orElseThrow());
        }
        for (SubqueryUse predicate : predicates) {
            plan = predicate.filter(plan, new SubqueryJoins(context.ids()));
        }
        return plan;
    }

    private static List<ParsedExpression> conjuncts(ParsedExpression condition) {
        if (condition instanceof ParsedExpression.Call call && call.name().equals("and")) {
            List<ParsedExpression> parts = new ArrayList<>();
            call.arguments().forEach(a -> parts.addAll(conjuncts(a)));
            return parts;
        }
        return List.of(condition);
    }

    Analyzed sort(Relation.Sort sort) {
        Analyzed input = analyzer.resolve(sort.input());
        // On a stream a sort in partitions is refused as any other.
        if (!sort.isGlobal() && !input.plan().isStreaming()) {
            return new Analyzed(input.plan(), input.scope().over());
        }
        Selection selection = input.selection();
        SubqueryStage stage = new SubqueryStage(context);
        ExpressionResolver plain = analyzer.over(input.scope(), stage.collector("ORDER BY"));
        List<SortOrder> keys = new ArrayList<>();
        for (ParsedExpression.SortKey key : keys(sort, input)) {
            Attribute shown = ordinal(key, input.scope().output());
            Expression value;
            if (shown != null) {
                value = shown;
            } else if (selection == null) {
                value = plain.resolve(key.child()).expression();
            } else {
                value = selection.resolveAbove(key.child(), input.scope()).expression();
            }
            if (!Types.isOrderable(value.type())) {
                throw NameErrors.error("DATATYPE_MISMATCH.INVALID_ORDERING_TYPE", "42K09", null)
                        .with("functionName", "`sortorder`")
                        .with("dataType", "\"" + value.type().sqlName() + "\"")
                        .with("sqlExpr", "\"" + value + "\"")
                        .text(
                                "Cannot resolve \""
                                        + value
                                        + "\" due to data type mismatch: The `sortorder` does not"
                                        + " support ordering on type \""
                                        + value.type().sqlName()
                                        + "\".");
            }
            keys.add(new SortOrder(value, key.ascending(), key.nullsFirst()));
        }
        LogicalPlan plan = selection == null ? stage.over(input.plan()) : selection.build().plan();
        return new Analyzed(new LogicalPlan.Sort(plan, keys), input.scope().over());
    }

    /// The keys; `ALL` is all columns, unless one has this name.
    private List<ParsedExpression.SortKey> keys(Relation.Sort sort, Analyzed input) {
        List<ParsedExpression> children =
                sort.keys().stream().map(ParsedExpression.SortKey::child).toList();
        return new AllKeys(context, this::hasAggregate).isMeant(children, input.scope())
                ? AllKeys.ordinals(sort.keys().getFirst(), input.scope().output().size())
                : sort.keys();
    }

    private static @Nullable Attribute ordinal(
            ParsedExpression.SortKey key, List<Attribute> output) {
        if (key.child() instanceof ParsedExpression.Literal(var value, var type)
                && value instanceof Integer number
                && Types.isIntegral(type)) {
            if (number < 1 || number > output.size()) {
                throw position(
                        "ORDER_BY_POS_OUT_OF_RANGE",
                        "ORDER BY",
                        number,
                        output.size(),
                        key.origin());
            }
            return output.get(number - 1);
        }
        return null;
    }

    Analyzed lateralView(Relation.LateralView view) {
        Analyzed input = analyzer.resolve(view.input());
        if (!(view.generator() instanceof ParsedExpression.Call call)
                || !(context.functions().find(call.name()) instanceof GeneratorFunction function)) {
            throw noRows(view);
        }
        boolean isTable = view.input() instanceof Relation.OneRow;
        Generators.Generated generated =
                Generators.generate(
                        analyzer.over(input.scope(), "LATERAL VIEW"),
                        function,
                        call,
                        isTable ? List.of() : view.columns());
        if (isTable && !view.columns().isEmpty()) {
            checkAliases(call, view.columns().size(), generated.columns().size());
        }
        boolean isOuter = view.isOuter() || function.isOuter();
        List<Attribute> columns = new ArrayList<>();
        for (Attribute column : generated.columns()) {
            String name =
                    view.columns().isEmpty() ? column.name() : view.columns().get(columns.size());
            columns.add(column.withName(name).withNullable(column.nullable() || isOuter));
        }
        LogicalPlan plan =
                new LogicalPlan.Generate(
                        input.plan(),
                        function.function(),
                        generated.arguments(),
                        isOuter,
                        input.plan().output(),
                        columns);
        Scope added = Scope.of(columns);
        String alias = view.alias();
        return new Analyzed(
                plan, input.scope().over().and(alias == null ? added : added.qualified(alias)));
    }

    private static void checkAliases(ParsedExpression.Call call, int aliases, int columns) {
        if (aliases != columns) {
            throw NameErrors.error("NUM_TABLE_VALUE_ALIASES_MISMATCH", "42826", call.origin())
                    .with("funcName", NameErrors.quoted(call.name()))
                    .with("aliasesNum", aliases)
                    .with("outColsNum", columns)
                    .text(columns + " columns of a table function have " + aliases + " names.");
        }
    }

    private static MillraceException noRows(Relation.LateralView view) {
        if (view.input() instanceof Relation.OneRow
                && view.generator() instanceof ParsedExpression.Call call) {
            return NameErrors.error("UNRESOLVABLE_TABLE_VALUED_FUNCTION", "42883", call.origin())
                    .with("name", NameErrors.quoted(call.name()))
                    .text("There is no table function " + NameErrors.quoted(call.name()) + ".");
        }
        return MillraceException.unsupported("a lateral view of something that makes no rows");
    }

    Analyzed observe(Relation.Observe observe) {
        Analyzed input = analyzer.resolve(observe.input());
        List<NamedAggregate> aggregates = new ArrayList<>();
        for (ParsedExpression expression : observe.expressions()) {
            Single single = new Single();
            Resolved value =
                    new ExpressionResolver(context, new Selection(context, input, null), single)
                            .resolve(expression);
            AggregateCall call = single.call;
            if (call == null || !(value.expression() instanceof Attribute)) {
                throw MillraceException.unsupported(
                        "an observed metric that is not one aggregate: " + value.text());
            }
            aggregates.add(
                    new NamedAggregate(
                            context.attribute(value.columnName(), call.type(), call.nullable()),
                            call));
        }
        return new Analyzed(
                new LogicalPlan.Observe(input.plan(), observe.name(), aggregates, observe.planId()),
                input.scope().over());
    }

    /// Takes one aggregate.
    private final class Single implements Collector {
        private @Nullable AggregateCall call;

        @Override
        public Expression aggregate(AggregateCall given, String text, @Nullable Origin origin) {
            call = given;
            return context.attribute(text, given.type(), given.nullable());
        }

        @Override
        public Expression window(WindowCall window, String text) {
            throw MillraceException.unsupported("a window function in `observe`");
        }

        @Override
        public Resolved timeWindow(TimeWindow window) {
            throw MillraceException.unsupported("a time window in `observe`");
        }
    }
}
