// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Name;
import dev.millrace.plan.relation.Relation;

import org.apache.spark.sql.catalyst.parser.SqlBaseLexer;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.AggregationClauseContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.GroupByClauseContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.GroupingAnalyticsContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.GroupingElementContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.GroupingSetContext;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// `GROUP BY` with all its forms.
///
/// A single plain `ROLLUP` or `CUBE` keeps its name. Everything else that is not a plain list
/// becomes explicit grouping sets: each element of the clause has a list of sets (`ROLLUP(a, b)`
/// has
/// three), and the clause has every combination of one set from each element.
final class GroupingBuilder {
    private final ExpressionBuilder expressions;

    GroupingBuilder(ExpressionBuilder expressions) {
        this.expressions = expressions;
    }

    Relation aggregate(
            Relation input,
            AggregationClauseContext clause,
            List<ParsedExpression> outputs,
            @Nullable ParsedExpression having) {
        Groups groups = groups(clause);
        return new Relation.Aggregate(
                input, groups.grouping, groups.keys, groups.sets, outputs, false, having);
    }

    /// `|> AGGREGATE outputs GROUP BY keys`, whose output has the keys first.
    Relation.Aggregate piped(
            Relation input, AggregationClauseContext clause, List<ParsedExpression> outputs) {
        Groups groups = groups(clause);
        return new Relation.Aggregate(
                input, groups.grouping, groups.keys, groups.sets, outputs, true, null);
    }

    private record Groups(
            Relation.Grouping grouping,
            List<ParsedExpression> keys,
            List<List<ParsedExpression>> sets) {}

    private Groups groups(AggregationClauseContext clause) {
        if (clause.groupingExpressionsWithGroupingAnalytics.isEmpty()) {
            List<ParsedExpression> keys = expressions.buildAll(clause.groupingExpressions);
            if (clause.kind == null) {
                return new Groups(Relation.Grouping.GROUP_BY, keys, List.of());
            }
            return switch (clause.kind.getType()) {
                case SqlBaseLexer.ROLLUP -> new Groups(Relation.Grouping.ROLLUP, keys, List.of());
                case SqlBaseLexer.CUBE -> new Groups(Relation.Grouping.CUBE, keys, List.of());
                default ->
                        new Groups(
                                Relation.Grouping.GROUPING_SETS, keys, sets(clause.groupingSet()));
            };
        }
        return groups(clause, clause.groupingExpressionsWithGroupingAnalytics);
    }

    private Groups groups(AggregationClauseContext clause, List<GroupByClauseContext> elements) {
        boolean isPlain = elements.stream().allMatch(each -> each.groupingAnalytics() == null);
        if (isPlain) {
            List<ParsedExpression> keys = new ArrayList<>();
            elements.forEach(each -> keys.add(expressions.build(each.expression())));
            return new Groups(Relation.Grouping.GROUP_BY, placed(keys, clause), List.of());
        }
        if (elements.size() == 1) {
            GroupingAnalyticsContext only = elements.getFirst().groupingAnalytics();
            List<List<ParsedExpression>> parts = sets(only.groupingSet());
            boolean isSimple =
                    !parts.isEmpty() && parts.stream().allMatch(part -> part.size() == 1);
            if (isSimple) {
                return new Groups(
                        only.ROLLUP() != null ? Relation.Grouping.ROLLUP : Relation.Grouping.CUBE,
                        flat(parts),
                        List.of());
            }
        }
        List<List<ParsedExpression>> combined = List.of(List.of());
        for (GroupByClauseContext element : elements) {
            List<List<ParsedExpression>> choices =
                    element.groupingAnalytics() == null
                            ? List.of(List.of(expressions.build(element.expression())))
                            : sets(element.groupingAnalytics());
            combined = product(combined, choices);
        }
        return new Groups(Relation.Grouping.GROUPING_SETS, flat(combined), combined);
    }

    /// The grouping sets of a `ROLLUP`, `CUBE` or `GROUPING SETS`.
    private List<List<ParsedExpression>> sets(GroupingAnalyticsContext analytics) {
        if (analytics.ROLLUP() != null) {
            return rollup(sets(analytics.groupingSet()));
        }
        if (analytics.CUBE() != null) {
            return cube(sets(analytics.groupingSet()));
        }
        List<List<ParsedExpression>> sets = new ArrayList<>();
        for (GroupingElementContext element : analytics.groupingElement()) {
            if (element.groupingAnalytics() != null) {
                sets.addAll(sets(element.groupingAnalytics()));
            } else {
                sets.add(expressions.buildAll(element.groupingSet().expression()));
            }
        }
        return sets;
    }

    private List<List<ParsedExpression>> sets(List<GroupingSetContext> contexts) {
        List<List<ParsedExpression>> sets = new ArrayList<>();
        for (GroupingSetContext context : contexts) {
            sets.add(expressions.buildAll(context.expression()));
        }
        return sets;
    }

    /// All prefixes, the longest first.
    private static List<List<ParsedExpression>> rollup(List<List<ParsedExpression>> parts) {
        List<List<ParsedExpression>> sets = new ArrayList<>();
        for (int length = parts.size(); length >= 0; length--) {
            sets.add(flat(parts.subList(0, length)));
        }
        return sets;
    }

    /// All subsets, those with the first part first.
    private static List<List<ParsedExpression>> cube(List<List<ParsedExpression>> parts) {
        if (parts.isEmpty()) {
            return List.of(List.of());
        }
        List<List<ParsedExpression>> rest = cube(parts.subList(1, parts.size()));
        List<List<ParsedExpression>> sets =
                new ArrayList<>(product(List.of(parts.getFirst()), rest));
        sets.addAll(rest);
        return sets;
    }

    private static List<List<ParsedExpression>> product(
            List<List<ParsedExpression>> left, List<List<ParsedExpression>> right) {
        List<List<ParsedExpression>> combined = new ArrayList<>();
        for (List<ParsedExpression> first : left) {
            for (List<ParsedExpression> second : right) {
                combined.add(flat(List.of(first, second)));
            }
        }
        return combined;
    }

    /// All expressions once, in the order of their first appearance.
    private static List<ParsedExpression> flat(List<List<ParsedExpression>> lists) {
        Set<ParsedExpression> all = new LinkedHashSet<>();
        lists.forEach(all::addAll);
        return List.copyOf(all);
    }

    /// Errors of `GROUP BY ALL` point at the whole clause.
    private List<ParsedExpression> placed(
            List<ParsedExpression> keys, AggregationClauseContext clause) {
        return keys.size() == 1
                        && keys.getFirst() instanceof Name name
                        && name.parts().size() == 1
                        && name.parts().getFirst().equalsIgnoreCase("all")
                ? List.of(new Name(name.parts(), null, false, expressions.session().origin(clause)))
                : keys;
    }
}
