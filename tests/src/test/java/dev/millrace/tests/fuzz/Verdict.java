// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.fuzz;

import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.regex.Pattern;

/// What a client may be told when a statement fails.
final class Verdict {
    /// The inside of the server: classes of exceptions and lines of a stack.
    private static final Pattern INSIDE =
            Pattern.compile(
                    "java\\.(lang|util|io|time|nio)\\.|\\n\\s*at \\w|bug in Millrace|"
                            + "NullPointerException|StackOverflowError|OutOfMemoryError|"
                            + "IndexOutOfBounds|ClassCastException|Index -?\\d+ out of");

    private Verdict() {}

    /// Why the failure is none that a user understands; null if it is.
    static @Nullable String objection(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        if (!(failure instanceof SparkThrowable spark) || spark.getCondition() == null) {
            return "no condition: " + failure.getClass().getSimpleName() + ": " + message;
        }
        String condition = spark.getCondition();
        if (condition.startsWith("INTERNAL_ERROR")
                || condition.toUpperCase(Locale.ROOT).startsWith("CONNECT_CLIENT_UNEXPECTED")
                || !isOfTheText(failure) && INSIDE.matcher(message).find()) {
            return condition + ": " + message;
        }
        return null;
    }

    /// Errors of syntax quote the statement, whatever it says; format strings are Java's.
    private static boolean isOfTheText(Throwable failure) {
        return failure instanceof ParseException
                || failure instanceof SparkThrowable spark
                        && "_LEGACY_ERROR_TEMP_3105".equals(spark.getCondition());
    }
}
