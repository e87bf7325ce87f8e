// SPDX-License-Identifier: Apache-2.0
package dev.millrace.benchmarks;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.List;

/// The rows that a query gave, as text: a line for each, its values separated by tabs.
record QueryResult(List<String> lines) {
    /// Engines may divide decimals to different scales, and add doubles in different orders.
    private static final double TOLERANCE = 1e-6;

    QueryResult {
        lines = List.copyOf(lines);
    }

    /// A value of a line.
    static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "NULL";
            case BigDecimal decimal -> decimal.toPlainString();
            default -> value.toString();
        };
    }

    /// What is different in another result, null if nothing.
    @Nullable String difference(QueryResult other) {
        if (lines.size() != other.lines.size()) {
            return lines.size() + " rows and " + other.lines.size() + " rows";
        }
        for (int i = 0; i < lines.size(); i++) {
            if (!isSame(lines.get(i), other.lines.get(i))) {
                return "row %d: [%s] and [%s]".formatted(i, lines.get(i), other.lines.get(i));
            }
        }
        return null;
    }

    private static boolean isSame(String line, String other) {
        String[] values = line.split("\t", -1);
        String[] others = other.split("\t", -1);
        boolean same = values.length == others.length;
        for (int i = 0; same && i < values.length; i++) {
            same = values[i].equals(others[i]) || isSameNumber(values[i], others[i]);
        }
        return same;
    }

    private static boolean isSameNumber(String value, String other) {
        try {
            double a = Double.parseDouble(value);
            double b = Double.parseDouble(other);
            return Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
