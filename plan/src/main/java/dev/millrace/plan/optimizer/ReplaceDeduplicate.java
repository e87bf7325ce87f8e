// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.optimizer;

import dev.millrace.plan.expression.AggregateCall;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.NamedAggregate;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.LogicalPlan.Aggregate;
import dev.millrace.plan.logical.LogicalPlan.Deduplicate;
import dev.millrace.plan.logical.LogicalPlan.Project;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// In batch plans: `Deduplicate [k] (x)` → `Aggregate [k] [first(others)] (x)`.
final class ReplaceDeduplicate implements Rule {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return plan.transformUp(
                node ->
                        node instanceof Deduplicate deduplicate
                                        && !deduplicate.isStreaming()
                                        && !deduplicate.withinWatermark()
                                        && !deduplicate.keys().isEmpty()
                                ? aggregated(deduplicate)
                                : node);
    }

    private static LogicalPlan aggregated(Deduplicate deduplicate) {
        Set<Long> keys = Conjuncts.ids(deduplicate.keys());
        List<NamedAggregate> others = new ArrayList<>();
        for (Attribute column : deduplicate.output()) {
            if (!keys.contains(column.id())) {
                AggregateCall first =
                        new AggregateCall(
                                "first",
                                List.of(column),
                                false,
                                null,
                                false,
                                column.type(),
                                column.nullable());
                others.add(new NamedAggregate(column, first));
            }
        }
        Aggregate aggregate =
                new Aggregate(
                        deduplicate.input(),
                        deduplicate.keys().stream().distinct().map(NamedExpression::of).toList(),
                        others);
        return new Project(
                aggregate, deduplicate.output().stream().map(NamedExpression::of).toList());
    }
}
