// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.golden;

import java.util.regex.Pattern;

/// One statement of a golden file and what Spark answered.
///
/// @param index position in its file, from 0
/// @param sql the statement without its semicolon
/// @param schema `struct<…>`; empty for a failure and for a command without a result
/// @param output the rows as Hive would print them, or the class and the JSON form of an error
record GoldenStatement(int index, String sql, String schema, String output) {
    private static final Pattern ERROR =
            Pattern.compile("(org\\.apache\\.spark|java)\\.[\\w.]*Exception\\n");

    /// Whether Spark answered with an error.
    boolean fails() {
        return ERROR.matcher(output).lookingAt();
    }
}
