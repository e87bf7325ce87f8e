// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.runtime.checkpoint.StatefulOperator;

import java.util.ArrayList;
import java.util.List;

/// What the loop must know of a plan. Everything is numbered in plan pre-order: a node before its
/// inputs, left before right.
///
/// @param uses each use of a source; a source used twice stands here twice, under one key
/// @param delaysMillis of the watermark nodes
record PlanFacts(
        List<LogicalPlan.StreamScan> uses,
        List<Long> delaysMillis,
        List<StatefulOperator> operators) {
    PlanFacts {
        uses = List.copyOf(uses);
        delaysMillis = List.copyOf(delaysMillis);
        operators = List.copyOf(operators);
    }

    /// @param analysed decides the order of the sources: no rule has moved them yet
    static PlanFacts of(LogicalPlan analysed, StreamPlanner.StreamProgram program) {
        List<LogicalPlan.StreamScan> uses = new ArrayList<>();
        collectUses(analysed, uses);
        return new PlanFacts(uses, program.watermarkDelaysMillis(), program.operators());
    }

    boolean hasOperator(String name) {
        return operators.stream().anyMatch(operator -> operator.name().equals(name));
    }

    private static void collectUses(LogicalPlan plan, List<LogicalPlan.StreamScan> uses) {
        if (plan instanceof LogicalPlan.StreamScan scan) {
            uses.add(scan);
        }
        plan.children().forEach(child -> collectUses(child, uses));
    }
}
