// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.relation.Origin;
import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.Relation.SetOperation;
import dev.millrace.plan.relation.Relation.SetOperator;
import dev.millrace.plan.relation.Relation.With;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// `WITH RECURSIVE name AS (anchor UNION ALL step)`: only the step may use the name, and only
/// where each of its rows adds rows of its own.
record Recursions(Analyzer analyzer, AnalysisContext context) {
    /// What the name of a recursive query means in its own text.
    static final class Rows {
        private final long id;
        private final @Nullable List<Attribute> columns;
        private int uses;

        /// @param columns null where the name must not stand
        Rows(long id, @Nullable List<Attribute> columns) {
            this.id = id;
            this.columns = columns;
        }

        Analyzed use(AnalysisContext context) {
            List<Attribute> known = columns;
            if (known == null) {
                throw invalid(null);
            }
            uses++;
            List<Attribute> output =
                    known.stream()
                            .map(column -> context.attribute(column.name(), column.type(), true))
                            .toList();
            return new Analyzed(new LogicalPlan.RecursionRows(id, output), Scope.of(output));
        }
    }

    /// @param scope the named queries around the definition
    Analyzed resolve(With.Definition definition, Map<String, ?> scope) {
        With.Recursion recursion = Objects.requireNonNull(definition.recursion());
        Sides sides = Sides.of(definition.query());
        if (sides == null) {
            return analyzer.withinItself(definition.query(), definition, scope, new Rows(0, null));
        }
        long id = context.ids().getAsLong();
        LogicalPlan anchor =
                analyzer.withinItself(sides.left, definition, scope, new Rows(id, null)).exact();
        Rows rows = new Rows(id, named(anchor, definition.columns()));
        LogicalPlan step = analyzer.withinItself(sides.right, definition, scope, rows).exact();
        if (rows.uses == 0) {
            return analyzer.withinItself(definition.query(), definition, scope, new Rows(0, null));
        }
        if (sides.operator != SetOperator.UNION) {
            throw invalid(null);
        }
        if (!sides.isAll) {
            throw notAll(recursion.origin());
        }
        checkPlaces(step, id);
        List<Attribute> output = new ArrayList<>();
        for (Attribute column : anchor.output()) {
            output.add(context.attribute(column.name(), column.type(), true));
        }
        LogicalPlan all =
                new LogicalPlan.Recursion(
                        anchor,
                        matched(step, anchor.output()),
                        id,
                        recursion.maxRounds(),
                        recursion.maxRows(),
                        output);
        return new Analyzed(all, Scope.of(output));
    }

    /// The two sides of the set operation that a query is, each under the WITH around it.
    private record Sides(Relation left, Relation right, SetOperator operator, boolean isAll) {
        static @Nullable Sides of(Relation query) {
            return switch (query) {
                case SetOperation operation ->
                        new Sides(
                                operation.left(),
                                operation.right(),
                                operation.operator(),
                                operation.isAll());
                case With with -> {
                    Sides inner = of(with.body());
                    yield inner == null
                            ? null
                            : new Sides(
                                    new With(with.definitions(), inner.left),
                                    new With(with.definitions(), inner.right),
                                    inner.operator,
                                    inner.isAll);
                }
                default -> null;
            };
        }
    }

    private static List<Attribute> named(LogicalPlan anchor, List<String> names) {
        List<Attribute> columns = anchor.output();
        if (names.size() != columns.size()) {
            return columns;
        }
        List<Attribute> named = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Attribute column = columns.get(i);
            named.add(new Attribute(column.id(), names.get(i), column.type(), column.nullable()));
        }
        return named;
    }

    /// The step with the types of the anchor.
    private LogicalPlan matched(LogicalPlan step, List<Attribute> anchor) {
        if (step.output().size() != anchor.size()) {
            throw SetOperations.differentWidths("UNION", anchor.size(), step.output().size());
        }
        List<NamedExpression> columns = new ArrayList<>();
        boolean same = true;
        for (int i = 0; i < anchor.size(); i++) {
            Attribute column = step.output().get(i);
            DataType type = anchor.get(i).type();
            if (column.type().equals(type)) {
                columns.add(NamedExpression.of(column));
                continue;
            }
            if (!type.equals(context.coercion().wider(type, column.type()))) {
                throw otherType(type, column.type());
            }
            same = false;
            columns.add(
                    new NamedExpression(
                            context.attribute(column.name(), type, true),
                            context.coercion().cast(column, type)));
        }
        return same ? step : new LogicalPlan.Project(step, columns);
    }

    private static void checkPlaces(LogicalPlan plan, long id) {
        boolean isBad =
                switch (plan) {
                    case LogicalPlan.Aggregate aggregate -> uses(aggregate, id);
                    case LogicalPlan.Window window -> uses(window, id);
                    case LogicalPlan.Join join ->
                            switch (join.type()) {
                                case INNER, CROSS -> false;
                                case LEFT, LEFT_SEMI, LEFT_ANTI -> uses(join.right(), id);
                                case RIGHT -> uses(join.left(), id);
                                case FULL -> uses(join, id);
                            };
                    default -> false;
                };
        if (isBad) {
            throw badPlace(
                    "Recursive references cannot be used on the right side of left outer/semi/anti"
                        + " joins, on the left side of right outer joins, in full outer joins, in"
                        + " aggregates, and in subquery expressions.");
        }
        plan.children().forEach(child -> checkPlaces(child, id));
    }

    private static boolean uses(LogicalPlan plan, long id) {
        return plan instanceof LogicalPlan.RecursionRows rows && rows.id() == id
                || plan.children().stream().anyMatch(child -> uses(child, id));
    }

    private static MillraceException invalid(@Nullable Origin origin) {
        return NameErrors.error("INVALID_RECURSIVE_CTE", "42836", origin)
                .text(
                        "Invalid recursive definition found. Recursive queries must contain an"
                                + " UNION or an UNION ALL statement with 2 children. The first"
                                + " child needs to be the anchor term without any recursive"
                                + " references.");
    }

    private static MillraceException notAll(@Nullable Origin origin) {
        return NameErrors.error("UNION_NOT_SUPPORTED_IN_RECURSIVE_CTE", "42836", origin)
                .text(
                        "The UNION operator is not yet supported within recursive common table"
                                + " expressions (WITH clauses that refer to themselves, directly or"
                                + " indirectly). Please use UNION ALL instead.");
    }

    private static MillraceException badPlace(String text) {
        return NameErrors.error("INVALID_RECURSIVE_REFERENCE.PLACE", "42836", null)
                .text("Invalid recursive reference found inside WITH RECURSIVE clause. " + text);
    }

    private static MillraceException otherType(DataType left, DataType right) {
        String from = "\"" + left.sqlName() + "\"";
        String to = "\"" + right.sqlName() + "\"";
        return MillraceException.of(
                        ErrorKind.EXECUTION, "CANNOT_MERGE_INCOMPATIBLE_DATA_TYPE", "42825")
                .with("left", from)
                .with("right", to)
                .text(
                        "Failed to merge incompatible data types "
                                + from
                                + " and "
                                + to
                                + ". Please check the data types of the columns being merged and"
                                + " ensure that they are compatible. If necessary, consider"
                                + " casting the columns to compatible data types before attempting"
                                + " the merge.");
    }
}
