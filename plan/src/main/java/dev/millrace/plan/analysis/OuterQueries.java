// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.logical.LogicalPlan;
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
    /// @param used what the subquery takes of it, in order, each once
    private record Level(
            ExpressionResolver.@Nullable Names names, List<Resolved> used, Set<Long> ids) {}

    /// A subquery's meaning.
    ///
    /// @param outer what it uses of the query around it
    record Inner(LogicalPlan plan, List<Resolved> outer) {
        boolean isCorrelated() {
            return !outer.isEmpty();
        }
    }

    /// Analyses a subquery.
    ///
    /// @param names of the query that it stands in
    Inner resolve(Relation query, ExpressionResolver.Names names) {
        Level level = new Level(names, new ArrayList<>(), new HashSet<>());
        LogicalPlan plan = at(level, () -> relations.apply(query).exact());
        return new Inner(plan, List.copyOf(level.used()));
    }

    /// The same with the names by which its columns are known.
    Analyzed resolveLateral(Relation query, ExpressionResolver.Names names) {
        return at(
                new Level(names, new ArrayList<>(), new HashSet<>()), () -> relations.apply(query));
    }

    /// Analyses what cannot see the queries around it: a view, a named query.
    Analyzed alone(Supplier<Analyzed> relation) {
        return at(new Level(null, new ArrayList<>(), new HashSet<>()), relation);
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
            if (level.used().stream().noneMatch(r -> r.expression().equals(found.expression()))) {
                level.used().add(found);
            }
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

    /// True for a column of a query outside.
    boolean isOuter(long id) {
        return levels.stream().anyMatch(level -> level.ids().contains(id));
    }
}
