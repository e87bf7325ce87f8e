// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.optimizer;

import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.LogicalPlan.Limit;
import dev.millrace.plan.logical.LogicalPlan.LocalScan;

import java.util.List;

/// `Limit 5 (Limit 3 x)` → `Limit 3 x`: the smaller counts. Where no row can be left nothing is
/// computed, so that nothing can fail either.
final class CombineLimits implements Rule {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return plan.transformUp(
                node ->
                        switch (node) {
                            case Limit(var input, var offset, var count)
                                    when (count == 0 || offset >= most(input))
                                            && !input.isStreaming() ->
                                    new LocalScan(List.of(), input.output());
                            case Limit(Limit(var input, var from, var few), var to, var many)
                                    when from == 0 && to == 0 ->
                                    new Limit(input, 0, Math.min(few, many));
                            default -> node;
                        });
    }

    /// How many rows there are at most.
    private static long most(LogicalPlan plan) {
        return switch (plan) {
            case LogicalPlan.Aggregate aggregate when aggregate.keys().isEmpty() -> 1;
            case LogicalPlan.Project project -> most(project.input());
            case LogicalPlan.Sort sort -> most(sort.input());
            case Limit limit -> Math.min(limit.count(), most(limit.input()));
            default -> Long.MAX_VALUE;
        };
    }
}
