// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import dev.millrace.plan.expression.NamedAggregate;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.OutputMode;
import dev.millrace.runtime.checkpoint.StatefulOperator;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.ArrayList;
import java.util.List;

/// What the loop must know of a plan. Everything is numbered in plan pre-order: a node before its
/// inputs, left before right.
///
/// @param uses each use of a source; a source used twice stands here twice, under one key
/// @param delaysMillis of the watermark nodes
/// @param asksForMoreBatches true if a batch without data is due whenever the watermark has moved
record PlanFacts(
        List<LogicalPlan.StreamScan> uses,
        List<Long> delaysMillis,
        List<StatefulOperator> operators,
        boolean asksForMoreBatches) {
    PlanFacts {
        uses = List.copyOf(uses);
        delaysMillis = List.copyOf(delaysMillis);
        operators = List.copyOf(operators);
    }

    static PlanFacts of(StreamPlanner.StreamPlan plan, OutputMode mode) {
        List<LogicalPlan.StreamScan> uses = new ArrayList<>();
        collectUses(plan.analysed(), uses);
        List<Long> delays = new ArrayList<>();
        List<StatefulOperator> operators = new ArrayList<>();
        collect(plan.optimised(), mode, delays, operators);
        boolean asks =
                mode != OutputMode.COMPLETE
                        && operators.stream().anyMatch(o -> !o.name().equals("globalLimit"));
        return new PlanFacts(uses, delays, operators, asks);
    }

    private static void collectUses(LogicalPlan plan, List<LogicalPlan.StreamScan> uses) {
        if (plan instanceof LogicalPlan.StreamScan scan) {
            uses.add(scan);
        }
        plan.children().forEach(child -> collectUses(child, uses));
    }

    private static void collect(
            LogicalPlan plan,
            OutputMode mode,
            List<Long> delays,
            List<StatefulOperator> operators) {
        if (!plan.isStreaming()) {
            return;
        }
        int id = operators.size();
        switch (plan) {
            case LogicalPlan.Watermark watermark -> delays.add(watermark.delayMicros() / 1000);
            case LogicalPlan.Aggregate aggregate -> operators.add(aggregate(id, aggregate));
            case LogicalPlan.Deduplicate dedup -> operators.add(deduplicate(id, dedup));
            case LogicalPlan.Join join
                    when join.left().isStreaming() && join.right().isStreaming() ->
                    operators.add(
                            new StatefulOperator(
                                    id,
                                    "symmetricHashJoin",
                                    String.valueOf(join.condition()).replaceAll("#[0-9]+", ""),
                                    types(join.left().schema())
                                            + ","
                                            + types(join.right().schema())));
            case LogicalPlan.Limit limit when mode == OutputMode.APPEND ->
                    operators.add(new StatefulOperator(id, "globalLimit", "", "bigint"));
            default -> {}
        }
        plan.children().forEach(child -> collect(child, mode, delays, operators));
    }

    private static StatefulOperator aggregate(int id, LogicalPlan.Aggregate aggregate) {
        List<String> keys = new ArrayList<>();
        for (NamedExpression key : aggregate.keys()) {
            keys.add(type(key.output().type(), key.output().nullable()));
        }
        List<String> values = new ArrayList<>();
        for (NamedAggregate value : aggregate.aggregates()) {
            List<String> arguments =
                    value.call().arguments().stream()
                            .map(a -> type(a.type(), a.nullable()))
                            .toList();
            values.add(value.call().function() + arguments);
        }
        return new StatefulOperator(
                id, "stateStoreSave", String.join(",", keys), String.join(",", values));
    }

    private static StatefulOperator deduplicate(int id, LogicalPlan.Deduplicate dedup) {
        List<String> keys =
                dedup.keys().stream().map(key -> type(key.type(), key.nullable())).toList();
        return new StatefulOperator(
                id,
                dedup.withinWatermark() ? "dedupeWithinWatermark" : "dedupe",
                String.join(",", keys),
                dedup.withinWatermark() ? "bigint" : "void");
    }

    private static String types(DataType.Struct schema) {
        List<String> types = new ArrayList<>();
        for (StructField field : schema.fields()) {
            types.add(type(field.type(), field.nullable()));
        }
        return "struct<" + String.join(",", types) + ">";
    }

    private static String type(DataType type, boolean nullable) {
        return type.simpleName() + (nullable ? "" : " not null");
    }
}
