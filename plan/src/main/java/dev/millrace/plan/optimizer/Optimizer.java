// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.optimizer;

import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.PlanValidator;

import java.util.List;

/// Makes plans cheaper. Where a filter stands decides which rows move a watermark, so the pushing
/// of filters is also part of what a streaming query means (see the reference on semantics, §2).
public final class Optimizer {
    /// More rounds than any plan needs; a bound in case two rules undo each other.
    private static final int MOST_ROUNDS = 50;

    private final ConstantEvaluator constants;

    public Optimizer(ConstantEvaluator constants) {
        this.constants = constants;
    }

    /// The same rows, columns and names, computed with less work.
    public LogicalPlan optimize(LogicalPlan plan) {
        LogicalPlan optimized = plan;
        for (Rule rule : preparing()) {
            optimized = rule.apply(optimized);
        }
        LogicalPlan written = new FoldConstants(constants).apply(optimized);
        InferFilters infer =
                new InferFilters(Constraints.over(new SimplifyBooleans().apply(written)));
        optimized = repeat(infer.apply(repeat(optimized)));
        for (Rule rule : finishing()) {
            optimized = rule.apply(optimized);
        }
        PlanValidator.check(optimized, "optimizing");
        return optimized;
    }

    private LogicalPlan repeat(LogicalPlan plan) {
        LogicalPlan optimized = plan;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            LogicalPlan before = optimized;
            for (Rule rule : repeated()) {
                optimized = rule.apply(optimized);
            }
            if (optimized.equals(before)) {
                break;
            }
        }
        return optimized;
    }

    /// Once, first.
    List<Rule> preparing() {
        return List.of(new CollectConstantRows(constants), new ReplaceDeduplicate());
    }

    /// Until nothing changes. Filters are pushed before they are simplified, as in Spark: a part
    /// that can go below an aggregation is there, and keeps rows from its state, also where the
    /// parts that stay turn out to be false.
    List<Rule> repeated() {
        return List.of(
                new CombineFilters(),
                new EliminateOuterJoin(constants),
                new CombineLimits(),
                new PushFilterThroughProject(),
                new PushFilterThroughJoin(),
                new PushSemiJoinThroughJoin(),
                new PushFilterThroughUnion(),
                new PushFilterThroughAggregate(),
                new PushFilterThroughWindow(),
                new PushFilterThroughGenerate(),
                new PushFilterThroughWatermark(),
                new FoldConstants(constants),
                new SimplifyBooleans(),
                new CollapseProjects(),
                new RemoveRedundantProjects());
    }

    /// Once, last.
    List<Rule> finishing() {
        return List.of(
                new PruneColumns(),
                new CollapseProjects(),
                new RemoveRedundantProjects(),
                new PushPredicatesIntoScan());
    }
}
