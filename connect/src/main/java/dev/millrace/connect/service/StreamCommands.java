// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.service;

import dev.millrace.connect.usercode.ForeachBatchFunction;
import dev.millrace.connect.usercode.ForeachRowFunction;
import dev.millrace.plan.relation.Relation;
import dev.millrace.runtime.streaming.SinkFunction;
import dev.millrace.runtime.streaming.StreamStart;
import dev.millrace.runtime.streaming.StreamingQueries;
import dev.millrace.runtime.streaming.StreamingQuery;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.apache.spark.connect.proto.StreamingForeachFunction;
import org.apache.spark.connect.proto.StreamingQueryCommand;
import org.apache.spark.connect.proto.StreamingQueryCommandResult;
import org.apache.spark.connect.proto.StreamingQueryInstanceId;
import org.apache.spark.connect.proto.StreamingQueryManagerCommand;
import org.apache.spark.connect.proto.StreamingQueryManagerCommandResult;
import org.apache.spark.connect.proto.WriteStreamOperationStart;
import org.apache.spark.connect.proto.WriteStreamOperationStartResult;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

/// The commands of streaming: start a query, ask it, ask for all of them.
final class StreamCommands {
    private final ConnectSession session;
    private final StreamingQueries queries;

    StreamCommands(ConnectSession session) {
        this.session = session;
        this.queries = session.session().streams();
    }

    void start(WriteStreamOperationStart command, Operation operation) throws InterruptedException {
        if (command.getClusteringColumnNamesCount() > 0) {
            throw MillraceException.unsupported("clusterBy of a streaming write");
        }
        Relation input = session.converter().relation(command.getInput());
        StreamStart start =
                new StreamStart(
                        input,
                        command.getFormat().isEmpty() ? null : command.getFormat(),
                        function(command),
                        command.hasPath() ? command.getPath() : null,
                        command.hasTableName()
                                ? session.converter().identifier(command.getTableName())
                                : null,
                        StreamOptions.outputMode(command.getOutputMode()),
                        StreamOptions.trigger(command),
                        name(command),
                        command.getPartitioningColumnNamesList(),
                        command.getOptionsMap(),
                        jobTags(operation));
        StreamingQuery query = queries.start(start);
        WriteStreamOperationStartResult.Builder result =
                WriteStreamOperationStartResult.newBuilder()
                        .setQueryId(instance(query))
                        .setName(nameOf(query));
        if (session.listenerBus().isAttached()) {
            result.setQueryStartedEventJson(query.startedEvent());
        }
        operation.send(session.response().setWriteStreamOperationStartResult(result));
    }

    /// From the call, else the option `queryName`.
    private static @Nullable String name(WriteStreamOperationStart command) {
        return command.getQueryName().isEmpty()
                ? new Options(command.getOptionsMap()).value("queryName")
                : command.getQueryName();
    }

    private @Nullable SinkFunction function(WriteStreamOperationStart command) {
        if (command.hasForeachBatch()) {
            return ForeachBatchFunction.of(
                    payload(command.getForeachBatch(), "foreachBatch"),
                    session.session(),
                    session.loopback(),
                    session.artifacts());
        }
        if (command.hasForeachWriter()) {
            return ForeachRowFunction.of(
                    payload(command.getForeachWriter(), "foreach"),
                    session.artifacts(),
                    () -> SessionConversion.timeZone(session.session()));
        }
        return null;
    }

    private static byte[] payload(StreamingForeachFunction function, String call) {
        if (!function.hasScalaFunction()) {
            throw MillraceException.unsupported(call + " with a Python function");
        }
        return function.getScalaFunction().getPayload().toByteArray();
    }

    /// The tags that Spark gives to the jobs of this call: one for the operation, one for each tag
    /// that the user set.
    private List<String> jobTags(Operation operation) {
        String owner = "User_" + session.user() + "_Session_" + session.id();
        List<String> tags = new ArrayList<>();
        tags.add("SparkConnect_OperationTag_" + owner + "_Operation_" + operation.id());
        operation.tags().stream()
                .sorted()
                .forEach(tag -> tags.add("SparkConnect_ExecuteTag_" + owner + "_Tag_" + tag));
        return tags;
    }

    private static String nameOf(StreamingQuery query) {
        String name = query.name();
        return name == null ? "" : name;
    }

    private static StreamingQueryInstanceId instance(StreamingQuery query) {
        return StreamingQueryInstanceId.newBuilder()
                .setId(query.id().toString())
                .setRunId(query.runId().toString())
                .build();
    }

    void query(StreamingQueryCommand command, Operation operation)
            throws InterruptedException, TimeoutException {
        StreamingQuery query = find(command.getQueryId());
        StreamingQueryCommandResult.Builder result =
                StreamingQueryCommandResult.newBuilder().setQueryId(command.getQueryId());
        switch (command.getCommandCase()) {
            case STATUS -> result.setStatus(status(query));
            case LAST_PROGRESS -> {
                String last = query.lastProgress();
                StreamingQueryCommandResult.RecentProgressResult.Builder progress =
                        StreamingQueryCommandResult.RecentProgressResult.newBuilder();
                result.setRecentProgress(
                        last == null ? progress : progress.addRecentProgressJson(last));
            }
            case RECENT_PROGRESS ->
                    result.setRecentProgress(
                            StreamingQueryCommandResult.RecentProgressResult.newBuilder()
                                    .addAllRecentProgressJson(query.recentProgress()));
            case STOP -> query.stop();
            case PROCESS_ALL_AVAILABLE -> query.processAllAvailable();
            case EXPLAIN ->
                    result.setExplain(
                            StreamingQueryCommandResult.ExplainResult.newBuilder()
                                    .setResult(query.explain(command.getExplain().getExtended())));
            case EXCEPTION -> failure(query, command.getException(), result);
            case AWAIT_TERMINATION ->
                    result.setAwaitTermination(
                            StreamingQueryCommandResult.AwaitTerminationResult.newBuilder()
                                    .setTerminated(
                                            query.awaitTermination(
                                                    timeout(
                                                            command.getAwaitTermination()
                                                                    .hasTimeoutMs(),
                                                            command.getAwaitTermination()
                                                                    .getTimeoutMs()))));
            case COMMAND_NOT_SET ->
                    throw new UnsupportedOperationException("the query command is not set");
        }
        operation.send(session.response().setStreamingQueryCommandResult(result));
    }

