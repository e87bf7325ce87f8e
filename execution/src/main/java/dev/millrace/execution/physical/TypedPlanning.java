// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.physical;

import dev.millrace.execution.operator.sort.RowOrder;
import dev.millrace.execution.operator.state.EventTimeColumn;
import dev.millrace.execution.operator.state.KeySharding;
import dev.millrace.execution.operator.user.BatchProcessor;
import dev.millrace.execution.operator.user.BatchStates;
import dev.millrace.execution.operator.user.GroupMapOperator;
import dev.millrace.execution.operator.user.GroupedInput;
import dev.millrace.execution.operator.user.GroupsWithStateOperator;
import dev.millrace.execution.operator.user.MapPartitionsOperator;
import dev.millrace.execution.operator.user.ProcessorSetup;
import dev.millrace.execution.operator.user.TransformWithStateOperator;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.SortOrder;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.TypedPlan;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntSupplier;

/// Chooses the operators for plans made by user code.
///
/// @param inputs plans what is below
/// @param operatorIds numbers the stateful operators, from the sink down
record TypedPlanning(
        EvaluatorCompiler compiler,
        KeySharding sharding,
        Function<LogicalPlan, PhysicalPlan> inputs,
        IntSupplier operatorIds) {
    PhysicalPlan plan(TypedPlan plan) {
        return switch (plan) {
            case TypedPlan.MapPartitions map ->
                    new TypedPhysicalPlan.MapPartitions(
                            inputs.apply(map.input()),
                            map.function().name(),
                            map.schema(),
                            new MapPartitionsOperator(
                                    map.function(),
                                    indexes(map.arguments(), map.input().output())));
            case TypedPlan.MapGroups groups ->
                    new TypedPhysicalPlan.MapGroups(
                            groups.children().stream().map(inputs).toList(),
                            groups.function().name(),
                            groups.schema(),
                            new GroupMapOperator(
                                    groups.function(),
                                    groups.sides().stream().map(this::input).toList()));
            case TypedPlan.GroupsWithState groups -> groupsWithState(groups);
            case TypedPlan.TransformWithState transform -> transformWithState(transform);
        };
    }

    private PhysicalPlan groupsWithState(TypedPlan.GroupsWithState groups) {
        TypedPlan.Grouped initial = groups.initial();
        GroupedInput rows = input(groups.rows());
        GroupedInput state = initial == null ? null : input(initial);
        String name = groups.function().name();
        if (!groups.isStreaming()) {
            List<GroupedInput> both = state == null ? List.of(rows) : List.of(rows, state);
            return new TypedPhysicalPlan.BatchStateGroups(
                    groups.children().stream().map(inputs).toList(),
                    name,
                    groups.schema(),
                    new BatchStates(groups.function(), both, groups.eventTime() != null));
        }
        // Numbered on the way down, so before the inputs are planned.
        GroupsWithStateOperator operator =
                new GroupsWithStateOperator(
                        operatorIds.getAsInt(),
                        groups.function(),
                        rows,
                        state,
                        groups.timeout(),
                        eventTime(groups.eventTime(), groups.rows().input().output()),
                        sharding);
        return new StatefulPlan.StatefulGroups(
                groups.children().stream().map(inputs).toList(), name, groups.schema(), operator);
    }

    private PhysicalPlan transformWithState(TypedPlan.TransformWithState transform) {
        TypedPlan.Grouped initial = transform.initial();
        String name = transform.processor().name();
        ProcessorSetup setup =
                new ProcessorSetup(
                        transform.processor(),
                        input(transform.rows()),
                        initial == null ? null : input(initial),
                        transform.time(),
                        transform.outputMode());
        if (!transform.isStreaming()) {
            return new TypedPhysicalPlan.BatchTransform(
                    transform.children().stream().map(inputs).toList(),
                    name,
                    transform.schema(),
                    new BatchProcessor(setup));
        }
        // Numbered on the way down, so before the inputs are planned.
        TransformWithStateOperator operator =
                new TransformWithStateOperator(
                        operatorIds.getAsInt(),
                        setup,
                        eventTime(transform.eventTime(), transform.rows().input().output()),
                        eventTime(transform.outputTime(), transform.output()),
                        sharding);
        return new StatefulPlan.StatefulGroups(
                transform.children().stream().map(inputs).toList(),
                name,
                transform.schema(),
                operator);
    }

    private static @Nullable EventTimeColumn eventTime(
            @Nullable Attribute column, List<Attribute> columns) {
        if (column == null) {
            return null;
        }
        int end = column.type() instanceof DataType.Struct window ? window.indexOf("end") : -1;
        return new EventTimeColumn(PhysicalPlanner.indexOf(column, columns), end);
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
