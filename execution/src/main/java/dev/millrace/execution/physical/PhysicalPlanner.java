// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.physical;

import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.OutputMode;

import org.jspecify.annotations.Nullable;

/// Chooses the operators for an optimised plan.
public final class PhysicalPlanner {
    /// The physical plan. Expressions are compiled here, once; a streaming plan is run for every
    // micro-batch.
    ///
    /// @param mode the output mode of a streaming query, null for a batch query
    public PhysicalPlan plan(LogicalPlan plan, @Nullable OutputMode mode) {
        throw new UnsupportedOperationException("no operator for " + plan + " in mode " + mode);
    }
}
