// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.physical;

import dev.millrace.execution.operator.sort.RowOrder;
import dev.millrace.execution.operator.user.GroupMapOperator;
import dev.millrace.execution.operator.user.GroupedInput;
import dev.millrace.execution.operator.user.MapPartitionsOperator;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.SortOrder;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.TypedPlan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Chooses the operators for plans made by user code.
///
/// @param inputs plans what is below
record TypedPlanning(EvaluatorCompiler compiler, Function<LogicalPlan, PhysicalPlan> inputs) {
    PhysicalPlan plan(TypedPlan plan) {
        return switch (plan) {
            case TypedPlan.MapPartitions map ->
                    new PhysicalPlan.MapPartitions(
                            inputs.apply(map.input()),
                            map.function().name(),
                            map.schema(),
                            new MapPartitionsOperator(
                                    map.function(),
                                    indexes(map.arguments(), map.input().output())));
            case TypedPlan.MapGroups groups ->
                    new PhysicalPlan.MapGroups(
                            groups.children().stream().map(inputs).toList(),
                            groups.function().name(),
                            groups.schema(),
                            new GroupMapOperator(
                                    groups.function(),
                                    groups.sides().stream().map(this::input).toList()));
        };
    }

    private GroupedInput input(TypedPlan.Grouped grouped) {
        List<Attribute> columns = grouped.input().output();
        List<RowOrder.Key> order = new ArrayList<>();
        for (SortOrder key : grouped.order()) {
            order.add(
                    new RowOrder.Key(
                            compiler.compile(key.expression(), columns),
                            key.ascending(),
                            key.nullsFirst()));
        }
        return new GroupedInput(
                grouped.input().schema(),
                indexes(grouped.keys(), columns),
                indexes(grouped.keyArguments(), columns),
                indexes(grouped.arguments(), columns),
                order.isEmpty() ? null : new RowOrder(order));
    }

    private static int[] indexes(List<Attribute> attributes, List<Attribute> columns) {
        return attributes.stream().mapToInt(a -> PhysicalPlanner.indexOf(a, columns)).toArray();
    }
}
