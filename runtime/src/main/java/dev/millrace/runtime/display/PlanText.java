// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.display;

import dev.millrace.plan.logical.LogicalPlan;

/// A logical plan as indented lines, one node a line.
public final class PlanText {
    private PlanText() {}

    public static String of(LogicalPlan plan) {
        StringBuilder text = new StringBuilder();
        append(plan, 0, text);
        return text.toString();
    }

    private static void append(LogicalPlan plan, int depth, StringBuilder text) {
        if (depth > 0) {
            text.append("   ".repeat(depth - 1)).append("+- ");
        }
        text.append(plan).append('\n');
        plan.children().forEach(child -> append(child, depth + 1, text));
    }
}
