// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.AggregateCall;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.PlanValidator;
import dev.millrace.plan.relation.Origin;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Name;
import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/// The queries around the one that is being analysed. A name that a subquery does not know may be a
/// column of the query that it stands in (of that one only, as in Spark); it is then a column that
/// no input of the subquery has.
final class OuterQueries {
    private final Function<Relation, Analyzed> relations;
    private final Deque<Level> levels = new ArrayDeque<>();
    private boolean isLookingOutside;

    OuterQueries(Function<Relation, Analyzed> relations) {
        this.relations = relations;
    }

    /// @param names of the query outside, null if its columns are out of reach
    /// @param collector of the query outside, null if it has none for aggregates
    /// @param ids of the columns that the subquery takes of it
    private record Level(
            ExpressionResolver.@Nullable Names names,
            @Nullable Collector collector,
            Set<Long> ids) {}

    /// A subquery's meaning.
    ///
    /// @param outer what it uses of the query around it, in the order of its plan from the top
    record Inner(LogicalPlan plan, List<Resolved> outer) {
        boolean isCorrelated() {
            return !outer.isEmpty();
        }
    }

    /// Analyses a subquery.
    ///
    /// @param names of the query that it stands in
    /// @param collector of that query
    Inner resolve(Relation query, ExpressionResolver.Names names, Collector collector) {
        Level level = new Level(names, collector, new HashSet<>());
        LogicalPlan plan = at(level, () -> relations.apply(query).exact());
        List<Resolved> used = new ArrayList<>();
        collect(plan, level.ids(), used);
        return new Inner(plan, used);
    }

    private static void collect(LogicalPlan plan, Set<Long> ids, List<Resolved> used) {
        PlanValidator.expressions(plan).forEach(e -> collect(e, ids, used));
        plan.children().forEach(c -> collect(c, ids, used));
    }

    private static void collect(Expression expression, Set<Long> ids, List<Resolved> used) {
        if (expression instanceof Attribute attribute && ids.contains(attribute.id())) {
            used.add(Resolved.of(attribute));
        }
        expression.children().forEach(c -> collect(c, ids, used));
    }

    /// The same with the names by which its columns are known.
    Analyzed resolveLateral(Relation query, ExpressionResolver.Names names) {
        return at(new Level(names, null, new HashSet<>()), () -> relations.apply(query));
    }

    /// Analyses what cannot see the queries around it: a view, a named query.
    Analyzed alone(Supplier<Analyzed> relation) {
        return at(new Level(null, null, new HashSet<>()), relation);
    }

    private <T> T at(Level level, Supplier<T> analysis) {
        levels.push(level);
        try {
            return analysis.get();
        } finally {
            levels.pop();
        }
    }

    /// The column of the query outside, null if it has none of this name.
    @Nullable Resolved find(Name name) {
        Level level = levels.peek();
        if (level == null || level.names() == null || isLookingOutside || name.planId() != null) {
            return null;
        }
        isLookingOutside = true;
        try {
            Resolved found = level.names().column(name);
            level.ids().addAll(Expressions.columns(found.expression()));
            return found;
        } catch (MillraceException e) {
            String condition = e.condition();
            if (condition != null && condition.startsWith("UNRESOLVED_COLUMN")) {
                return null;
            }
            throw e;
        } finally {
            isLookingOutside = false;
        }
    }

    /// The columns of the query outside that a star stands for.
    ///
    /// @param unresolved thrown if it has none
    List<Resolved> star(ParsedExpression.Star star, MillraceException unresolved) {
        Level level = levels.peek();
        if (level == null
                || level.names() == null
                || isLookingOutside
                || star.target().isEmpty()
                || !"CANNOT_RESOLVE_STAR_EXPAND".equals(unresolved.condition())) {
            throw unresolved;
        }
        isLookingOutside = true;
        try {
            List<Resolved> found = level.names().star(star);
            found.forEach(r -> level.ids().addAll(Expressions.columns(r.expression())));
            return found;
        } finally {
            isLookingOutside = false;
        }
    }

    /// The value of an aggregate over columns of the query outside, which is one of that query;
    /// null for any other.
    @Nullable Expression aggregate(AggregateCall call, String text, @Nullable Origin origin) {
        Level level = levels.peek();
        Set<Long> columns = new HashSet<>();
        call.arguments().forEach(argument -> columns.addAll(Expressions.columns(argument)));
        if (level == null
                || level.collector() == null
                || columns.isEmpty()
                || !level.ids().containsAll(columns)) {
            return null;
        }
        Expression value = level.collector().aggregate(call, text, origin);
        level.ids().addAll(Expressions.columns(value));
        return value;
    }

    /// True for a column of a query outside.
    boolean isOuter(long id) {
        return levels.stream().anyMatch(level -> level.ids().contains(id));
    }
}
