// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.apache.spark.QueryContext;
import org.apache.spark.SparkThrowable;
import org.apache.spark.SparkThrowableHelper;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/// Errors with the texts of Spark's own catalogue of conditions.
public final class SparkErrors {
    private SparkErrors() {}

    /// The error of a condition; its text and SQLSTATE come from Spark's catalogue.
    ///
    /// @param namesAndValues the parameters of the text: name, value, name, value, …
    public static MillraceException of(ErrorKind kind, String condition, String... namesAndValues) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            parameters.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return builder(kind, condition, parameters).text(text(condition, parameters));
    }

    /// A plan that no client should send: `CONNECT_INVALID_PLAN` with a sub-condition.
    public static MillraceException invalidPlan(String subCondition, String... namesAndValues) {
        return of(ErrorKind.INVALID_PLAN, "CONNECT_INVALID_PLAN." + subCondition, namesAndValues);
    }

    /// An error that a class of Spark's client jar raised, as Millrace's own. What is not an error
    /// of Spark's catalogue
    /// comes back unchanged if it is unchecked.
    public static RuntimeException translated(Throwable failure) {
        if (failure instanceof SparkThrowable spark && spark.getCondition() != null) {
            String condition = spark.getCondition();
            Map<String, String> parameters = new LinkedHashMap<>(spark.getMessageParameters());
            String text = text(condition, parameters);
            MillraceException.Builder error =
                    builder(kind(failure), condition, parameters).cause(failure.getCause());
            QueryContext[] contexts = spark.getQueryContext();
            if (contexts != null && contexts.length > 0) {
                error.context(context(contexts[0]));
            } else if (failure instanceof ParseException) {
                error.position(
                        position(
                                failure.getMessage(), SparkThrowableHelper.getSqlState(condition)));
            }
            return error.text(text);
        }
        if (failure instanceof RuntimeException unchecked) {
            return unchecked;
        }
        if (failure instanceof Error fatal) {
            throw fatal;
        }
        return MillraceException.of(ErrorKind.ANALYSIS)
                .cause(failure)
                .text(String.valueOf(failure.getMessage()));
    }

    private static MillraceException.Builder builder(
            ErrorKind kind, String condition, Map<String, String> parameters) {
        MillraceException.Builder error =
                MillraceException.of(kind, condition, SparkThrowableHelper.getSqlState(condition));
        parameters.forEach(error::with);
        return error;
    }

    /// The text of a condition without the condition in front and the SQLSTATE behind.
    private static String text(String condition, Map<String, String> parameters) {
        String text = SparkThrowableHelper.getMessage(condition, parameters);
        String prefix = "[" + condition + "] ";
        String suffix = " SQLSTATE: " + SparkThrowableHelper.getSqlState(condition);
        int from = text.startsWith(prefix) ? prefix.length() : 0;
        int to = text.endsWith(suffix) ? text.length() - suffix.length() : text.length();
        return text.substring(from, to);
    }

    private static MillraceException.QueryContext context(QueryContext context) {
        return new MillraceException.QueryContext(
                context.startIndex(), context.stopIndex(), context.fragment(), context.summary());
    }

    /// What stands behind the SQLSTATE in the message of a syntax error.
    private static @Nullable String position(@Nullable String message, @Nullable String sqlState) {
        if (message == null || sqlState == null) {
            return null;
        }
        String mark = " SQLSTATE: " + sqlState;
        int at = message.indexOf(mark);
        return at < 0 ? null : message.substring(at + mark.length());
    }

    private static ErrorKind kind(Throwable failure) {
        return switch (failure) {
            case ParseException ignored -> ErrorKind.PARSE;
            case AnalysisException ignored -> ErrorKind.ANALYSIS;
            case NumberFormatException ignored -> ErrorKind.NUMBER_FORMAT;
            case ArithmeticException ignored -> ErrorKind.ARITHMETIC;
            case java.time.DateTimeException ignored -> ErrorKind.DATE_TIME;
            case IllegalArgumentException ignored -> ErrorKind.ILLEGAL_ARGUMENT;
            case UnsupportedOperationException ignored -> ErrorKind.UNSUPPORTED;
            default -> ErrorKind.EXECUTION;
        };
    }
}
