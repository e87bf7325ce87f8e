// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.physical;

import dev.millrace.execution.kernel.Evaluator;
import dev.millrace.execution.operator.FilterOperator;
import dev.millrace.execution.operator.LimitOperator;
import dev.millrace.execution.operator.ProjectOperator;
import dev.millrace.execution.operator.TailOperator;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.OutputMode;
import dev.millrace.spi.connector.ScanRequest;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Chooses the operators for an optimised plan.
public final class PhysicalPlanner {
    private final EvaluatorCompiler compiler;

    public PhysicalPlanner(EvaluatorCompiler compiler) {
        this.compiler = compiler;
    }

    /// The physical plan. Expressions are compiled here, once; a streaming plan is run for every
    /// micro-batch.
    ///
    /// @param mode the output mode of a streaming query, null for a batch query
    public PhysicalPlan plan(LogicalPlan plan, @Nullable OutputMode mode) {
        return new Run(mode).plan(plan);
    }

    /// The planning of one plan.
    private final class Run {
        private final @Nullable OutputMode mode;

        Run(@Nullable OutputMode mode) {
            this.mode = mode;
        }

        PhysicalPlan plan(LogicalPlan plan) {
            return switch (plan) {
                case LogicalPlan.TableScan scan ->
                        new PhysicalPlan.TableScan(
                                scan.table(),
                                new ScanRequest(names(scan.output()), scan.predicates()),
                                scan.schema());
                case LogicalPlan.StreamScan scan ->
                        new PhysicalPlan.StreamScan(
                                scan.definition(),
                                scan.sourceKey(),
                                new ScanRequest(names(scan.output()), scan.predicates()),
                                scan.schema());
                case LogicalPlan.LocalScan scan ->
                        new PhysicalPlan.LocalScan(scan.batches(), scan.schema());
                case LogicalPlan.RangeScan range ->
                        new PhysicalPlan.Range(
                                range.start(), range.end(), range.step(), range.schema());
                case LogicalPlan.Project project -> project(project);
                case LogicalPlan.Filter filter ->
                        new PhysicalPlan.Filter(
                                plan(filter.input()),
                                filter.condition(),
                                new FilterOperator(
                                        compiler.compile(
                                                filter.condition(), filter.input().output())));
                case LogicalPlan.Limit limit ->
                        new PhysicalPlan.Limit(
                                plan(limit.input()),
                                new LimitOperator(limit.offset(), limit.count()));
                case LogicalPlan.Tail tail ->
                        new PhysicalPlan.Tail(plan(tail.input()), new TailOperator(tail.count()));
                case LogicalPlan.Union union ->
                        new PhysicalPlan.Union(
                                union.inputs().stream().map(this::plan).toList(), union.schema());
                case LogicalPlan.Aggregate aggregate -> throw unsupported(aggregate);
                case LogicalPlan.Window window -> throw unsupported(window);
                case LogicalPlan.Generate generate -> throw unsupported(generate);
                case LogicalPlan.Join join -> throw unsupported(join);
                case LogicalPlan.Sort sort -> throw unsupported(sort);
                case LogicalPlan.Deduplicate deduplicate -> throw unsupported(deduplicate);
                case LogicalPlan.Watermark watermark -> throw unsupported(watermark);
                case LogicalPlan.Observe observe -> throw unsupported(observe);
            };
        }

        private PhysicalPlan project(LogicalPlan.Project project) {
            List<Evaluator> evaluators = new ArrayList<>();
            project.expressions()
                    .forEach(
                            e ->
                                    evaluators.add(
                                            compiler.compile(
                                                    e.expression(), project.input().output())));
            return new PhysicalPlan.Project(
                    plan(project.input()),
                    project.expressions(),
                    project.schema(),
                    new ProjectOperator(evaluators));
        }

        private MillraceException unsupported(LogicalPlan plan) {
            return MillraceException.unsupported("the operator " + plan + " in mode " + mode);
        }
    }

    private static List<String> names(List<Attribute> attributes) {
        return attributes.stream().map(Attribute::name).toList();
    }
}
