// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.physical;

import java.util.Arrays;

/// How the watermark of a query comes down its plan: each stateful operator works with the
// watermark
/// at its own input, which an operator below it may hold back.
///
/// - A watermark node gives out the global watermark.
/// - A stateful operator gives out what `PhysicalPlan.Stateful.outputWatermark` says.
/// - Every other node gives out the least of its inputs; an input without watermark does not count.
///
/// The rule is Spark's (`WatermarkPropagator` with several stateful operators allowed), so that a
/// chain of windows becomes final in one batch.
final class WatermarkFlow {
    /// A place that no watermark reaches.
    private static final long NONE = Long.MIN_VALUE;

    private final long globalMillis;
    private final long[] inputs;

    private WatermarkFlow(long globalMillis, int operators) {
        this.globalMillis = globalMillis;
        this.inputs = new long[operators];
    }

    /// The watermark at the input of each stateful operator, by its id; 0 where none reaches it.
    static long[] inputs(PhysicalPlan plan, int operators, long globalMillis) {
        WatermarkFlow flow = new WatermarkFlow(globalMillis, operators);
        flow.output(plan);
        return Arrays.copyOf(flow.inputs, operators);
    }

    private long output(PhysicalPlan plan) {
        long least = NONE;
        for (PhysicalPlan child : plan.children()) {
            long output = output(child);
            if (output != NONE) {
                least = least == NONE ? output : Math.min(least, output);
            }
        }
        return switch (plan) {
            case PhysicalPlan.Watermark ignored -> globalMillis;
            case PhysicalPlan.Stateful stateful -> {
                long input = Math.max(0, least);
                inputs[stateful.description().id()] = input;
                yield stateful.outputWatermark(input);
            }
            default -> least;
        };
    }
}
