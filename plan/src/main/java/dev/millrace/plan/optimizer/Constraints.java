// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.optimizer;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Cast;
import dev.millrace.plan.expression.Expression.Comparison;
import dev.millrace.plan.expression.Expression.ComparisonOperator;
import dev.millrace.plan.expression.Expression.IsNull;
import dev.millrace.plan.expression.Expression.Not;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.logical.LogicalPlan;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Conditions that hold for every row of a plan, as far as Spark concludes them: what filters and
/// joins ask for, the same of columns that are equal, and that no column is NULL which they need.
///
/// @param ignored parts of filters that are not concluded from
record Constraints(Set<Expression> ignored) {
    /// Functions that are NULL whenever an argument is and that stand in conditions on time.
    private static final Set<String> NULL_FOR_NULL =
            Set.of(
                    "abs",
                    "date_add",
                    "date_sub",
                    "date_trunc",
                    "day",
                    "hour",
                    "length",
                    "like",
                    "lower",
                    "minute",
                    "month",
                    "second",
                    "timestamp_add_interval",
                    "timestamp_subtract",
                    "unix_micros",
                    "unix_millis",
                    "unix_seconds",
                    "upper",
                    "year");

    /// Ignores what stands directly on a stream. Spark puts an empty table where a stream has
    /// no new rows and evaluates such filters before it concludes anything, so that it
    /// knows them only in batches in which both sides of a join have rows.
    /// Here a query has one plan for all batches.
    static Constraints over(LogicalPlan plan) {
        Set<Expression> direct = new LinkedHashSet<>();
        collectDirect(plan, direct);
        return new Constraints(direct);
    }

    /// @return what the columns of a plan are in those of its stream, null if it is more than
    ///     filters and projections over one
    private static @Nullable Map<Long, Expression> collectDirect(
            LogicalPlan plan, Set<Expression> direct) {
        switch (plan) {
            case LogicalPlan.StreamScan _ -> {
                return Map.of();
            }
            case LogicalPlan.Filter filter -> {
                Map<Long, Expression> columns = collectDirect(filter.input(), direct);
                if (columns != null) {
                    Conjuncts.split(filter.condition())
                            .forEach(part -> direct.add(Conjuncts.substitute(part, columns)));
                }
                return columns;
            }
            case LogicalPlan.Project project -> {
                Map<Long, Expression> columns = collectDirect(project.input(), direct);
                if (columns == null) {
                    return null;
                }
                Map<Long, Expression> renamed = new HashMap<>();
                Conjuncts.values(project.expressions())
                        .forEach(
                                (id, value) ->
                                        renamed.put(id, Conjuncts.substitute(value, columns)));
                return renamed;
            }
            default -> {
                plan.children().forEach(child -> collectDirect(child, direct));
                return null;
            }
        }
    }

    /// What holds for the rows of a plan, about its own columns.
    Set<Expression> of(LogicalPlan plan) {
        Set<Expression> all = new LinkedHashSet<>(stated(plan));
        all.addAll(ofEqualColumns(all));
        all.addAll(present(all, plan.output()));
        Set<Long> columns = Conjuncts.ids(plan.output());
        all.removeIf(part -> !isAbout(part, columns));
        return as(plan.output(), all);
    }

    /// The same conditions on the columns as they are described here: above a watermark or an outer
    /// join a column has other metadata, or may be NULL, and is the same column all the same.
    private static Set<Expression> as(List<Attribute> output, Set<Expression> parts) {
        Map<Long, Expression> columns = new HashMap<>();
        output.forEach(column -> columns.put(column.id(), column));
        Set<Expression> all = new LinkedHashSet<>();
        parts.forEach(part -> all.add(Conjuncts.substitute(part, columns)));
        return all;
    }

    /// What a join tells of the rows of both sides that match.
    Set<Expression> ofMatches(LogicalPlan.Join join) {
        Set<Expression> all = new LinkedHashSet<>(of(join.left()));
        all.addAll(of(join.right()));
        if (join.condition() != null) {
            List<Attribute> both = new ArrayList<>(join.left().output());
            both.addAll(join.right().output());
            all.addAll(as(both, new LinkedHashSet<>(Conjuncts.split(join.condition()))));
        }
        all.addAll(ofEqualColumns(all));
        return all;
    }

    static boolean isAbout(Expression part, Set<Long> columns) {
        Set<Long> used = Conjuncts.columns(part);
        return !used.isEmpty() && columns.containsAll(used) && Conjuncts.isDeterministic(part);
    }

