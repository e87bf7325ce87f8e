// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.relation;

import dev.millrace.spi.error.MillraceException.QueryContext;

/// Where in a SQL text something stands, for error messages.
///
/// @param text the whole SQL text
/// @param start offset of the first character
/// @param stop offset of the last character
/// @param line from 1
/// @param column from 0
public record Origin(String text, int start, int stop, int line, int column) {
    /// The characters themselves.
    public String fragment() {
        return text.substring(Math.max(0, start), Math.min(text.length(), stop + 1));
    }

    /// The same for an error to carry, with the marked lines that Spark prints.
    public QueryContext context() {
        int first = Math.max(0, start);
        int last = Math.min(text.length() - 1, stop);
        int lineStart = text.lastIndexOf('\n', first - 1) + 1;
        int lineEnd = text.indexOf('\n', last);
        String lines = text.substring(lineStart, lineEnd < 0 ? text.length() : lineEnd);
        StringBuilder summary =
                new StringBuilder("== SQL (line " + line + ", position " + (column + 1) + ") ==\n");
        int at = lineStart;
        for (String shown : lines.split("\n", -1)) {
            summary.append(shown).append('\n');
            for (int i = 0; i < shown.length(); i++, at++) {
                if (at < first) {
                    summary.append(' ');
                } else if (at <= last) {
                    summary.append('^');
                }
            }
            summary.append('\n');
            at++;
        }
        return new QueryContext(start, stop, fragment(), summary.toString());
    }
}
