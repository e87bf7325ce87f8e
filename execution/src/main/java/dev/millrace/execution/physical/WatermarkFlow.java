// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.physical;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import java.util.Arrays;

/// How the watermark of a query comes down its plan: each stateful operator works with the
/// watermark at its own input, which an operator below it may hold back.
///
/// - A watermark node gives out the global watermark. It must be the first to do so: a second one
///   above it is refused, as in Spark not before there is a watermark.
/// - A stateful operator gives out what `PhysicalPlan.Stateful.outputWatermark` says, and none if
///   none reaches it.
/// - Every other node gives out the least of its inputs; an input without watermark does not count.
///
/// The rule is Spark's (`WatermarkPropagator` with several stateful operators allowed), so that a
/// chain of windows becomes final in one batch.
final class WatermarkFlow {
    private static final String ALLOW_MULTIPLE =
            "spark.sql.streaming.statefulOperator.allowMultiple";

    /// A place that no watermark reaches.
    private static final long NONE = PhysicalPlan.Stateful.NO_WATERMARK;

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
            case PhysicalPlan.Watermark ignored -> {
                if (least != NONE && globalMillis > 0) {
                    throw redefined();
                }
                yield globalMillis;
            }
            case PhysicalPlan.Stateful stateful -> {
                long input = Math.max(0, least);
                inputs[stateful.description().id()] = input;
                yield least == NONE ? NONE : stateful.outputWatermark(input);
            }
            default -> least;
        };
    }

    private static MillraceException redefined() {
        return MillraceException.of(ErrorKind.ANALYSIS, "_LEGACY_ERROR_TEMP_3076", "XXKCM")
                .with("config", ALLOW_MULTIPLE)
                .text(
                        "Redefining watermark is disallowed. You can set the config '"
                                + ALLOW_MULTIPLE
                                + "' to 'false' to restore the previous behavior. Note that"
                                + " multiple stateful operators will be disallowed.");
    }
}