    private static StreamingQueryCommandResult.StatusResult status(StreamingQuery query) {
        StreamingQuery.Status status = query.status();
        return StreamingQueryCommandResult.StatusResult.newBuilder()
                .setStatusMessage(status.message())
                .setIsDataAvailable(status.isDataAvailable())
                .setIsTriggerActive(status.isTriggerActive())
                .setIsActive(query.isActive())
                .build();
    }

    /// A JVM client wants the failure as the error of this call, Python as a value.
    private static void failure(
            StreamingQuery query, boolean asValue, StreamingQueryCommandResult.Builder result) {
        RuntimeException failure = query.failure();
        if (failure == null) {
            return;
        }
        if (!asValue) {
            throw failure;
        }
        StreamingQueryCommandResult.ExceptionResult.Builder exception =
                StreamingQueryCommandResult.ExceptionResult.newBuilder()
                        .setExceptionMessage(
                                ErrorReplies.className(failure) + ": " + failure.getMessage())
                        .setStackTrace(ErrorReplies.stackTrace(failure));
        if (failure instanceof MillraceException known && known.condition() != null) {
            exception.setErrorClass(known.condition());
        }
        result.setException(exception);
    }

    private static @Nullable Duration timeout(boolean given, long millis) {
        if (!given) {
            return null;
        }
        if (millis <= 0) {
            throw MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                    .text("requirement failed: Timeout has to be positive");
        }
        return Duration.ofMillis(millis);
    }

    private StreamingQuery find(StreamingQueryInstanceId wanted) {
        UUID id = UUID.fromString(wanted.getId());
        StreamingQuery query = queries.run(id, UUID.fromString(wanted.getRunId()));
        if (query != null) {
            return query;
        }
        StreamingQuery other = queries.newestRun(id);
        if (other == null) {
            throw MillraceException.of(
                            ErrorKind.INVALID_PLAN,
                            "CONNECT_INVALID_PLAN.STREAMING_QUERY_NOT_FOUND",
                            "56K00")
                    .with("id", wanted.getId())
                    .text(
                            "The Spark Connect plan is invalid. Streaming query "
                                    + wanted.getId()
                                    + " is not found");
        }
        throw MillraceException.of(
                        ErrorKind.INVALID_PLAN,
                        "CONNECT_INVALID_PLAN.STREAMING_QUERY_RUN_ID_MISMATCH",
                        "56K00")
                .with("id", wanted.getId())
                .with("runId", wanted.getRunId())
                .with("serverRunId", other.runId())
                .text(
                        "The Spark Connect plan is invalid. Run id mismatch for query id "
                                + wanted.getId()
                                + ". Run id in the request "
                                + wanted.getRunId()
                                + " does not match one on the server "
                                + other.runId()
                                + ". The query might have restarted.");
    }

    void manage(StreamingQueryManagerCommand command, Operation operation)
            throws InterruptedException {
        StreamingQueryManagerCommandResult.Builder result =
                StreamingQueryManagerCommandResult.newBuilder();
        switch (command.getCommandCase()) {
            case ACTIVE -> {
                StreamingQueryManagerCommandResult.ActiveResult.Builder active =
                        StreamingQueryManagerCommandResult.ActiveResult.newBuilder();
                queries.active().forEach(query -> active.addActiveQueries(named(query)));
                result.setActive(active);
            }
            case GET_QUERY -> {
                StreamingQuery query = queries.query(UUID.fromString(command.getGetQuery()));
                if (query != null) {
                    result.setQuery(named(query));
                }
            }
            case AWAIT_ANY_TERMINATION ->
                    result.setAwaitAnyTermination(
                            StreamingQueryManagerCommandResult.AwaitAnyTerminationResult
                                    .newBuilder()
                                    .setTerminated(
                                            queries.awaitAnyTermination(
                                                    timeout(
                                                            command.getAwaitAnyTermination()
                                                                    .hasTimeoutMs(),
                                                            command.getAwaitAnyTermination()
                                                                    .getTimeoutMs()))));
            case RESET_TERMINATED -> {
                queries.resetTerminated();
                result.setResetTerminated(true);
            }
            case ADD_LISTENER, REMOVE_LISTENER, LIST_LISTENERS ->
                    throw MillraceException.unsupported(
                            "listeners on the server side (4.x clients use the listener bus)");
            case COMMAND_NOT_SET ->
                    throw new UnsupportedOperationException("the manager command is not set");
        }
        operation.send(session.response().setStreamingQueryManagerCommandResult(result));
    }

    private static StreamingQueryManagerCommandResult.StreamingQueryInstance named(
            StreamingQuery query) {
        return StreamingQueryManagerCommandResult.StreamingQueryInstance.newBuilder()
                .setId(instance(query))
                .setName(nameOf(query))
                .build();
    }
}
