// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.protocol;

import org.apache.spark.connect.proto.ExecutePlanRequest;
import org.apache.spark.connect.proto.ExecutePlanResponse;
import org.apache.spark.connect.proto.Plan;
import org.apache.spark.connect.proto.Range;
import org.apache.spark.connect.proto.ReattachExecuteRequest;
import org.apache.spark.connect.proto.ReattachOptions;
import org.apache.spark.connect.proto.Relation;
import org.apache.spark.connect.proto.ReleaseExecuteRequest;
import org.apache.spark.connect.proto.ReleaseExecuteResponse;
import org.apache.spark.connect.proto.SQL;
import org.apache.spark.connect.proto.SparkConnectServiceGrpc;
import org.apache.spark.connect.proto.UserContext;
import org.sparkproject.io.grpc.Context;
import org.sparkproject.io.grpc.ManagedChannel;
import org.sparkproject.io.grpc.netty.NettyChannelBuilder;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;

/// Calls of the service by hand, in one session.
final class RawClient implements AutoCloseable {
    private final ManagedChannel channel;
    private final SparkConnectServiceGrpc.SparkConnectServiceBlockingStub stub;
    private final String session = UUID.randomUUID().toString();

    RawClient(int port) {
        channel = NettyChannelBuilder.forAddress("localhost", port).usePlaintext().build();
        stub = SparkConnectServiceGrpc.newBlockingStub(channel);
    }

    SparkConnectServiceGrpc.SparkConnectServiceBlockingStub stub() {
        return stub;
    }

    String session() {
        return session;
    }

    UserContext user() {
        return UserContext.newBuilder().setUserId("tester").build();
    }

    /// The numbers from 0 on.
    static Relation range(long end) {
        return Relation.newBuilder()
                .setRange(Range.newBuilder().setStart(0).setEnd(end).setStep(1))
                .build();
    }

    static Relation sql(String query) {
        return Relation.newBuilder().setSql(SQL.newBuilder().setQuery(query)).build();
    }

    /// Starts an operation whose results are kept for a client that comes back.
    Iterator<ExecutePlanResponse> execute(Relation plan, String operation) {
        return stub.executePlan(
                ExecutePlanRequest.newBuilder()
                        .setUserContext(user())
                        .setSessionId(session)
                        .setOperationId(operation)
                        .setPlan(Plan.newBuilder().setRoot(plan))
                        .addRequestOptions(
                                ExecutePlanRequest.RequestOption.newBuilder()
                                        .setReattachOptions(
                                                ReattachOptions.newBuilder().setReattachable(true)))
                        .build());
    }

    /// Reads the first messages of an operation and then hangs up.
    List<ExecutePlanResponse> executeAndLeave(Relation plan, String operation, int messages) {
        Context.CancellableContext call = Context.current().withCancellation();
        List<ExecutePlanResponse> seen = new ArrayList<>();
        call.run(
                () -> {
                    Iterator<ExecutePlanResponse> responses = execute(plan, operation);
                    while (seen.size() < messages) {
                        seen.add(responses.next());
                    }
                });
        call.cancel(null);
        return seen;
    }

    /// What comes after a response; after none, everything.
    List<ExecutePlanResponse> reattach(String operation, String lastResponse) {
        ReattachExecuteRequest.Builder request =
                ReattachExecuteRequest.newBuilder()
                        .setUserContext(user())
                        .setSessionId(session)
                        .setOperationId(operation);
        if (!lastResponse.isEmpty()) {
            request.setLastResponseId(lastResponse);
        }
        List<ExecutePlanResponse> responses = new ArrayList<>();
        stub.reattachExecute(request.build()).forEachRemaining(responses::add);
        return responses;
    }

    /// Gives up a response and all before it.
    ReleaseExecuteResponse release(String operation, String response) {
        return stub.releaseExecute(
                ReleaseExecuteRequest.newBuilder()
                        .setUserContext(user())
                        .setSessionId(session)
                        .setOperationId(operation)
                        .setReleaseUntil(
                                ReleaseExecuteRequest.ReleaseUntil.newBuilder()
                                        .setResponseId(response))
                        .build());
    }

    /// Gives up all responses.
    ReleaseExecuteResponse releaseAll(String operation) {
        return stub.releaseExecute(
                ReleaseExecuteRequest.newBuilder()
                        .setUserContext(user())
                        .setSessionId(session)
                        .setOperationId(operation)
                        .setReleaseAll(ReleaseExecuteRequest.ReleaseAll.getDefaultInstance())
                        .build());
    }

    static long rows(List<ExecutePlanResponse> responses) {
        return responses.stream()
                .filter(ExecutePlanResponse::hasArrowBatch)
                .mapToLong(response -> response.getArrowBatch().getRowCount())
                .sum();
    }

    static boolean isComplete(List<ExecutePlanResponse> responses) {
        return responses.getLast().hasResultComplete();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
