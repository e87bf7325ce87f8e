// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.execution.physical.PhysicalPlan;
import dev.millrace.plan.analysis.AnalysisSettings;
import dev.millrace.plan.analysis.Catalog;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.OutputMode;
import dev.millrace.plan.relation.Relation;

import org.jspecify.annotations.Nullable;

import java.util.SortedSet;

/// The way of a query from what was written to what runs: the steps that `plan` and `execution` do.
public interface QueryPlanning {
    LogicalPlan analyse(Relation relation, Catalog catalog, AnalysisSettings settings);

    /// Refuses what a stream cannot do in this output mode.
    ///
    /// @param checksCorrectness whether also chains that may lose rows are refused
    void checkStream(LogicalPlan plan, OutputMode mode, boolean checksCorrectness);

    /// The names of the built-in functions and operators.
    SortedSet<String> functionNames();

    LogicalPlan optimise(LogicalPlan plan, AnalysisSettings settings);

    /// @param mode null for a batch query
    PhysicalPlan physical(LogicalPlan plan, @Nullable OutputMode mode);
}
