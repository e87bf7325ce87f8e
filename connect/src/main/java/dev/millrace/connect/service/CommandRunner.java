// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.service;

import dev.millrace.connect.arrow.ArrowEncoder;
import dev.millrace.connect.convert.ProtoTypes;
import dev.millrace.connect.convert.SparkTypes;
import dev.millrace.connect.convert.UserFunctions.ScalaFunction;
import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.Statement;
import dev.millrace.runtime.session.QueryResult;
import dev.millrace.spi.column.ColumnBatches;
import dev.millrace.spi.error.MillraceException;

import org.apache.spark.connect.proto.CachedRemoteRelation;
import org.apache.spark.connect.proto.CheckpointCommandResult;
import org.apache.spark.connect.proto.Command;
import org.apache.spark.connect.proto.CommonInlineUserDefinedFunction;
import org.apache.spark.connect.proto.CreateDataFrameViewCommand;
import org.apache.spark.connect.proto.ExecutePlanResponse;
import org.apache.spark.connect.proto.GetResourcesCommandResult;
import org.apache.spark.connect.proto.LocalRelation;
import org.apache.spark.connect.proto.ScalarScalaUDF;
import org.apache.spark.connect.proto.SqlCommand;

/// Runs the commands of an `ExecutePlan`, all but those of streaming.
final class CommandRunner {
    private final ConnectSession session;

    CommandRunner(ConnectSession session) {
        this.session = session;
    }

    void run(Command command, Operation operation) throws Exception {
        StreamCommands streams = new StreamCommands(session);
        switch (command.getCommandTypeCase()) {
            case SQL_COMMAND -> sql(command.getSqlCommand(), operation);
            case CREATE_DATAFRAME_VIEW -> createView(command.getCreateDataframeView());
            case WRITE_OPERATION ->
                    new WriteCommands(session).write(command.getWriteOperation(), operation);
            case WRITE_OPERATION_V2 ->
                    new WriteCommands(session).writeTo(command.getWriteOperationV2(), operation);
            case REGISTER_FUNCTION -> register(command.getRegisterFunction());
            case WRITE_STREAM_OPERATION_START ->
                    streams.start(command.getWriteStreamOperationStart(), operation);
            case STREAMING_QUERY_COMMAND ->
                    streams.query(command.getStreamingQueryCommand(), operation);
            case STREAMING_QUERY_MANAGER_COMMAND ->
                    streams.manage(command.getStreamingQueryManagerCommand(), operation);
            case STREAMING_QUERY_LISTENER_BUS_COMMAND -> {
                if (command.getStreamingQueryListenerBusCommand().getAddListenerBusListener()) {
                    session.listenerBus().run(session, operation);
                } else {
                    session.listenerBus().remove();
                }
            }
            case CHECKPOINT_COMMAND ->
                    checkpoint(command.getCheckpointCommand().getRelation(), operation);
            case REMOVE_CACHED_REMOTE_RELATION_COMMAND ->
                    session.session()
                            .forgetFrame(
                                    command.getRemoveCachedRemoteRelationCommand()
                                            .getRelation()
                                            .getRelationId());
            case GET_RESOURCES_COMMAND ->
                    operation.send(
                            session.response()
                                    .setGetResourcesCommandResult(
                                            GetResourcesCommandResult.getDefaultInstance()));
            default ->
                    throw MillraceException.unsupported(
                            "the command "
                                    + command.getCommandTypeCase()
                                            .name()
                                            .toLowerCase(java.util.Locale.ROOT));
        }
    }

    /// A query is not run: the client builds on the relation that it gets back. Any other statement
    /// runs now, once, and its rows come back as data.
    private void sql(SqlCommand command, Operation operation) throws InterruptedException {
        org.apache.spark.connect.proto.Relation given =
                command.hasInput() ? command.getInput() : relationOf(command);
        Statement statement = session.converter().statement(given);
        org.apache.spark.connect.proto.Relation answer =
                switch (statement) {
                    case Statement.Query ignored -> given;
                    default ->
                            localRelation(
                                    session.session().run(statement, operation.cancellation()));
                };
        operation.send(
                session.response()
                        .setSqlCommandResult(
                                ExecutePlanResponse.SqlCommandResult.newBuilder()
                                        .setRelation(answer)));
    }

    /// The form in which JVM clients send statements: fields of the command instead of a relation.
    @SuppressWarnings(
            "deprecation") // The protocol marks these fields deprecated; 4.2 clients still use
    // them.
    private static org.apache.spark.connect.proto.Relation relationOf(SqlCommand command) {
        return org.apache.spark.connect.proto.Relation.newBuilder()
                .setSql(
                        org.apache
                                .spark
                                .connect
                                .proto
                                .SQL
                                .newBuilder()
                                .setQuery(command.getSql())
                                .putAllArgs(command.getArgsMap())
                                .addAllPosArgs(command.getPosArgsList())
                                .putAllNamedArguments(command.getNamedArgumentsMap())
                                .addAllPosArguments(command.getPosArgumentsList()))
                .build();
    }

    private org.apache.spark.connect.proto.Relation localRelation(Relation.LocalTable table) {
        LocalRelation.Builder local =
                LocalRelation.newBuilder().setSchema(SparkTypes.toSpark(table.schema()).json());
        try (ArrowEncoder encoder =
                new ArrowEncoder(
                        table.schema(), SessionConversion.timeZone(session.session()).getId())) {
            local.setData(encoder.encode(ColumnBatches.concat(table.schema(), table.batches())));
        }
        return org.apache.spark.connect.proto.Relation.newBuilder().setLocalRelation(local).build();
    }

    private void createView(CreateDataFrameViewCommand command) {
        session.session()
                .createView(
                        command.getName(),
                        session.converter().relation(command.getInput()),
                        command.getReplace(),
                        command.getIsGlobal());
    }

    private void register(CommonInlineUserDefinedFunction function) {
        if (function.getFunctionCase()
                != CommonInlineUserDefinedFunction.FunctionCase.SCALAR_SCALA_UDF) {
            throw MillraceException.unsupported(
                    "a registered function of the kind "
                            + function.getFunctionCase().name().toLowerCase(java.util.Locale.ROOT));
        }
        ScalarScalaUDF udf = function.getScalarScalaUdf();
        ScalaFunction sent =
                new ScalaFunction(
                        function.getFunctionName(),
                        udf.getPayload().toByteArray(),
                        udf.getInputTypesList().stream().map(ProtoTypes::of).toList(),
                        udf.hasOutputType() ? ProtoTypes.of(udf.getOutputType()) : null,
                        udf.getNullable(),
                        function.getDeterministic());
        SessionConversion conversion =
                new SessionConversion(session.session(), session.artifacts());
        if (udf.getAggregate()) {
            session.session().registerAggregate(sent.name(), conversion.typed(sent).aggregator());
        } else {
            session.session().registerFunction(sent.name(), conversion.scala(sent));
        }
    }

    private void checkpoint(org.apache.spark.connect.proto.Relation relation, Operation operation)
            throws InterruptedException {
        String id = keep(session.converter().relation(relation), operation);
        operation.send(
                session.response()
                        .setCheckpointCommandResult(
                                CheckpointCommandResult.newBuilder()
                                        .setRelation(
                                                CachedRemoteRelation.newBuilder()
                                                        .setRelationId(id))));
    }

    private String keep(Relation relation, Operation operation) {
        try (QueryResult result = session.session().execute(relation, operation.cancellation())) {
            return session.session().keepFrame(result.schema(), result.drain());
        }
    }
}
