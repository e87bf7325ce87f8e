// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.execution.kernel.ExpressionCompiler;
import dev.millrace.execution.kernel.KernelConstantEvaluator;
import dev.millrace.execution.kernel.hash.Murmur3;
import dev.millrace.execution.physical.PhysicalPlan;
import dev.millrace.execution.physical.PhysicalPlanner;
import dev.millrace.plan.analysis.AnalysisSettings;
import dev.millrace.plan.analysis.Analyzer;
import dev.millrace.plan.analysis.Catalog;
import dev.millrace.plan.analysis.StreamingRules;
import dev.millrace.plan.function.FunctionRegistry;
import dev.millrace.plan.function.SchemaParser;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.OutputMode;
import dev.millrace.plan.optimizer.ConstantEvaluator;
import dev.millrace.plan.optimizer.Optimizer;
import dev.millrace.plan.relation.Relation;

import org.jspecify.annotations.Nullable;

import java.util.SortedSet;

/// The engine's own planning: analysis, optimizer, physical planner with compiled kernels.
final class EnginePlanning implements QueryPlanning {
    private final FunctionRegistry functions;

    /// State is divided as Spark divides it: by the murmur3 hash of the keys.
    private final PhysicalPlanner planner =
            new PhysicalPlanner(ExpressionCompiler::compile, Murmur3::partitions);

    /// @param schemas reads the schemas that stand as text in calls of `from_json` and its like
    EnginePlanning(SchemaParser schemas) {
        this.functions = new FunctionRegistry(schemas);
    }

    @Override
    public LogicalPlan analyse(Relation relation, Catalog catalog, AnalysisSettings settings) {
        ConstantEvaluator constants = new KernelConstantEvaluator(settings.timeZone());
        return new Analyzer(catalog, functions, settings, constants).analyze(relation);
    }

    @Override
    public void checkStream(LogicalPlan plan, OutputMode mode, boolean checksCorrectness) {
        StreamingRules.check(plan, mode, checksCorrectness);
    }

    @Override
    public SortedSet<String> functionNames() {
        return functions.callable();
    }

    @Override
    public LogicalPlan optimise(LogicalPlan plan, AnalysisSettings settings) {
        return new Optimizer(new KernelConstantEvaluator(settings.timeZone())).optimize(plan);
    }

    @Override
    public PhysicalPlan physical(LogicalPlan plan, @Nullable OutputMode mode) {
        return planner.plan(plan, mode);
    }
}
