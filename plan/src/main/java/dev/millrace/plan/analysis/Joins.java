// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.decorrelation.SubqueryJoins;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.ComparisonOperator;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.function.TypeErrors;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.Relation.JoinType;
import dev.millrace.plan.relation.TypedRelation;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Joins, by condition or by equal names.
final class Joins {
    private final Analyzer analyzer;
    private final AnalysisContext context;

    Joins(Analyzer analyzer, AnalysisContext context) {
        this.analyzer = analyzer;
        this.context = context;
    }

    Analyzed join(Relation.Join join) {
        return join(join, analyzer.resolve(join.left()), analyzer.resolve(join.right()));
    }

    private Analyzed join(Relation.Join join, Analyzed left, Analyzed right) {
        List<String> using = join.natural() ? sharedNames(left, right) : join.using();
        if (!using.isEmpty()) {
            return using(join.type(), left, right, using);
        }
        Scope both = left.scope().over().and(right.scope().over());
        Scope inside = left.scope().and(right.scope());
        ParsedExpression written = join.condition();
        if (written == null) {
            return joined(join.type(), left, right, null, both);
        }
        SubqueryStage stage = new SubqueryStage(context);
        Expression condition =
                Conditions.join(analyzer.over(inside, stage.collector("JOIN")).resolve(written));
        if (stage.uses().isEmpty()) {
            return joined(join.type(), left, right, condition, both);
        }
        Set<Long> ofRight = ids(right.plan().output());
        List<SubqueryUse> onLeft = new ArrayList<>();
        List<SubqueryUse> onRight = new ArrayList<>();
        for (SubqueryUse use : stage.uses()) {
            Set<Long> columns = new HashSet<>();
            use.outer().forEach(r -> columns.addAll(Expressions.columns(r.expression())));
            use.conditions().forEach(c -> columns.addAll(Expressions.columns(c)));
            columns.removeAll(ids(use.plan().output()));
            if (columns.stream().noneMatch(ofRight::contains)) {
                onLeft.add(use);
            } else if (ofRight.containsAll(columns)) {
                onRight.add(use);
            } else {
                throw MillraceException.unsupported(
                        "a subquery that uses columns of both sides of a join in its condition");
            }
        }
        return joined(
                join.type(),
                new Analyzed(stage.over(left.plan(), onLeft), left.scope()),
                new Analyzed(stage.over(right.plan(), onRight), right.scope()),
                condition,
                both);
    }

    /// The objects of the rows that match. An object is made before the join, so that the one of a
    /// row without a match is NULL.
    Analyzed join(TypedRelation.JoinWith with) {
        Relation.Join join = with.join();
        if (isOneSided(join.type())) {
            throw NameErrors.error("INVALID_JOIN_TYPE_FOR_JOINWITH", "42613", null)
                    .with("joinType", join.type().name().replace('_', ' '))
                    .text(
                            "Invalid join type in joinWith: "
                                    + join.type().name().replace('_', ' ')
                                    + ".");
        }
        Analyzed left = analyzer.resolve(join.left());
        Analyzed right = analyzer.resolve(join.right());
        NamedExpression first = object(left, "_1", with.isLeftStruct());
        NamedExpression second = object(right, "_2", with.isRightStruct());
        Analyzed joined = join(join, with(left, first), with(right, second));
        List<NamedExpression> both = new ArrayList<>();
        for (NamedExpression object : List.of(first, second)) {
            for (Attribute column : joined.plan().output()) {
                if (column.id() == object.output().id()) {
                    both.add(NamedExpression.of(column));
                }
            }
        }
        LogicalPlan plan = new LogicalPlan.Project(joined.plan(), both);
        Scope scope = Scope.of(plan.output());
        return new Analyzed(plan, new Scope(scope.columns(), joined.scope().over().frames()));
    }

    private NamedExpression object(Analyzed side, String name, boolean isStruct) {
        List<Attribute> columns = side.scope().output();
        if (!isStruct) {
            Attribute value = columns.getFirst();
            return new NamedExpression(
                    context.attribute(name, value.type(), value.nullable()), value);
        }
        DataType.Struct type =
                new DataType.Struct(columns.stream().map(Attribute::toField).toList());
        return new NamedExpression(
                context.attribute(name, type, false),
                new Expression.Struct(type, List.copyOf(columns)));
    }

