// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.optimizer;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Comparison;
import dev.millrace.plan.expression.Expression.ComparisonOperator;
import dev.millrace.plan.expression.Expression.In;
import dev.millrace.plan.expression.Expression.IsNull;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.expression.Expression.Not;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.LogicalPlan.Filter;
import dev.millrace.plan.logical.LogicalPlan.StreamScan;
import dev.millrace.plan.logical.LogicalPlan.TableScan;
import dev.millrace.spi.connector.ColumnPredicate;
import dev.millrace.spi.connector.ColumnPredicate.Operator;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Tells scans which rows matter: the parts of a filter over them that compare a column with
/// constants. The filter stays, since a scan may skip only whole files, row groups or pages.
final class PushPredicatesIntoScan implements Rule {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return plan.transformUp(
                node ->
                        switch (node) {
                            case Filter(TableScan scan, var condition) ->
                                    new Filter(
                                            new TableScan(
                                                    scan.table(),
                                                    scan.output(),
                                                    predicates(condition, scan.output())),
                                            condition);
                            case Filter(StreamScan scan, var condition) ->
                                    new Filter(
                                            new StreamScan(
                                                    scan.definition(),
                                                    scan.sourceKey(),
                                                    scan.output(),
                                                    predicates(condition, scan.output())),
                                            condition);
                            default -> node;
                        });
    }

    private static List<ColumnPredicate> predicates(Expression condition, List<Attribute> columns) {
        List<ColumnPredicate> predicates = new ArrayList<>();
        for (Expression part : Conjuncts.split(condition)) {
            ColumnPredicate predicate = predicate(part, columns);
            if (predicate != null) {
                predicates.add(predicate);
            }
        }
        return predicates;
    }

    private static @Nullable ColumnPredicate predicate(Expression part, List<Attribute> columns) {
        return switch (part) {
            case Comparison(var operator, Attribute column, Literal literal) ->
                    compare(name(column, columns), operator, literal.value(), false);
            case Comparison(var operator, Literal literal, Attribute column) ->
                    compare(name(column, columns), operator, literal.value(), true);
            case In(Attribute column, var options) -> in(name(column, columns), options);
            case IsNull(Attribute column) -> {
                String name = name(column, columns);
                yield name == null ? null : new ColumnPredicate.IsNull(name);
            }
            case Not(IsNull(Attribute column)) -> {
                String name = name(column, columns);
                yield name == null ? null : new ColumnPredicate.IsNotNull(name);
            }
            default -> null;
        };
    }

    /// The name that the scan has for the column: a use of it may be written otherwise.
    private static @Nullable String name(Attribute column, List<Attribute> columns) {
        for (Attribute candidate : columns) {
            if (candidate.id() == column.id()) {
                return candidate.name();
            }
        }
        return null;
    }

    private static @Nullable ColumnPredicate compare(
            @Nullable String column,
            ComparisonOperator operator,
            @Nullable Object value,
            boolean isSwapped) {
        if (column == null || value == null) {
            return null;
        }
        Operator scan =
                switch (operator) {
                    case EQUAL, NULL_SAFE_EQUAL -> Operator.EQUAL;
                    case LESS -> isSwapped ? Operator.GREATER : Operator.LESS;
                    case LESS_OR_EQUAL ->
                            isSwapped ? Operator.GREATER_OR_EQUAL : Operator.LESS_OR_EQUAL;
                    case GREATER -> isSwapped ? Operator.LESS : Operator.GREATER;
                    case GREATER_OR_EQUAL ->
                            isSwapped ? Operator.LESS_OR_EQUAL : Operator.GREATER_OR_EQUAL;
                };
        return new ColumnPredicate.Compare(column, scan, value);
    }

    private static @Nullable ColumnPredicate in(@Nullable String column, List<Expression> options) {
        List<Object> values = new ArrayList<>();
        for (Expression option : options) {
            if (!(option instanceof Literal literal)) {
                return null;
            }
            Object value = literal.value();
            if (value != null) {
                values.add(value);
            }
        }
        return column == null ? null : new ColumnPredicate.In(column, values);
    }
}
