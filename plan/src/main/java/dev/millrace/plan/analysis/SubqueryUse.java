// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.decorrelation.SubqueryJoins;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.PlanExpressions;
import dev.millrace.plan.relation.Origin;
import dev.millrace.plan.relation.ParsedExpression.SubqueryForm;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.UnaryOperator;

/// A subquery in an expression, resolved.
///
/// @param conditions on its rows, over its columns and those of the query around it: what `IN`
/// compares
/// @param isNegated for `NOT IN`, whose conditions hold too where a comparison is NULL; for `NOT
/// EXISTS` as well where it decides about rows
/// @param outer what it uses of the query around it
/// @param result the column that its value becomes; that of a negated one is its negation's
/// @param text as it reads
record SubqueryUse(
        SubqueryForm form,
        LogicalPlan plan,
        List<Expression> conditions,
        boolean isNegated,
        List<Resolved> outer,
        Attribute result,
        String text,
        @Nullable Origin origin) {
    boolean isCorrelated() {
        return !outer.isEmpty();
    }

    /// Two uses with the same text and form mean the same in one query.
    boolean isSameAs(SubqueryUse other) {
        return form == other.form
                && isNegated == other.isNegated
                && text.equals(other.text)
                && origin != null
                && other.origin != null
                && origin.fragment().equals(other.origin.fragment());
    }

    /// The same subquery in a query whose columns are now others.
    SubqueryUse over(UnaryOperator<Expression> change) {
        return new SubqueryUse(
                form,
                plan.transformUp(node -> PlanExpressions.map(node, change)),
                conditions.stream().map(change).toList(),
                isNegated,
                outer.stream().map(r -> r.with(change.apply(r.expression()))).toList(),
                result,
                text,
                origin);
    }

    /// The value.
    Expression value() {
        return isNegated ? new Expression.Not(result) : result;
    }

    /// The query around it with the value as a column.
    LogicalPlan joinedTo(LogicalPlan outside, SubqueryJoins joins) {
        return form == SubqueryForm.SCALAR
                ? joins.withValue(outside, plan, result)
                : joins.withExistence(outside, plan, conditions, result);
    }

    /// The rows of the query around it for which it is true.
    LogicalPlan filter(LogicalPlan outside, SubqueryJoins joins) {
        return joins.having(outside, plan, conditions, isNegated);
    }
}