    private static Analyzed with(Analyzed side, NamedExpression object) {
        List<NamedExpression> columns = new ArrayList<>();
        side.plan().output().forEach(a -> columns.add(NamedExpression.of(a)));
        columns.add(object);
        return new Analyzed(new LogicalPlan.Project(side.plan(), columns), side.scope());
    }

    /// A join whose right side may use the columns of the left one.
    Analyzed lateral(Relation.LateralJoin join) {
        Analyzed left = analyzer.resolve(join.left());
        Analyzed right = context.outer().resolveLateral(join.right(), analyzer.names(left.scope()));
        ParsedExpression written = join.condition();
        Expression condition =
                written == null
                        ? null
                        : Conditions.join(
                                analyzer.over(left.scope().and(right.scope()), "JOIN")
                                        .resolve(written));
        LogicalPlan plan =
                new SubqueryJoins(context.ids())
                        .lateral(left.plan(), right.plan(), join.type(), condition);
        return new Analyzed(
                plan, visible(left.scope().over().and(right.scope().over()), plan.output()));
    }

    private List<String> sharedNames(Analyzed left, Analyzed right) {
        List<String> shared = new ArrayList<>();
        for (Attribute a : left.scope().output()) {
            if (right.scope().output().stream()
                    .anyMatch(b -> context.sameName(a.name(), b.name()))) {
                shared.add(a.name());
            }
        }
        return shared;
    }

    private static boolean isOneSided(JoinType type) {
        return type == JoinType.LEFT_SEMI || type == JoinType.LEFT_ANTI;
    }

    private static Analyzed joined(
            JoinType type,
            Analyzed left,
            Analyzed right,
            @Nullable Expression condition,
            Scope both) {
        boolean leftMayMiss = type == JoinType.RIGHT || type == JoinType.FULL;
        boolean rightMayMiss = type == JoinType.LEFT || type == JoinType.FULL;
        List<Attribute> output = new ArrayList<>();
        left.plan().output().forEach(a -> output.add(a.withNullable(a.nullable() || leftMayMiss)));
        if (!isOneSided(type)) {
            right.plan()
                    .output()
                    .forEach(a -> output.add(a.withNullable(a.nullable() || rightMayMiss)));
        }
        LogicalPlan plan = new LogicalPlan.Join(left.plan(), right.plan(), type, condition, output);
        return new Analyzed(plan, visible(both, output));
    }

    /// The scope with the columns that the output has, as nullable as they are there.
    private static Scope visible(Scope scope, List<Attribute> output) {
        List<Scope.Column> columns = new ArrayList<>();
        for (Scope.Column column : scope.columns()) {
            for (Attribute attribute : output) {
                if (attribute.id() == column.attribute().id()) {
                    columns.add(
                            new Scope.Column(
                                    column.attribute().withNullable(attribute.nullable()),
                                    column.qualifier(),
                                    column.isHidden()));
                }
            }
        }
        return new Scope(columns, scope.frames());
    }

    private Attribute side(Analyzed side, String name, String where) {
        ParsedExpression.Name column = ParsedExpression.Name.of(name);
        if (side.scope().find(column, context) instanceof Resolved found
                && found.expression() instanceof Attribute attribute) {
            for (Scope.Column known : side.scope().columns()) {
                if (known.attribute().id() == attribute.id()) {
                    return known.attribute();
                }
            }
        }
        String suggestion =
                String.join(", ", NameErrors.suggestions(List.of(name), side.scope().paths()));
        throw NameErrors.error("UNRESOLVED_USING_COLUMN_FOR_JOIN", "42703", null)
                .with("colName", NameErrors.quoted(name))
                .with("side", where)
                .with("suggestion", suggestion)
                .text(
                        "USING column "
                                + NameErrors.quoted(name)
                                + " cannot be resolved on the "
                                + where
                                + " side of the join. The "
                                + where
                                + "-side columns: ["
                                + suggestion
                                + "].");
    }

