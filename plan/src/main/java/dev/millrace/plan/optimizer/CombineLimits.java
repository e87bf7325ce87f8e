// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.optimizer;

import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.LogicalPlan.Limit;

/// `Limit 5 (Limit 3 x)` → `Limit 3 x`: the smaller counts.
final class CombineLimits implements Rule {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return plan.transformUp(
                node ->
                        node instanceof Limit(Limit(var input, var from, var few), var to, var many)
                                        && from == 0
                                        && to == 0
                                ? new Limit(input, 0, Math.min(few, many))
                                : node);
    }
}
