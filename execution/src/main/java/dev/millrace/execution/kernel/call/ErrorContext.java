// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.call;

import dev.millrace.plan.relation.Origin;
import dev.millrace.spi.error.MillraceException.QueryContext;

import org.jspecify.annotations.Nullable;

/// Turns a place in the SQL text into what an error shows: the lines around it with carets below
/// the
/// fragment, at most 32 characters of other text on each side.
public final class ErrorContext {
    private static final int MARGIN = 32;

    private ErrorContext() {}

    /// The context of an error at this place, null if the place is unknown.
    public static @Nullable QueryContext of(@Nullable Origin origin) {
        if (origin == null) {
            return null;
        }
        return new QueryContext(origin.start(), origin.stop(), origin.fragment(), summary(origin));
    }

    private static String summary(Origin origin) {
        String text = origin.text();
        int start = Math.max(0, origin.start());
        int stop = Math.min(text.length() - 1, origin.stop());
        int from = text.lastIndexOf('\n', start - 1) + 1;
        int lineEnd = text.indexOf('\n', stop);
        int to = lineEnd < 0 ? text.length() : lineEnd;
        boolean cutBefore = start - from > MARGIN;
        boolean cutAfter = to - stop - 1 > MARGIN;
        from = cutBefore ? start - MARGIN : from;
        to = cutAfter ? stop + 1 + MARGIN : to;
        StringBuilder summary = new StringBuilder("== SQL (line ");
        summary.append(origin.line()).append(", position ").append(origin.column() + 1);
        summary.append(") ==\n");
        int at = from;
        for (String line : text.substring(from, to).split("\n", -1)) {
            boolean first = at == from;
            boolean last = at + line.length() >= to;
            summary.append(first && cutBefore ? "..." : "").append(line);
            summary.append(last && cutAfter ? "..." : "").append('\n');
            summary.append(first && cutBefore ? "   " : "");
            for (int i = at; i < at + line.length() && i <= stop; i++) {
                summary.append(i < start ? ' ' : '^');
            }
            summary.append('\n');
            at += line.length() + 1;
        }
        return summary.toString();
    }
}
