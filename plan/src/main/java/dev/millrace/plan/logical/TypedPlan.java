// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.logical;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.SortOrder;
import dev.millrace.spi.function.GroupFunction;
import dev.millrace.spi.function.PartitionFunction;
import dev.millrace.spi.function.ProcessorTime;
import dev.millrace.spi.function.StateFunction;
import dev.millrace.spi.function.StateProcessor;
import dev.millrace.spi.function.StateTimeout;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Rows that user code makes of objects. The columns of its inputs have the types that the objects
/// are made of; what is not read is not needed.
public sealed interface TypedPlan extends LogicalPlan.OverObjects {
    /// The columns of the inputs that are read.
    List<Attribute> reads();

    /// `map`, `flatMap`, `mapPartitions`.
    ///
    /// @param arguments what the objects are made of
    record MapPartitions(
            LogicalPlan input,
            List<Attribute> arguments,
            PartitionFunction function,
            List<Attribute> output)
            implements TypedPlan {
        public MapPartitions {
            arguments = List.copyOf(arguments);
            output = List.copyOf(output);
        }

        @Override
        public List<LogicalPlan> children() {
            return List.of(input);
        }

        @Override
        public MapPartitions withChildren(List<LogicalPlan> children) {
            return new MapPartitions(children.getFirst(), arguments, function, output);
        }

        @Override
        public List<Attribute> reads() {
            return arguments;
        }

        @Override
        public String toString() {
            return "MapPartitions " + function.name() + " " + output;
        }
    }

    /// Rows by key.
    ///
    /// @param keys rows of one group have equal ones
    /// @param keyArguments what the object of the key is made of
    /// @param arguments what the objects of the rows are made of
    /// @param order of the rows within a group
    record Grouped(
            LogicalPlan input,
            List<Attribute> keys,
            List<Attribute> keyArguments,
            List<Attribute> arguments,
            List<SortOrder> order) {
        public Grouped {
            keys = List.copyOf(keys);
            keyArguments = List.copyOf(keyArguments);
            arguments = List.copyOf(arguments);
            order = List.copyOf(order);
        }

        Grouped withInput(LogicalPlan newInput) {
            return new Grouped(newInput, keys, keyArguments, arguments, order);
        }

        void addReads(List<Attribute> reads) {
            reads.addAll(keys);
            reads.addAll(keyArguments);
            reads.addAll(arguments);
            // The analyser makes every key of an order a column.
            for (SortOrder key : order) {
                reads.add((Attribute) key.expression());
            }
        }
    }

    /// `mapGroups`, `flatMapGroups` with one side, `cogroup` with two.
    record MapGroups(List<Grouped> sides, GroupFunction function, List<Attribute> output)
            implements TypedPlan {
        public MapGroups {
            sides = List.copyOf(sides);
            output = List.copyOf(output);
        }

        @Override
        public List<LogicalPlan> children() {
            return sides.stream().map(Grouped::input).toList();
        }

        @Override
        public MapGroups withChildren(List<LogicalPlan> children) {
            List<Grouped> over = new ArrayList<>();
            for (int i = 0; i < sides.size(); i++) {
                over.add(sides.get(i).withInput(children.get(i)));
            }
            return new MapGroups(over, function, output);
        }

        @Override
        public List<Attribute> reads() {
            List<Attribute> reads = new ArrayList<>();
            sides.forEach(side -> side.addReads(reads));
            return reads;
        }

        @Override
        public String toString() {
            return "MapGroups "
                    + function.name()
                    + " by "
                    + sides.stream().map(Grouped::keys).toList()
                    + " "
                    + output;
        }
    }

    /// `mapGroupsWithState`, `flatMapGroupsWithState`. The key columns make the object of the key.
    ///
    /// @param initial rows that are the first state of their keys, null for none
    /// @param eventTime the column of the rows that carries the watermark, null for none
    record GroupsWithState(
            Grouped rows,
            @Nullable Grouped initial,
            StateFunction function,
            boolean isMap,
            boolean isUpdate,
            StateTimeout timeout,
            @Nullable Attribute eventTime,
            List<Attribute> output)
            implements TypedPlan {
        public GroupsWithState {
            output = List.copyOf(output);
        }

        @Override
        public List<LogicalPlan> children() {
            return inputs(rows, initial);
        }

        @Override
        public GroupsWithState withChildren(List<LogicalPlan> children) {
            return new GroupsWithState(
                    rows.withInput(children.getFirst()),
                    initial == null ? null : initial.withInput(children.get(1)),
                    function,
                    isMap,
                    isUpdate,
                    timeout,
                    eventTime,
                    output);
        }

        @Override
        public List<Attribute> reads() {
            return TypedPlan.reads(rows, initial, eventTime);
        }

        @Override
        public String toString() {
            return (isMap ? "MapGroupsWithState " : "FlatMapGroupsWithState ")
                    + function.name()
                    + " by "
                    + rows.keys()
                    + " "
                    + timeout.sparkName()
                    + " "
                    + output;
        }
    }

    /// `transformWithState`. The key columns make the object of the key.
    ///
    /// @param initial rows that the processor gets before the first batch, null for none
    /// @param outputMode by Spark's name
    /// @param eventTime the column of the rows that carries the watermark, null for none
    /// @param outputTime the column of the output that carries it, null for none
    record TransformWithState(
            Grouped rows,
            @Nullable Grouped initial,
            StateProcessor processor,
            ProcessorTime time,
            String outputMode,
            @Nullable Attribute eventTime,
            @Nullable Attribute outputTime,
            List<Attribute> output)
            implements TypedPlan {
        public TransformWithState {
            output = List.copyOf(output);
        }

        @Override
        public List<LogicalPlan> children() {
            return inputs(rows, initial);
        }

        @Override
        public TransformWithState withChildren(List<LogicalPlan> children) {
            return new TransformWithState(
                    rows.withInput(children.getFirst()),
                    initial == null ? null : initial.withInput(children.get(1)),
                    processor,
                    time,
                    outputMode,
                    eventTime,
                    outputTime,
                    output);
        }

        @Override
        public List<Attribute> reads() {
            return TypedPlan.reads(rows, initial, eventTime);
        }

        @Override
        public String toString() {
            return "TransformWithState "
                    + processor.name()
                    + " by "
                    + rows.keys()
                    + " "
                    + time.sparkName()
                    + " "
                    + output;
        }
    }

    private static List<LogicalPlan> inputs(Grouped rows, @Nullable Grouped initial) {
        return initial == null ? List.of(rows.input()) : List.of(rows.input(), initial.input());
    }

    private static List<Attribute> reads(
            Grouped rows, @Nullable Grouped initial, @Nullable Attribute eventTime) {
        List<Attribute> reads = new ArrayList<>();
        rows.addReads(reads);
        if (initial != null) {
            initial.addReads(reads);
        }
        if (eventTime != null) {
            reads.add(eventTime);
        }
        return reads;
    }
}
