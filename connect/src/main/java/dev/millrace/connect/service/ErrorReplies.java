// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.service;

import dev.millrace.connect.convert.SparkErrors;
import dev.millrace.connect.convert.SparkGrammar;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.apache.spark.SparkThrowableHelper;
import org.apache.spark.connect.proto.FetchErrorDetailsResponse;
import org.jspecify.annotations.Nullable;
import org.sparkproject.com.google.gson.Gson;
import org.sparkproject.com.google.protobuf.Any;
import org.sparkproject.com.google.rpc.ErrorInfo;
import org.sparkproject.com.google.rpc.Status;
import org.sparkproject.io.grpc.StatusRuntimeException;
import org.sparkproject.io.grpc.protobuf.StatusProto;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Failures as Spark Connect sends them: a gRPC status with an `ErrorInfo`, and on request the
/// whole chain of causes.
///
/// A JVM client renders the text of a condition from its own catalogue and fails on a condition
/// that it does not find there; so a condition is named only if this version's catalogue has it.
final class ErrorReplies {
    private static final int INTERNAL = 13;
    private static final int MAX_MESSAGE_CHARS = 2048;
    private static final int MAX_PARAMETER_CHARS = 1024;
    private static final int MAX_CHAIN = 5;

    /// What a failed query carries to be printed below the message, as Spark does.
    private static final String QUERY_DEBUG_TEXT = "queryDebugString";

    private static final Gson JSON = new Gson();

    private ErrorReplies() {}

    /// @param session remembers the error for `FetchErrorDetails`; null if there is none to ask
    static StatusRuntimeException status(Throwable raised, @Nullable ConnectSession session) {
        Throwable failure = named(raised);
        List<String> classes = classes(failure);
        ErrorInfo.Builder info =
                ErrorInfo.newBuilder()
                        .setReason(classes.getFirst())
                        .setDomain("org.apache.spark")
                        .putMetadata("classes", JSON.toJson(classes));
        if (failure instanceof MillraceException known) {
            String condition = catalogued(known);
            if (condition != null) {
                info.putMetadata("errorClass", condition);
                String parameters = JSON.toJson(parameters(known));
                if (parameters.length() <= MAX_PARAMETER_CHARS) {
                    info.putMetadata("messageParameters", parameters);
                }
            }
            if (known.sqlState() != null) {
                info.putMetadata("sqlState", known.sqlState());
            }
        }
        if (session != null) {
            info.putMetadata("errorId", session.remember(failure));
        }
        return StatusProto.toStatusRuntimeException(
                Status.newBuilder()
                        .setCode(INTERNAL)
                        .setMessage(shortened(text(failure)))
                        .addDetails(Any.pack(info.build()))
                        .build());
    }

    /// The answer to `FetchErrorDetails`; without a root error if it is unknown.
    static FetchErrorDetailsResponse details(ConnectSession session, @Nullable Throwable failure) {
        FetchErrorDetailsResponse.Builder response =
                FetchErrorDetailsResponse.newBuilder()
                        .setSessionId(session.id())
                        .setServerSideSessionId(session.serverSideId());
        if (failure == null) {
            return response.build();
        }
        List<Throwable> chain = new ArrayList<>();
        for (Throwable next = failure;
                next != null && chain.size() < MAX_CHAIN && !chain.contains(next);
                next = next.getCause()) {
            chain.add(next);
        }
        response.setRootErrorIdx(0);
        for (int i = 0; i < chain.size(); i++) {
            FetchErrorDetailsResponse.Error.Builder error = describe(chain.get(i));
            if (i + 1 < chain.size()) {
                error.setCauseIdx(i + 1);
            }
            response.addErrors(error);
        }
        return response.build();
    }

    private static FetchErrorDetailsResponse.Error.Builder describe(Throwable failure) {
        FetchErrorDetailsResponse.Error.Builder error =
                FetchErrorDetailsResponse.Error.newBuilder()
                        .addAllErrorTypeHierarchy(classes(failure))
                        .setMessage(text(failure));
        for (StackTraceElement frame : failure.getStackTrace()) {
            FetchErrorDetailsResponse.StackTraceElement.Builder element =
                    FetchErrorDetailsResponse.StackTraceElement.newBuilder()
                            .setDeclaringClass(frame.getClassName())
                            .setMethodName(frame.getMethodName())
                            .setLineNumber(frame.getLineNumber());
            if (frame.getFileName() != null) {
                element.setFileName(frame.getFileName());
            }
            error.addStackTrace(element);
        }
        if (failure instanceof MillraceException known) {
            String condition = catalogued(known);
            if (condition != null) {
                error.setSparkThrowable(sparkThrowable(known, condition));
            }
        }
        return error;
    }

    private static FetchErrorDetailsResponse.SparkThrowable sparkThrowable(
            MillraceException known, String condition) {
        FetchErrorDetailsResponse.SparkThrowable.Builder spark =
                FetchErrorDetailsResponse.SparkThrowable.newBuilder()
                        .setErrorClass(condition)
                        .putAllMessageParameters(parameters(known));
        if (known.sqlState() != null) {
            spark.setSqlState(known.sqlState());
        }
        MillraceException.QueryContext context = known.context();
        if (context != null) {
            spark.addQueryContexts(
                    FetchErrorDetailsResponse.QueryContext.newBuilder()
                            .setContextType(FetchErrorDetailsResponse.QueryContext.ContextType.SQL)
                            .setStartIndex(context.startIndex())
                            .setStopIndex(context.stopIndex())
                            .setFragment(context.fragment())
                            .setSummary(context.summary()));
        }
        return spark.build();
    }

