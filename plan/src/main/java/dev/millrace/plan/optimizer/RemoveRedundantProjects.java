// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.optimizer;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.LogicalPlan.Project;

import java.util.List;

/// A projection that passes on exactly the columns of its input, in order and under their names →
/// its input.
final class RemoveRedundantProjects implements Rule {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return plan.transformUp(
                node ->
                        node instanceof Project project && changesNothing(project)
                                ? project.input()
                                : node);
    }

    private static boolean changesNothing(Project project) {
        List<Attribute> below = project.input().output();
        if (below.size() != project.expressions().size()) {
            return false;
        }
        for (int i = 0; i < below.size(); i++) {
            Attribute given = below.get(i);
            Attribute shown = project.expressions().get(i).output();
            boolean same =
                    project.expressions().get(i).isPassThrough()
                            && shown.id() == given.id()
                            && shown.name().equals(given.name())
                            && shown.metadata().equals(given.metadata());
            if (!same) {
                return false;
            }
        }
        return true;
    }
}
