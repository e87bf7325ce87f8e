// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Expression.LambdaVariable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// The parameters of the lambdas around the expression that is being resolved, innermost first.
final class LambdaScopes {
    private final Deque<List<LambdaVariable>> scopes = new ArrayDeque<>();

    void enter(List<LambdaVariable> parameters) {
        scopes.push(parameters);
    }

    void leave() {
        scopes.pop();
    }

    /// The parameter of this name in any case.
    LambdaVariable variable(String name) {
        for (List<LambdaVariable> scope : scopes) {
            for (LambdaVariable variable : scope) {
                if (variable.name().equalsIgnoreCase(name)) {
                    return variable;
                }
            }
        }
        throw NameErrors.unresolvedColumn(List.of(name), List.of(), null);
    }
}