    /// The condition, if Spark's catalogue has it and every parameter of its text is there;
    /// otherwise null.
    private static @Nullable String catalogued(MillraceException failure) {
        String condition = failure.condition();
        if (condition == null || !SparkThrowableHelper.isValidErrorClass(condition)) {
            return null;
        }
        String[] needed =
                SparkThrowableHelper.getMessageParameters(condition)
                        .mkString("\u0000")
                        .split("\u0000", -1);
        for (String name : needed) {
            if (!name.isEmpty() && !failure.parameters().containsKey(name)) {
                return null;
            }
        }
        return condition;
    }

    /// The parameters of the condition's text; the debug text of a failed query is none.
    private static Map<String, String> parameters(MillraceException failure) {
        Map<String, String> parameters = new LinkedHashMap<>(failure.parameters());
        parameters.remove(QUERY_DEBUG_TEXT);
        return parameters;
    }

    private static String text(Throwable failure) {
        if (failure instanceof MillraceException known) {
            String debug = known.parameters().get(QUERY_DEBUG_TEXT);
            return debug == null ? known.fullText() : known.fullText() + "\n" + debug;
        }
        String message = failure.getMessage();
        return message == null ? failure.getClass().getName() : message;
    }

    /// The failure under a name that users know, where the JVM has its own.
    private static Throwable named(Throwable failure) {
        return failure instanceof StackOverflowError
                ? SparkErrors.of(ErrorKind.PARSE, SparkGrammar.TOO_COMPLEX)
                : failure;
    }

    private static String shortened(String text) {
        return text.length() <= MAX_MESSAGE_CHARS
                ? text
                : text.substring(0, MAX_MESSAGE_CHARS - 3) + "...";
    }

    /// Names of the classes that the client should think of, most specific first.
    private static List<String> classes(Throwable failure) {
        if (failure instanceof MillraceException known) {
            List<String> names = new ArrayList<>(sparkClasses(known.kind()));
            names.addAll(List.of("java.lang.Exception", "java.lang.Throwable", "java.lang.Object"));
            return names;
        }
        List<String> names = new ArrayList<>();
        for (Class<?> type = failure.getClass(); type != null; type = type.getSuperclass()) {
            names.add(type.getName());
        }
        return names;
    }

    private static List<String> sparkClasses(ErrorKind kind) {
        String analysis = "org.apache.spark.sql.AnalysisException";
        String catalyst = "org.apache.spark.sql.catalyst.analysis.";
        String runtime = "java.lang.RuntimeException";
        return switch (kind) {
            case ANALYSIS -> List.of(analysis);
            case PARSE -> List.of("org.apache.spark.sql.catalyst.parser.ParseException", analysis);
            case EXECUTION -> List.of("org.apache.spark.SparkException");
            case RUNTIME -> List.of("org.apache.spark.SparkRuntimeException", runtime);
            case UPGRADE -> List.of("org.apache.spark.SparkUpgradeException", runtime);
            case ARITHMETIC ->
                    List.of(
                            "org.apache.spark.SparkArithmeticException",
                            "java.lang.ArithmeticException",
                            runtime);
            case NUMBER_FORMAT ->
                    List.of(
                            "org.apache.spark.SparkNumberFormatException",
                            "java.lang.NumberFormatException",
                            "java.lang.IllegalArgumentException",
                            runtime);
            case DATE_TIME ->
                    List.of(
                            "org.apache.spark.SparkDateTimeException",
                            "java.time.DateTimeException",
                            runtime);
            case ARRAY_INDEX ->
                    List.of(
                            "org.apache.spark.SparkArrayIndexOutOfBoundsException",
                            "java.lang.ArrayIndexOutOfBoundsException",
                            "java.lang.IndexOutOfBoundsException",
                            runtime);
            case ILLEGAL_ARGUMENT ->
                    List.of(
                            "org.apache.spark.SparkIllegalArgumentException",
                            "java.lang.IllegalArgumentException",
                            runtime);
            case UNSUPPORTED ->
                    List.of(
                            "org.apache.spark.SparkUnsupportedOperationException",
                            "java.lang.UnsupportedOperationException",
                            runtime);
            case NO_SUCH_TABLE -> List.of(catalyst + "NoSuchTableException", analysis);
            case TEMP_TABLE_EXISTS ->
                    List.of(catalyst + "TempTableAlreadyExistsException", analysis);
            case TABLE_EXISTS -> List.of(catalyst + "TableAlreadyExistsException", analysis);
            case NO_SUCH_NAMESPACE -> List.of(catalyst + "NoSuchNamespaceException", analysis);
            case INVALID_PLAN -> List.of("org.apache.spark.sql.connect.common.InvalidPlanInput");
            case STREAMING_QUERY ->
                    List.of("org.apache.spark.sql.streaming.StreamingQueryException");
        };
    }

    /// The stack trace as text, for the event of a query's end and for `StreamingQuery.exception`
    /// of Python: with Spark's classes and the whole message of each failure.
    static String stackTrace(Throwable failure) {
        StringBuilder text = new StringBuilder();
        int depth = 0;
        for (Throwable next = failure;
                next != null && depth < MAX_CHAIN;
                next = next.getCause(), depth++) {
            text.append(depth == 0 ? "" : "Caused by: ")
                    .append(className(next))
                    .append(": ")
                    .append(text(next))
                    .append('\n');
            for (StackTraceElement frame : next.getStackTrace()) {
                text.append("\tat ").append(frame).append('\n');
            }
        }
        return text.toString();
    }

    /// The first Spark class name of a failure.
    static String className(Throwable failure) {
        return classes(failure).getFirst();
    }
}