    /// A join by equal columns, each shown once: first these, then the rest of the left side, then
    /// of the right.
    private Analyzed using(JoinType type, Analyzed left, Analyzed right, List<String> names) {
        List<Attribute> leftKeys = new ArrayList<>();
        List<Attribute> rightKeys = new ArrayList<>();
        Expression condition = null;
        for (String name : names) {
            Attribute a = side(left, name, "left");
            Attribute b = side(right, name, "right");
            leftKeys.add(a);
            rightKeys.add(b);
            Expression equal = equal(a, b);
            condition = condition == null ? equal : new Expression.And(condition, equal);
        }
        Scope both = left.scope().over().and(right.scope().over());
        JoinType effective = type == JoinType.CROSS ? JoinType.INNER : type;
        Analyzed joined = joined(effective, left, right, condition, both);
        if (isOneSided(type)) {
            return joined;
        }
        return type == JoinType.FULL
                ? merged(joined, leftKeys, rightKeys)
                : ordered(
                        joined,
                        type == JoinType.RIGHT ? rightKeys : leftKeys,
                        type == JoinType.RIGHT ? leftKeys : rightKeys);
    }

    private Expression equal(Attribute left, Attribute right) {
        DataType common = context.coercion().wider(left.type(), right.type());
        if (common == null) {
            throw TypeErrors.mismatch(
                            "BINARY_OP_DIFF_TYPES",
                            "(" + left.name() + " = " + right.name() + ")",
                            null)
                    .with("left", TypeErrors.quoted(left.type()))
                    .with("right", TypeErrors.quoted(right.type()))
                    .text("The columns to join by have different types.");
        }
        return new Expression.Comparison(
                ComparisonOperator.EQUAL,
                context.coercion().cast(left, common),
                context.coercion().cast(right, common));
    }

    /// The keys of one side first, those of the other hidden.
    private static Analyzed ordered(
            Analyzed joined, List<Attribute> shown, List<Attribute> hidden) {
        Set<Long> shownIds = ids(shown);
        Set<Long> hiddenIds = ids(hidden);
        List<Scope.Column> columns = new ArrayList<>();
        for (Attribute key : shown) {
            for (Scope.Column column : joined.scope().columns()) {
                if (column.attribute().id() == key.id()) {
                    columns.add(column);
                }
            }
        }
        for (Scope.Column column : joined.scope().columns()) {
            long id = column.attribute().id();
            if (!shownIds.contains(id) && !hiddenIds.contains(id)) {
                columns.add(column);
            }
        }
        for (Scope.Column column : joined.scope().columns()) {
            if (hiddenIds.contains(column.attribute().id())) {
                columns.add(new Scope.Column(column.attribute(), column.qualifier(), true));
            }
        }
        return new Analyzed(joined.plan(), new Scope(columns, joined.scope().frames()));
    }

    private static Set<Long> ids(List<Attribute> attributes) {
        Set<Long> ids = new HashSet<>();
        attributes.forEach(a -> ids.add(a.id()));
        return ids;
    }

    /// For a full join the key is whichever side has one.
    private Analyzed merged(Analyzed joined, List<Attribute> leftKeys, List<Attribute> rightKeys) {
        List<NamedExpression> expressions = new ArrayList<>();
        List<Scope.Column> columns = new ArrayList<>();
        for (int i = 0; i < leftKeys.size(); i++) {
            Attribute left = leftKeys.get(i).withNullable(true);
            Attribute right = rightKeys.get(i).withNullable(true);
            DataType common = context.coercion().wider(left.type(), right.type());
            DataType type = common == null ? left.type() : common;
            Attribute key = context.attribute(left.name(), type, true);
            Expression either =
                    new Expression.Call(
                            "coalesce",
                            List.of(
                                    context.coercion().cast(left, type),
                                    context.coercion().cast(right, type)),
                            type,
                            true,
                            true,
                            null);
            expressions.add(new NamedExpression(key, either));
            columns.add(new Scope.Column(key, List.of(), false));
        }
        joined.plan().output().forEach(a -> expressions.add(NamedExpression.of(a)));
        List<Attribute> keys = new ArrayList<>(leftKeys);
        keys.addAll(rightKeys);
        columns.addAll(ordered(joined, List.of(), keys).scope().columns());
        return new Analyzed(
                new LogicalPlan.Project(joined.plan(), expressions),
                new Scope(columns, joined.scope().frames()));
    }
}
