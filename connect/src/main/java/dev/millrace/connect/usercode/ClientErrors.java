// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.usercode;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.jspecify.annotations.Nullable;

/// Errors that a client inside the server raised, as errors of the engine again: a `foreachBatch`
/// function whose query fails ends its stream with the condition of that failure.
final class ClientErrors {
    private ClientErrors() {}

    /// The engine's form of a Spark exception with a condition; null for any other exception.
    static @Nullable MillraceException known(Throwable failure) {
        if (!(failure instanceof SparkThrowable spark) || spark.getCondition() == null) {
            return null;
        }
        MillraceException.Builder error =
                MillraceException.of(kind(failure), spark.getCondition(), spark.getSqlState());
        spark.getMessageParameters().forEach(error::with);
        return error.cause(failure).text(plainText(String.valueOf(failure.getMessage()), spark));
    }

    private static ErrorKind kind(Throwable failure) {
        return switch (failure) {
            case AnalysisException ignored -> ErrorKind.ANALYSIS;
            case ArithmeticException ignored -> ErrorKind.ARITHMETIC;
            case NumberFormatException ignored -> ErrorKind.NUMBER_FORMAT;
            case java.time.DateTimeException ignored -> ErrorKind.DATE_TIME;
            case UnsupportedOperationException ignored -> ErrorKind.UNSUPPORTED;
            case IllegalArgumentException ignored -> ErrorKind.ILLEGAL_ARGUMENT;
            case RuntimeException ignored -> ErrorKind.RUNTIME;
            default -> ErrorKind.EXECUTION;
        };
    }

    /// The message without the condition before it and the SQLSTATE behind it, which are added
    /// again when it is shown.
    private static String plainText(String message, SparkThrowable spark) {
        String text = message;
        String prefix = "[" + spark.getCondition() + "] ";
        if (text.startsWith(prefix)) {
            text = text.substring(prefix.length());
        }
        String suffix = " SQLSTATE: " + spark.getSqlState();
        int end = text.indexOf(suffix);
        return end < 0 ? text : text.substring(0, end);
    }
}
