// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.LambdaVariable;
import dev.millrace.plan.expression.Unplaced;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Questions about resolved expressions.
final class Expressions {
    private Expressions() {}

    /// The ids of the columns that the expression reads.
    static Set<Long> columns(Expression expression) {
        Set<Long> ids = new HashSet<>();
        collect(expression, ids);
        return ids;
    }

    private static void collect(Expression expression, Set<Long> ids) {
        if (expression instanceof Attribute attribute) {
            ids.add(attribute.id());
        }
        expression.children().forEach(c -> collect(c, ids));
    }

    /// True if the expression reads only these columns.
    static boolean references(Expression expression, Set<Long> available) {
        return available.containsAll(columns(expression));
    }

    /// True if two expressions mean the same.
    static boolean isSame(Expression left, Expression right) {
        return canonical(left).equals(canonical(right));
    }

    /// The same expression without what does not change its value: places in the text, names of
    /// columns. Two expressions that mean the same are then equal.
    static Expression canonical(Expression expression) {
        return expression.transformUp(
                e ->
                        switch (e) {
                            case Attribute a -> new Attribute(a.id(), "", a.type(), true);
                            case Expression.Lambda lambda -> canonical(lambda);
                            default -> Unplaced.ordered(e);
                        });
    }

    /// A function with its parameters numbered: by how deep functions are nested in it, and their
    /// places.
    private static Expression canonical(Expression.Lambda lambda) {
        long depth = 1 + depth(lambda.body());
        List<LambdaVariable> parameters = new ArrayList<>();
        Map<Long, LambdaVariable> numbered = new HashMap<>();
        for (LambdaVariable parameter : lambda.parameters()) {
            long number = -(depth << 8 | parameters.size());
            LambdaVariable variable = new LambdaVariable(number, "", parameter.type(), true);
            parameters.add(variable);
            numbered.put(parameter.id(), variable);
        }
        Expression body =
                lambda.body()
                        .transformUp(
                                e ->
                                        e instanceof LambdaVariable variable
                                                ? numbered.getOrDefault(variable.id(), variable)
                                                : e);
        return new Expression.Lambda(parameters, body);
    }

    private static long depth(Expression expression) {
        long inside = expression.children().stream().mapToLong(Expressions::depth).max().orElse(0);
        return expression instanceof Expression.Lambda ? inside + 1 : inside;
    }
}
