// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.relation;

import dev.millrace.spi.function.GroupFunction;
import dev.millrace.spi.function.PartitionFunction;
import dev.millrace.spi.function.ProcessorTime;
import dev.millrace.spi.function.StateFunction;
import dev.millrace.spi.function.StateProcessor;
import dev.millrace.spi.function.StateTimeout;
import dev.millrace.spi.function.UnboundFunction;
import dev.millrace.spi.function.UserFunction;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Relations over objects: the functions of user code that a Dataset of objects is given to.
public sealed interface TypedRelation extends Relation.OverObjects {
    /// `map`, `flatMap`, `mapPartitions`.
    record MapPartitions(Relation input, UnboundFunction<PartitionFunction> function)
            implements TypedRelation {}

    /// The rows of a relation by key: `groupByKey(function)` or `groupBy(columns).as(…)`.
    ///
    /// @param function computes the key; null if `columns` do
    /// @param isStructKey true if the key is an object with fields, which are the key columns
    /// @param order of the rows within a group
    record Grouped(
            Relation input,
            @Nullable UnboundFunction<UserFunction> function,
            List<ParsedExpression> columns,
            boolean isStructKey,
            List<ParsedExpression.SortKey> order) {
        public Grouped {
            columns = List.copyOf(columns);
            order = List.copyOf(order);
        }
    }

    /// `mapGroups`, `flatMapGroups` with one side, `cogroup` with two.
    record MapGroups(List<Grouped> sides, UnboundFunction<GroupFunction> function)
            implements TypedRelation {
        public MapGroups {
            sides = List.copyOf(sides);
        }
    }

    /// `mapGroupsWithState`, `flatMapGroupsWithState`.
    ///
    /// @param initial rows that are the first state of their keys, null for none
    /// @param isMap true for `mapGroupsWithState`
    /// @param isUpdate true if the function gives out updates, false if it appends
    record GroupsWithState(
            Grouped rows,
            @Nullable Grouped initial,
            UnboundFunction<StateFunction> function,
            boolean isMap,
            boolean isUpdate,
            StateTimeout timeout)
            implements TypedRelation {}

    /// `transformWithState`.
    ///
    /// @param initial rows that the processor gets before the first batch, null for none
    /// @param outputMode by Spark's name
    /// @param eventTimeColumn the column of the result that carries the watermark, null for none
    record TransformWithState(
            Grouped rows,
            @Nullable Grouped initial,
            UnboundFunction<StateProcessor> processor,
            ProcessorTime time,
            String outputMode,
            @Nullable String eventTimeColumn)
            implements TypedRelation {}

    /// `joinWith`: the objects of both sides, as columns `_1` and `_2`.
    ///
    /// @param isLeftStruct true if the object of the left side has all columns as its fields, false
    /// if it is the value of the first column
    record JoinWith(Relation.Join join, boolean isLeftStruct, boolean isRightStruct)
            implements TypedRelation {}

    /// `groupByKey(…).agg(…)`, `reduceGroups`, `count`: a column for the key, then the aggregates.
    record Aggregate(Grouped rows, List<ParsedExpression> outputs) implements TypedRelation {
        public Aggregate {
            outputs = List.copyOf(outputs);
        }
    }
}
