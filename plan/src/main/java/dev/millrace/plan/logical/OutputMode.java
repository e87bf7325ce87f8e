// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.logical;

/// Which rows of its result a streaming query gives to its sink after each batch.
public enum OutputMode {
    /// Rows that are final and were never given before.
    APPEND,
    /// Rows that changed.
    UPDATE,
    /// All rows.
    COMPLETE;

    /// The name as messages print it: `append`.
    public String text() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
