// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.optimizer;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.NamedAggregate;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.logical.ColumnMetadata;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.PlanValidator;
import dev.millrace.plan.logical.TypedPlan;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Every node makes only the columns that something above it reads.
final class PruneColumns implements Rule {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return exactly(pruned(plan, Conjuncts.ids(plan.output())), plan.output());
    }

    /// The plan with at least the required columns, and few others.
    private static LogicalPlan pruned(LogicalPlan plan, Set<Long> required) {
        return switch (plan) {
            case LogicalPlan.TableScan scan ->
                    new LogicalPlan.TableScan(
                            scan.table(), kept(scan.output(), required), scan.predicates());
            case LogicalPlan.StreamScan scan ->
                    new LogicalPlan.StreamScan(
                            scan.definition(),
                            scan.sourceKey(),
                            kept(scan.output(), required),
                            scan.predicates());
            case LogicalPlan.LocalScan scan -> local(scan, required);
            case LogicalPlan.RangeScan scan -> scan;
            case LogicalPlan.Project project -> project(project, required);
            case LogicalPlan.Aggregate aggregate -> aggregate(aggregate, required);
            case LogicalPlan.Window window -> window(window, required);
            case LogicalPlan.Generate generate -> {
                LogicalPlan.Generate smaller =
                        new LogicalPlan.Generate(
                                generate.input(),
                                generate.function(),
                                generate.arguments(),
                                generate.isOuter(),
                                kept(generate.kept(), required),
                                generate.generated());
                yield smaller.withInput(pruned(generate.input(), uses(smaller)));
            }
            case LogicalPlan.Join join -> join(join, required);
            case LogicalPlan.Union union -> union(union, required);
            case LogicalPlan.Recursion recursion ->
                    recursion.withChildren(
                            recursion.children().stream()
                                    .map(child -> only(child, ids(child)))
                                    .toList());
            case LogicalPlan.RecursionRows rows -> rows;
            case TypedPlan typed -> typed(typed);
            case LogicalPlan.Filter filter -> passing(filter, required);
            case LogicalPlan.Sort sort -> narrowed(sort, required);
            case LogicalPlan.Deduplicate deduplicate ->
                    narrowed(deduplicate, union(required, watched(deduplicate)));
            case LogicalPlan.Limit limit -> passing(limit, required);
            case LogicalPlan.Tail tail -> passing(tail, required);
            case LogicalPlan.Watermark watermark -> passing(watermark, required);
            case LogicalPlan.Observe observe -> passing(observe, required);
        };
    }

    /// What the node itself reads.
    private static Set<Long> uses(LogicalPlan plan) {
        Set<Long> used = new HashSet<>();
        for (Expression expression : PlanValidator.expressions(plan)) {
            used.addAll(Conjuncts.columns(expression));
        }
        return used;
    }

    /// The event time that decides when a key is forgotten. A plain deduplication looks at it only
    /// where it is there anyway: without it, as in Spark, no row is late.
    private static Set<Long> watched(LogicalPlan.Deduplicate deduplicate) {
        Set<Long> watched = new HashSet<>();
        if (deduplicate.withinWatermark()) {
            for (Attribute column : deduplicate.input().output()) {
                if (ColumnMetadata.has(column.metadata(), LogicalPlan.Watermark.DELAY_METADATA)) {
                    watched.add(column.id());
                }
            }
        }
        return watched;
    }

    private static Set<Long> ids(LogicalPlan plan) {
        Set<Long> ids = new HashSet<>();
        plan.output().forEach(column -> ids.add(column.id()));
        return ids;
    }

    private static Set<Long> union(Set<Long> left, Set<Long> right) {
        Set<Long> all = new HashSet<>(left);
        all.addAll(right);
        return all;
    }

    private static List<Attribute> kept(List<Attribute> columns, Set<Long> required) {
        return columns.stream().filter(a -> required.contains(a.id())).toList();
    }

    /// A node whose rows are those of its input.
    private static LogicalPlan passing(LogicalPlan.Unary node, Set<Long> required) {
        return node.withInput(pruned(node.input(), union(required, uses(node))));
    }

    /// The same, where it pays to drop columns that only nodes below needed.
    private static LogicalPlan narrowed(LogicalPlan.Unary node, Set<Long> required) {
        return node.withInput(only(node.input(), union(required, uses(node))));
    }

    /// The plan with exactly the required columns.
    private static LogicalPlan only(LogicalPlan plan, Set<Long> required) {
        LogicalPlan smaller = pruned(plan, required);
        return exactly(smaller, kept(smaller.output(), required));
    }

    private static LogicalPlan exactly(LogicalPlan plan, List<Attribute> columns) {
        List<Long> given = plan.output().stream().map(Attribute::id).toList();
        List<Long> wanted = columns.stream().map(Attribute::id).toList();
        return given.equals(wanted)
                ? plan
                : new LogicalPlan.Project(plan, columns.stream().map(NamedExpression::of).toList());
    }

    private static LogicalPlan local(LogicalPlan.LocalScan scan, Set<Long> required) {
        List<Attribute> columns = kept(scan.output(), required);
        if (columns.size() == scan.output().size()) {
            return scan;
        }
        List<ColumnBatch> batches = new ArrayList<>();
        for (ColumnBatch batch : scan.batches()) {
            List<Column> values = new ArrayList<>();
            for (int i = 0; i < scan.output().size(); i++) {
                if (required.contains(scan.output().get(i).id())) {
                    values.add(batch.column(i));
                }
            }
            batches.add(new ColumnBatch(batch.rowCount(), values));
        }
        return new LogicalPlan.LocalScan(batches, columns);
    }

    /// Values that may differ from call to call stay, for what they do.
    private static LogicalPlan project(LogicalPlan.Project project, Set<Long> required) {
        List<NamedExpression> expressions =
                project.expressions().stream()
                        .filter(
                                e ->
                                        required.contains(e.output().id())
                                                || !Conjuncts.isDeterministic(e.expression()))
                        .toList();
        LogicalPlan.Project smaller = new LogicalPlan.Project(project.input(), expressions);
        return smaller.withInput(pruned(project.input(), uses(smaller)));
    }

    private static LogicalPlan aggregate(LogicalPlan.Aggregate aggregate, Set<Long> required) {
        List<NamedAggregate> aggregates =
                aggregate.aggregates().stream()
                        .filter(a -> required.contains(a.output().id()))
                        .toList();
        // State that a stream keeps must not depend on what is read of it.
        LogicalPlan.Aggregate smaller =
                aggregate.isStreaming()
                        ? aggregate
                        : new LogicalPlan.Aggregate(
                                aggregate.input(), aggregate.keys(), aggregates);
        return smaller.withInput(pruned(aggregate.input(), uses(smaller)));
    }

    private static LogicalPlan window(LogicalPlan.Window window, Set<Long> required) {
        List<LogicalPlan.Window.Column> functions =
                window.functions().stream()
                        .filter(f -> required.contains(f.output().id()))
                        .toList();
        if (functions.isEmpty()) {
            return pruned(window.input(), required);
        }
        LogicalPlan.Window smaller =
                new LogicalPlan.Window(
                        window.input(), functions, window.partitionBy(), window.orderBy());
        return narrowed(smaller, required);
    }

    private static LogicalPlan join(LogicalPlan.Join join, Set<Long> required) {
        Set<Long> needed = union(required, uses(join));
        LogicalPlan left = only(join.left(), needed);
        LogicalPlan right = only(join.right(), needed);
        Set<Long> available = union(Conjuncts.ids(left.output()), Conjuncts.ids(right.output()));
        return new LogicalPlan.Join(
                left, right, join.type(), join.condition(), kept(join.output(), available));
    }

    /// User code makes all its columns; only its inputs can be smaller.
    private static LogicalPlan typed(TypedPlan plan) {
        Set<Long> used = uses(plan);
        return plan.withChildren(plan.children().stream().map(c -> pruned(c, used)).toList());
    }

    private static LogicalPlan union(LogicalPlan.Union union, Set<Long> required) {
        List<LogicalPlan> inputs = new ArrayList<>();
        for (LogicalPlan input : union.inputs()) {
            List<Attribute> columns = new ArrayList<>();
            for (int i = 0; i < union.output().size(); i++) {
                if (required.contains(union.output().get(i).id())) {
                    columns.add(input.output().get(i));
                }
            }
            inputs.add(exactly(pruned(input, Conjuncts.ids(columns)), columns));
        }
        return new LogicalPlan.Union(inputs, kept(union.output(), required));
    }
}
