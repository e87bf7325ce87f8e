// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.relation;

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
}