    private Set<Expression> stated(LogicalPlan plan) {
        return switch (plan) {
            case LogicalPlan.Filter filter -> {
                Set<Expression> all = new LinkedHashSet<>(of(filter.input()));
                for (Expression part : Conjuncts.split(filter.condition())) {
                    if (!ignored.contains(part)) {
                        all.add(part);
                    }
                }
                yield all;
            }
            case LogicalPlan.Project project -> renamed(project.input(), project.expressions());
            case LogicalPlan.Aggregate aggregate -> renamed(aggregate.input(), aggregate.keys());
            case LogicalPlan.Join join ->
                    switch (join.type()) {
                        case INNER, CROSS, LEFT_SEMI -> ofMatches(join);
                        case LEFT, LEFT_ANTI -> of(join.left());
                        case RIGHT -> of(join.right());
                        case FULL -> Set.of();
                    };
            case LogicalPlan.Union union -> ofAll(union);
            case LogicalPlan.Watermark watermark -> of(watermark.input());
            case LogicalPlan.Deduplicate duplicates -> of(duplicates.input());
            case LogicalPlan.Limit limit -> of(limit.input());
            case LogicalPlan.Sort sort -> of(sort.input());
            default -> Set.of();
        };
    }

    /// What is known of columns, said of the names that a projection gives them.
    private Set<Expression> renamed(LogicalPlan input, List<NamedExpression> expressions) {
        Set<Expression> all = new LinkedHashSet<>(of(input));
        for (NamedExpression named : expressions) {
            Expression from = named.expression();
            if (!from.equals(named.output()) && Conjuncts.isDeterministic(from)) {
                List<Expression> said = new ArrayList<>();
                for (Expression part : all) {
                    said.add(part.transformUp(e -> e.equals(from) ? named.output() : e));
                }
                all.addAll(said);
            }
        }
        return all;
    }

    /// What holds for every part of a union.
    private Set<Expression> ofAll(LogicalPlan.Union union) {
        Set<Expression> common = null;
        for (LogicalPlan part : union.inputs()) {
            Map<Long, Expression> columns = new HashMap<>();
            for (int i = 0; i < part.output().size(); i++) {
                columns.put(part.output().get(i).id(), union.output().get(i));
            }
            Set<Expression> said = new LinkedHashSet<>();
            of(part).forEach(e -> said.add(Conjuncts.substitute(e, columns)));
            if (common == null) {
                common = said;
            } else {
                common.retainAll(said);
            }
        }
        return common == null ? Set.of() : common;
    }

    /// What holds for a column, of the columns that equal it.
    private static Set<Expression> ofEqualColumns(Set<Expression> all) {
        Set<Expression> more = new LinkedHashSet<>();
        for (Expression part : all) {
            if (part instanceof Comparison(var operator, var left, var right)
                    && operator == ComparisonOperator.EQUAL) {
                if (left instanceof Attribute && isColumn(right)) {
                    more.addAll(replaced(all, part, left, right));
                }
                if (right instanceof Attribute && isColumn(left)) {
                    more.addAll(replaced(all, part, right, left));
                }
            }
        }
        more.removeAll(all);
        return more;
    }

    private static boolean isColumn(Expression side) {
        return side instanceof Attribute
                || side instanceof Cast cast && cast.child() instanceof Attribute;
    }

    private static Set<Expression> replaced(
            Set<Expression> all, Expression equality, Expression from, Expression to) {
        Set<Expression> more = new LinkedHashSet<>();
        for (Expression part : all) {
            if (!part.equals(equality) && !isPresence(part)) {
                more.add(part.transformUp(e -> e.equals(from) ? to : e));
            }
        }
        return more;
    }

    private static boolean isPresence(Expression part) {
        return part instanceof Not not && not.child() instanceof IsNull;
    }

    /// That the columns are there which must be for the conditions to hold.
    static Set<Expression> present(Set<Expression> all, List<Attribute> output) {
        Set<Long> needed = new LinkedHashSet<>();
        for (Expression part : all) {
            collectNeeded(
                    part instanceof Not not && not.child() instanceof IsNull missing
                            ? missing.child()
                            : part,
                    needed);
        }
        Set<Expression> present = new LinkedHashSet<>();
        for (Attribute column : output) {
            if (column.nullable() && needed.contains(column.id())) {
                present.add(new Not(new IsNull(column)));
            }
        }
        return present;
    }

    private static void collectNeeded(Expression expression, Set<Long> needed) {
        boolean isNullForNull =
                switch (expression) {
                    case Attribute column -> {
                        needed.add(column.id());
                        yield false;
                    }
                    case Comparison comparison ->
                            comparison.operator() != ComparisonOperator.NULL_SAFE_EQUAL;
                    case Expression.Call call -> NULL_FOR_NULL.contains(call.function());
                    case Expression.Arithmetic _, Cast _, Not _, Expression.Field _ -> true;
                    case Expression.Literal _,
                            Expression.UserCall _,
                            Expression.Lambda _,
                            Expression.LambdaVariable _,
                            Expression.And _,
                            Expression.Or _,
                            IsNull _,
                            Expression.Case _,
                            Expression.In _,
                            Expression.Struct _ ->
                            false;
                };
        if (isNullForNull) {
            expression.children().forEach(child -> collectNeeded(child, needed));
        }
    }
}
