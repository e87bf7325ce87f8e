// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.physical;

import dev.millrace.spi.type.DataType;

import java.util.ArrayList;
import java.util.List;

/// What the runtime must know of a streaming plan before it runs it.
///
/// @param statefulOperators in the order of their ids, from 0 at the sink
/// @param watermarks in the order of their numbers, which is that of `StreamBatch.eventTimes`
/// @param streamScans in plan pre-order; a source that is used twice appears twice
public record PlanSummary(
        List<StatefulOperator> statefulOperators,
        List<WatermarkNode> watermarks,
        List<PhysicalPlan.StreamScan> streamScans) {
    public PlanSummary {
        statefulOperators = List.copyOf(statefulOperators);
        watermarks = List.copyOf(watermarks);
        streamScans = List.copyOf(streamScans);
    }

    /// An operator with state.
    ///
    /// @param name Spark's name: `stateStoreSave`
    /// @param runsWithoutData whether a moved watermark alone is a reason for a batch
    public record StatefulOperator(
            int id,
            String name,
            DataType.Struct keySchema,
            DataType.Struct valueSchema,
            boolean runsWithoutData) {}

    /// A node that declares a watermark.
    ///
    /// @param column name of the event time
    public record WatermarkNode(int number, String column, long delayMillis) {}

    /// Reads a plan.
    public static PlanSummary of(PhysicalPlan plan) {
        List<StatefulOperator> operators = new ArrayList<>();
        List<WatermarkNode> watermarks = new ArrayList<>();
        List<PhysicalPlan.StreamScan> scans = new ArrayList<>();
        collect(plan, operators, watermarks, scans);
        return new PlanSummary(operators, watermarks, scans);
    }

    private static void collect(
            PhysicalPlan plan,
            List<StatefulOperator> operators,
            List<WatermarkNode> watermarks,
            List<PhysicalPlan.StreamScan> scans) {
        switch (plan) {
            case PhysicalPlan.StatefulAggregate aggregate ->
                    operators.add(
                            new StatefulOperator(
                                    aggregate.operator().operatorId(),
                                    "stateStoreSave",
                                    aggregate.operator().layout().keySchema(),
                                    aggregate.operator().layout().valueSchema(),
                                    aggregate.operator().evicts()));
            case PhysicalPlan.Watermark watermark ->
                    watermarks.add(
                            new WatermarkNode(
                                    watermark.operator().node(),
                                    watermark.eventTime().name(),
                                    watermark.delayMicros() / 1000));
            case PhysicalPlan.StreamScan scan -> scans.add(scan);
            default -> {}
        }
        for (PhysicalPlan child : plan.children()) {
            collect(child, operators, watermarks, scans);
        }
    }
}
