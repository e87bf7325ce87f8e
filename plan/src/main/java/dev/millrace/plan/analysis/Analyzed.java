// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.logical.LogicalPlan;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A relation with its meaning. The plan may have more columns than the relation shows, and call
/// them otherwise: the scope tells which it shows and under which names.
///
/// @param selection what made the columns, if more of its input can still be shown: a sort or
/// filter over it may use columns that it does not show
record Analyzed(LogicalPlan plan, Scope scope, @Nullable Selection selection) {
    Analyzed(LogicalPlan plan, Scope scope) {
        this(plan, scope, null);
    }

    /// The plan with exactly the columns and names of the relation.
    LogicalPlan exact() {
        List<Attribute> wanted = scope.output();
        List<Attribute> given = plan.output();
        boolean same = wanted.size() == given.size();
        for (int i = 0; same && i < wanted.size(); i++) {
            same =
                    wanted.get(i).id() == given.get(i).id()
                            && wanted.get(i).name().equals(given.get(i).name())
                            && wanted.get(i).metadata().equals(given.get(i).metadata());
        }
        return same
                ? plan
                : new LogicalPlan.Project(plan, wanted.stream().map(NamedExpression::of).toList());
    }
}
