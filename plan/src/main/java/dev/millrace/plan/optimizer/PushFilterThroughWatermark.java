// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.optimizer;

import dev.millrace.plan.logical.Conjunction;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.LogicalPlan.Filter;
import dev.millrace.plan.logical.LogicalPlan.Watermark;

/// A condition that does not read the event time → a filter below the watermark. As in Spark, rows
/// that it drops then do not move the watermark.
final class PushFilterThroughWatermark implements Rule {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return plan.transformDown(
                node ->
                        node instanceof Filter filter
                                        && filter.input() instanceof Watermark watermark
                                ? Conjuncts.push(
                                        filter,
                                        part ->
                                                !Conjuncts.columns(part)
                                                        .contains(watermark.eventTime().id()),
                                        parts ->
                                                watermark.withInput(
                                                        Conjunction.filtered(
                                                                watermark.input(), parts)))
                                : node);
    }
}
