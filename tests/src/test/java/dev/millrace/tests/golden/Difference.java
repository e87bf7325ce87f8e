// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.golden;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Why an answer is not Spark's: the class of the reason, by which failures are counted.
final class Difference {
    private static final Pattern CONDITION = Pattern.compile("\"errorClass\" : \"([^\"]*)\"");
    private static final Pattern REFUSED = Pattern.compile("Millrace does not support (.*?) yet");
    private static final Pattern ROUTINE = Pattern.compile("\"routineName\" : \"([^\"]*)\"");
    private static final Pattern NEAR = Pattern.compile("\"error\" : \"(.*)\"");
    private static final Pattern ORDER_BY = Pattern.compile("(?is).*\\border\\s+by\\b[^)]*");
    private static final String CONTEXT = "\"queryContext\"";

    /// The client knows one class for both, and none for some of Spark's.
    private static final Map<String, String> CLASSES =
            Map.of(
                    "org.apache.spark.sql.catalyst.ExtendedAnalysisException",
                    "org.apache.spark.sql.AnalysisException",
                    "org.apache.spark.sql.catalyst.analysis.NoSuchTempFunctionException",
                    "org.apache.spark.sql.AnalysisException",
                    "org.apache.spark.sql.catalyst.analysis.NoSuchPartitionException",
                    "org.apache.spark.sql.AnalysisException");

    private Difference() {}

    /// The reason, or null if the answer is Spark's.
    static @Nullable String between(GoldenStatement spark, Answer answer) {
        if (answer.error() != null) {
            return spark.fails() ? ofErrors(spark.output(), answer.text()) : failure(answer.text());
        }
        if (spark.fails()) {
            return "no error: " + condition(spark.output());
        }
        if (!spark.schema().equals(answer.schema())) {
            return withoutNames(spark.schema()).equals(withoutNames(answer.schema()))
                    ? "column names"
                    : "schema";
        }
        if (spark.output().equals(answer.text())) {
            return null;
        }
        if (spark.output().equals(answer.sortedText())) {
            return ORDER_BY.matcher(spark.sql()).matches() ? "order of rows" : null;
        }
        return "rows";
    }

    /// Spark answers and Millrace does not.
    private static String failure(String error) {
        Matcher refused = REFUSED.matcher(error);
        if (refused.find()) {
            // A piece of the statement says less than its kind.
            return "unsupported: " + refused.group(1).replaceAll("(?s)'.{24,}'", "'…'");
        }
        String condition = condition(error);
        Matcher routine = ROUTINE.matcher(error);
        if (condition.startsWith("UNRESOLVED_ROUTINE") && routine.find()) {
            return "function: " + routine.group(1);
        }
        Matcher near = NEAR.matcher(error);
        if (condition.equals("PARSE_SYNTAX_ERROR") && near.find()) {
            return "syntax: " + near.group(1);
        }
        return "error: " + condition;
    }

    private static @Nullable String ofErrors(String spark, String millrace) {
        if (spark.startsWith("java.")) {
            return isWrapped(spark, millrace) ? null : "condition: " + condition(spark);
        }
        String expected = condition(spark);
        String actual = condition(millrace);
        if (!expected.equals(actual)) {
            String cause = failure(millrace);
            return cause.startsWith("unsupported") || cause.startsWith("function")
                    ? cause
                    : "condition: " + expected + " but was " + actual;
        }
        if (!parameters(spark).equals(parameters(millrace))) {
            return "parameters: " + expected;
        }
        if (!context(spark).equals(context(millrace))) {
            return "place: " + expected;
        }
        String type = firstLine(spark);
        if (CLASSES.getOrDefault(type, type).equals(firstLine(millrace))) {
            return null;
        }
        return "class: " + type;
    }

    /// Spark's errors without a condition: a client shows their text in one of its own classes.
    private static boolean isWrapped(String spark, String millrace) {
        return condition(millrace).startsWith("_LEGACY_ERROR_TEMP_")
                && millrace.contains("\"message\" : \"" + spark.substring(spark.indexOf('\n') + 1));
    }

    private static String condition(String error) {
        Matcher condition = CONDITION.matcher(error);
        return condition.find() ? condition.group(1) : firstLine(error) + ": " + secondLine(error);
    }

    private static String parameters(String error) {
        int context = error.indexOf(CONTEXT);
        String json = error.substring(error.indexOf('\n') + 1);
        String text = context < 0 ? json : error.substring(error.indexOf('\n') + 1, context);
        return text.replaceAll("#\\d+", "#x").replaceAll("[\\s,}]+$", "");
    }

    private static String context(String error) {
        int context = error.indexOf(CONTEXT);
        return context < 0 ? "" : error.substring(context);
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }

    private static String secondLine(String text) {
        return firstLine(text.substring(text.indexOf('\n') + 1)).replaceAll("[0-9]+", "N");
    }

    /// The types only.
    private static String withoutNames(String schema) {
        return schema.replaceAll("[<,].*?:(?=[a-z_]+[(<,>]|[a-z ]+>)", "<:");
    }
}
