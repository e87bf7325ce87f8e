// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.optimizer;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.And;
import dev.millrace.plan.expression.Expression.Case;
import dev.millrace.plan.expression.Expression.Comparison;
import dev.millrace.plan.expression.Expression.ComparisonOperator;
import dev.millrace.plan.expression.Expression.IsNull;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.expression.Expression.Not;
import dev.millrace.plan.expression.Expression.Or;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.PlanExpressions;

import java.util.ArrayList;
import java.util.List;

/// `a AND true` → `a`, `NOT NOT a` → `a`, `NOT (a < b)` → `a >= b`, a test for NULL of what
/// is never NULL → a constant, branches that are never taken → nothing; and a filter that is always
/// true → its input.
final class SimplifyBooleans implements Rule {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return plan.transformUp(
                node -> {
                    LogicalPlan changed =
                            PlanExpressions.map(
                                    node, e -> e.transformUp(SimplifyBooleans::simplified));
                    return changed instanceof LogicalPlan.Filter filter
                                    && filter.condition().equals(Literal.TRUE)
                            ? filter.input()
                            : changed;
                });
    }

    private static Expression simplified(Expression expression) {
        return switch (expression) {
            case And and -> and(and);
            case Or or -> or(or);
            case Not not -> not(not);
            case IsNull test when !test.child().nullable() -> Literal.FALSE;
            case Case choice -> choice(choice);
            default -> expression;
        };
    }

    private static Expression and(And and) {
        if (and.left().equals(Literal.TRUE)) {
            return and.right();
        }
        if (and.right().equals(Literal.TRUE)) {
            return and.left();
        }
        boolean isFalse = and.left().equals(Literal.FALSE) || and.right().equals(Literal.FALSE);
        return isFalse ? Literal.FALSE : and;
    }

    private static Expression or(Or or) {
        if (or.left().equals(Literal.FALSE)) {
            return or.right();
        }
        if (or.right().equals(Literal.FALSE)) {
            return or.left();
        }
        boolean isTrue = or.left().equals(Literal.TRUE) || or.right().equals(Literal.TRUE);
        return isTrue ? Literal.TRUE : or;
    }

    private static Expression not(Not not) {
        return switch (not.child()) {
            case Not inner -> inner.child();
            case Literal literal when literal.equals(Literal.TRUE) -> Literal.FALSE;
            case Literal literal when literal.equals(Literal.FALSE) -> Literal.TRUE;
            case Comparison comparison -> inverted(not, comparison);
            default -> not;
        };
    }

    private static Expression inverted(Not not, Comparison comparison) {
        ComparisonOperator opposite =
                switch (comparison.operator()) {
                    case LESS -> ComparisonOperator.GREATER_OR_EQUAL;
                    case LESS_OR_EQUAL -> ComparisonOperator.GREATER;
                    case GREATER -> ComparisonOperator.LESS_OR_EQUAL;
                    case GREATER_OR_EQUAL -> ComparisonOperator.LESS;
                    case EQUAL, NULL_SAFE_EQUAL -> comparison.operator();
                };
        return opposite == comparison.operator()
                ? not
                : new Comparison(opposite, comparison.left(), comparison.right());
    }

    private static Expression choice(Case choice) {
        List<Case.Branch> kept = new ArrayList<>();
        for (Case.Branch branch : choice.branches()) {
            boolean isNever =
                    branch.condition() instanceof Literal literal
                            && !Boolean.TRUE.equals(literal.value());
            if (isNever) {
                continue;
            }
            if (branch.condition().equals(Literal.TRUE)) {
                return kept.isEmpty() ? branch.value() : new Case(kept, branch.value());
            }
            kept.add(branch);
        }
        if (kept.isEmpty()) {
            return choice.otherwise();
        }
        return kept.size() == choice.branches().size()
                ? choice
                : new Case(kept, choice.otherwise());
    }
}
