// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.physical;

import dev.millrace.execution.task.Measurements;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A physical plan as text.
public final class ExplainText {
    private ExplainText() {}

    /// One node a line, inputs indented below.
    public static String of(PhysicalPlan plan) {
        StringBuilder text = new StringBuilder();
        append(plan, 0, text, node -> "");
        return text.toString();
    }

    /// The same with what is known of the rows of each node.
    ///
    /// @param measured of a run of this very plan, null if there was none
    public static String withRows(PhysicalPlan plan, @Nullable Measurements measured) {
        StringBuilder text = new StringBuilder();
        append(plan, 0, text, node -> " (" + String.join(", ", facts(node, measured)) + ")");
        return text.toString();
    }

    /// An outline of numbered nodes, then each with its columns and rows.
    ///
    /// @param measured of a run of this very plan, null if there was none
    public static String formatted(PhysicalPlan plan, @Nullable Measurements measured) {
        List<PhysicalPlan> nodes = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        outline(plan, 0, text, nodes);
        for (int i = 0; i < nodes.size(); i++) {
            PhysicalPlan node = nodes.get(i);
            text.append("\n(").append(i + 1).append(") ").append(node).append('\n');
            text.append("Output: ").append(node.schema().names()).append('\n');
            facts(node, measured).forEach(fact -> text.append(capital(fact)).append('\n'));
        }
        return text.toString();
    }

    private interface Suffix {
        String of(PhysicalPlan node);
    }

    private static void append(PhysicalPlan plan, int depth, StringBuilder text, Suffix suffix) {
        text.append("  ".repeat(depth)).append(plan).append(suffix.of(plan)).append('\n');
        for (PhysicalPlan child : plan.children()) {
            append(child, depth + 1, text, suffix);
        }
    }

    private static void outline(
            PhysicalPlan plan, int depth, StringBuilder text, List<PhysicalPlan> nodes) {
        nodes.add(plan);
        String line = plan.toString();
        int end = line.indexOf(' ');
        text.append("  ".repeat(depth))
                .append(end < 0 ? line : line.substring(0, end))
                .append(" (")
                .append(nodes.size())
                .append(")\n");
        for (PhysicalPlan child : plan.children()) {
            outline(child, depth + 1, text, nodes);
        }
    }

    /// What was guessed and what was counted.
    private static List<String> facts(PhysicalPlan node, @Nullable Measurements measured) {
        List<String> facts = new ArrayList<>();
        long estimate = RowEstimate.of(node);
        facts.add("estimated rows: " + (estimate == RowEstimate.UNKNOWN ? "unknown" : estimate));
        if (measured == null) {
            return facts;
        }
        Measurements.Figures figures = measured.of(node);
        if (figures == null) {
            facts.add("actual rows: never asked for");
            return facts;
        }
        facts.add("actual rows: " + figures.rows());
        facts.add(String.format(Locale.ROOT, "time: %.3f ms", figures.nanos() / 1e6));
        figures.details().forEach((name, value) -> facts.add(name + ": " + value));
        return facts;
    }

    private static String capital(String fact) {
        return Character.toUpperCase(fact.charAt(0)) + fact.substring(1);
    }
}
