// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.physical;

import dev.millrace.execution.operator.state.StatefulDescription;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What the runtime must know of a streaming plan before it runs it.
///
/// @param plan what is summarised
/// @param statefulOperators in the order of their ids, from 0 at the sink
/// @param watermarks in the order of their numbers, which is that of `StreamBatch.eventTimes`
/// @param streamScans in plan pre-order; a source that is used twice appears twice
public record PlanSummary(
        PhysicalPlan plan,
        List<StatefulDescription> statefulOperators,
        List<WatermarkNode> watermarks,
        List<PhysicalPlan.StreamScan> streamScans) {
    public PlanSummary {
        statefulOperators =
                statefulOperators.stream()
                        .sorted(Comparator.comparingInt(StatefulDescription::id))
                        .toList();
        watermarks = List.copyOf(watermarks);
        streamScans = List.copyOf(streamScans);
    }

    /// A node that declares a watermark.
    ///
    /// @param column name of the event time
    public record WatermarkNode(int number, String column, long delayMillis) {}

    /// The watermark at the input of each stateful operator, by its id, when the watermark of the
    /// query is this.
    public long[] inputWatermarks(long globalMillis) {
        return WatermarkFlow.inputs(plan, statefulOperators.size(), globalMillis);
    }

    /// True if some operator wants a batch without new rows.
    ///
    /// @param evictedMillis what each operator last evicted by
    /// @param nextMillis what it would evict by now
    public boolean isNoDataBatchDue(long[] evictedMillis, long[] nextMillis) {
        return statefulOperators.stream()
                .anyMatch(
                        operator ->
                                switch (operator.noDataBatches()) {
                                    case NEVER -> false;
                                    case WHEN_WATERMARK_MOVES ->
                                            nextMillis[operator.id()]
                                                    > evictedMillis[operator.id()];
                                    case ALWAYS -> true;
                                });
    }

    /// Reads a plan.
    public static PlanSummary of(PhysicalPlan plan) {
        List<StatefulDescription> operators = new ArrayList<>();
        List<WatermarkNode> watermarks = new ArrayList<>();
        List<PhysicalPlan.StreamScan> scans = new ArrayList<>();
        collect(plan, operators, watermarks, scans);
        return new PlanSummary(plan, operators, watermarks, scans);
    }

    private static void collect(
            PhysicalPlan plan,
            List<StatefulDescription> operators,
            List<WatermarkNode> watermarks,
            List<PhysicalPlan.StreamScan> scans) {
        switch (plan) {
            case PhysicalPlan.Stateful stateful -> operators.add(stateful.description());
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
