// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.golden;

import org.apache.spark.ErrorMessageFormat;
import org.apache.spark.SparkThrowable;
import org.apache.spark.SparkThrowableHelper;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// What an engine answered to a statement, in the words of a golden file.
///
/// @param schema as in [GoldenStatement]
/// @param rows each as Hive would print it; empty for a failure
/// @param error the class and the JSON form of the error; null if there was none
record Answer(String schema, List<String> rows, @Nullable String error) {
    private static final String NOTHING = "struct<>";

    Answer {
        rows = List.copyOf(rows);
    }

    static Answer rows(String schema, List<String> rows) {
        return new Answer(schema, rows, null);
    }

    /// A failure: condition, SQLSTATE, parameters and places in the SQL text, or else the message.
    static Answer failure(Throwable failure) {
        String text =
                failure instanceof SparkThrowable known && known.getCondition() != null
                        ? SparkThrowableHelper.getMessage(failure, ErrorMessageFormat.MINIMAL())
                        : String.valueOf(failure.getMessage());
        return new Answer(NOTHING, List.of(), failure.getClass().getName() + "\n" + text);
    }

    /// The answer as a golden file has it.
    String text() {
        return error == null ? String.join("\n", rows).stripTrailing() : error.stripTrailing();
    }

    /// The same with the rows in the order of their texts.
    String sortedText() {
        return String.join("\n", rows.stream().sorted().toList()).stripTrailing();
    }
}
