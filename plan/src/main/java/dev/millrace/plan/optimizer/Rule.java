// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.optimizer;

import dev.millrace.plan.logical.LogicalPlan;

/// A rewriting of plans that keeps their rows. It returns the same object where it changes nothing.
@FunctionalInterface
interface Rule {
    LogicalPlan apply(LogicalPlan plan);

    /// The name that messages use.
    default String name() {
        return getClass().getSimpleName();
    }
}
