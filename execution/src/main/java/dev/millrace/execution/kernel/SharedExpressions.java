// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Unplaced;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The expressions that occur more than once in a list of expressions and that every row needs,
/// each
/// under an attribute of its own. Only the largest are shared; parts of them are not looked at
/// again.
final class SharedExpressions {
    private final Map<Expression, Attribute> attributes = new HashMap<>();
    private final List<Expression> expressions = new ArrayList<>();
    private final List<Attribute> outputs = new ArrayList<>();

    /// Each level of an expression is compared as a whole: beyond this that takes too long.
    private static final int DEEPEST = 400;

    private SharedExpressions() {}

    static SharedExpressions of(List<Expression> roots, List<Attribute> input) {
        SharedExpressions shared = new SharedExpressions();
        if (roots.stream().anyMatch(root -> isDeeper(root, DEEPEST))) {
            return shared;
        }
        Map<Expression, Integer> counts = new HashMap<>();
        roots.forEach(root -> count(root, counts));
        // ids of real attributes grow from 0 and are unique in a query: negative ones are free
        long id = input.stream().mapToLong(Attribute::id).min().orElse(0);
        id = Math.min(id, 0);
        for (Expression root : roots) {
            id = shared.collect(root, counts, id);
        }
        return shared;
    }

    /// What must be computed before the others, in the order of `attributes`.
    List<Expression> expressions() {
        return expressions;
    }

    List<Attribute> attributes() {
        return outputs;
    }

    /// The expression with attributes in place of what is shared.
    Expression rewrite(Expression expression) {
        if (attributes.isEmpty()) {
            return expression;
        }
        Attribute attribute = attributes.get(unplaced(expression));
        if (attribute != null) {
            return attribute;
        }
        List<Expression> children = expression.children();
        return children.isEmpty()
                ? expression
                : expression.withChildren(children.stream().map(this::rewrite).toList());
    }

    private static void count(Expression expression, Map<Expression, Integer> counts) {
        if (!isWorthSharing(expression)) {
            return;
        }
        if (counts.merge(unplaced(expression), 1, Integer::sum) == 1) {
            for (Expression child : alwaysEvaluated(expression)) {
                count(child, counts);
            }
        }
    }

    private long collect(Expression expression, Map<Expression, Integer> counts, long lastId) {
        if (!isWorthSharing(expression)) {
            return lastId;
        }
        Expression key = unplaced(expression);
        if (attributes.containsKey(key)) {
            return lastId;
        }
        if (counts.getOrDefault(key, 0) > 1) {
            Attribute attribute =
                    new Attribute(lastId - 1, "shared", expression.type(), expression.nullable());
            attributes.put(key, attribute);
            expressions.add(expression);
            outputs.add(attribute);
            return lastId - 1;
        }
        long id = lastId;
        for (Expression child : alwaysEvaluated(expression)) {
            id = collect(child, counts, id);
        }
        return id;
    }

    private static boolean isDeeper(Expression expression, int levels) {
        return levels == 0
                || expression.children().stream().anyMatch(child -> isDeeper(child, levels - 1));
    }

    private static boolean isWorthSharing(Expression expression) {
        return !(expression instanceof Expression.Lambda)
                && !expression.children().isEmpty()
                && isDeterministic(expression);
    }

    private static boolean isDeterministic(Expression expression) {
        boolean itself =
                switch (expression) {
                    case Expression.Call call -> call.isDeterministic();
                    case Expression.UserCall call -> call.function().isDeterministic();
                    default -> true;
                };
        return itself && expression.children().stream().allMatch(c -> isDeterministic(c));
    }

    /// The parts that are computed for every row for which the expression is.
    private static List<Expression> alwaysEvaluated(Expression expression) {
        return switch (expression) {
            case Expression.Case conditional ->
                    conditional.branches().isEmpty()
                            ? conditional.children()
                            : List.of(conditional.branches().getFirst().condition());
            case Expression.And and -> List.of(and.left());
            case Expression.Or or -> List.of(or.left());
            case Expression.Lambda ignored -> List.of();
            case Expression.Call call when call.function().equals("coalesce") ->
                    List.of(call.arguments().getFirst());
            default -> expression.children();
        };
    }

    /// The expression without its place in the text, so that two of the same meaning are equal.
    private static Expression unplaced(Expression expression) {
        return expression.transformUp(Unplaced::node);
    }
}
