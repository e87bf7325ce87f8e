// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.service;

import dev.millrace.spi.error.MillraceException;

import org.apache.spark.connect.proto.AddArtifactsRequest;
import org.apache.spark.connect.proto.AddArtifactsResponse;
import org.apache.spark.connect.proto.AnalyzePlanRequest;
import org.apache.spark.connect.proto.AnalyzePlanResponse;
import org.apache.spark.connect.proto.ArtifactStatusesRequest;
import org.apache.spark.connect.proto.ArtifactStatusesResponse;
import org.apache.spark.connect.proto.ConfigRequest;
import org.apache.spark.connect.proto.ConfigResponse;
import org.apache.spark.connect.proto.ExecutePlanRequest;
import org.apache.spark.connect.proto.ExecutePlanResponse;
import org.apache.spark.connect.proto.FetchErrorDetailsRequest;
import org.apache.spark.connect.proto.FetchErrorDetailsResponse;
import org.apache.spark.connect.proto.InterruptRequest;
import org.apache.spark.connect.proto.InterruptResponse;
import org.apache.spark.connect.proto.ReattachExecuteRequest;
import org.apache.spark.connect.proto.ReleaseExecuteRequest;
import org.apache.spark.connect.proto.ReleaseExecuteResponse;
import org.apache.spark.connect.proto.ReleaseSessionRequest;
import org.apache.spark.connect.proto.ReleaseSessionResponse;
import org.apache.spark.connect.proto.SparkConnectServiceGrpc;
import org.apache.spark.connect.proto.UserContext;
import org.jspecify.annotations.Nullable;
import org.sparkproject.io.grpc.stub.StreamObserver;

import java.util.UUID;
import java.util.function.Function;

/// The RPCs of `spark.connect.SparkConnectService`: finds the session, hands over, turns failures
/// into Spark's errors.
final class ConnectEndpoint extends SparkConnectServiceGrpc.SparkConnectServiceImplBase {
    private final SessionDoor sessions;

    ConnectEndpoint(SessionDoor sessions) {
        this.sessions = sessions;
    }

    @Override
    public void executePlan(
            ExecutePlanRequest request, StreamObserver<ExecutePlanResponse> observer) {
        ConnectSession session;
        Operation operation;
        try {
            session =
                    sessions.session(
                            request.getUserContext(),
                            request.getSessionId(),
                            request.getClientObservedServerSideSessionId());
            boolean reattachable =
                    request.getRequestOptionsList().stream()
                            .anyMatch(
                                    option ->
                                            option.hasReattachOptions()
                                                    && option.getReattachOptions()
                                                            .getReattachable());
            String id =
                    request.hasOperationId()
                            ? operationId(request.getOperationId())
                            : UUID.randomUUID().toString();
            PlanRunner runner = new PlanRunner(session);
            operation =
                    session.start(
                            id,
                            request.getPlan(),
                            reattachable,
                            request.getTagsList(),
                            started -> runner.run(request.getPlan(), started));
        } catch (RuntimeException e) {
            observer.onError(ErrorReplies.status(e, null));
            return;
        }
        new ResponseStream(session, operation, observer).deliver(0);
    }

    private static String operationId(String text) {
        try {
            return UUID.fromString(text).toString();
        } catch (IllegalArgumentException e) {
            throw ConnectSessions.handle(
                    "FORMAT",
                    text,
                    "Handle must be an UUID string of the format"
                            + " '00112233-4455-6677-8899-aabbccddeeff'");
        }
    }

    @Override
    public void reattachExecute(
            ReattachExecuteRequest request, StreamObserver<ExecutePlanResponse> observer) {
        ConnectSession session = null;
        Operation operation;
        long position;
        try {
            session = sessions.existing(request.getUserContext(), request.getSessionId());
            if (session == null) {
                throw ConnectSessions.handle(
                        "SESSION_NOT_FOUND", request.getSessionId(), "Session not found.");
            }
            operation = session.operation(request.getOperationId());
            if (operation == null) {
                throw ConnectSessions.handle(
                        "OPERATION_NOT_FOUND", request.getOperationId(), "Operation not found.");
            }
            if (!operation.isReattachable()) {
                throw MillraceException.of(
                                dev.millrace.spi.error.ErrorKind.EXECUTION,
                                "INVALID_CURSOR.NOT_REATTACHABLE",
                                "HY109")
                        .text("The cursor is invalid. The cursor is not reattachable.");
            }
            position =
                    operation.positionAfter(
                            request.hasLastResponseId() ? request.getLastResponseId() : null);
        } catch (RuntimeException e) {
            observer.onError(ErrorReplies.status(e, session));
            return;
        }
        new ResponseStream(session, operation, observer).deliver(position);
    }

    @Override
    public void releaseExecute(
            ReleaseExecuteRequest request, StreamObserver<ReleaseExecuteResponse> observer) {
        ConnectSession session =
                sessions.existing(request.getUserContext(), request.getSessionId());
        ReleaseExecuteResponse.Builder response =
                ReleaseExecuteResponse.newBuilder().setSessionId(request.getSessionId());
        if (session != null) {
            response.setServerSideSessionId(session.serverSideId());
            Operation operation = session.operation(request.getOperationId());
            if (operation != null) {
                response.setOperationId(operation.id());
                if (request.hasReleaseUntil()) {
                    operation.releaseUntil(request.getReleaseUntil().getResponseId());
                } else {
                    session.forget(operation.id());
                }
            }
        }
        observer.onNext(response.build());
        observer.onCompleted();
    }

    @Override
    public void analyzePlan(
            AnalyzePlanRequest request, StreamObserver<AnalyzePlanResponse> observer) {
        answer(
                request.getUserContext(),
                request.getSessionId(),
                request.getClientObservedServerSideSessionId(),
                observer,
                session -> new PlanAnalysis(session).answer(request));
    }

    @Override
    public void config(ConfigRequest request, StreamObserver<ConfigResponse> observer) {
        answer(
                request.getUserContext(),
                request.getSessionId(),
                request.getClientObservedServerSideSessionId(),
                observer,
                session -> ConfigurationCalls.answer(request, session));
    }

    @Override
    public void interrupt(InterruptRequest request, StreamObserver<InterruptResponse> observer) {
        answer(
                request.getUserContext(),
                request.getSessionId(),
                request.getClientObservedServerSideSessionId(),
                observer,
                session -> Interrupts.answer(request, session));
    }

    @Override
    public StreamObserver<AddArtifactsRequest> addArtifacts(
            StreamObserver<AddArtifactsResponse> observer) {
        return new ArtifactStream(sessions, observer);
    }

    @Override
    public void artifactStatus(
            ArtifactStatusesRequest request, StreamObserver<ArtifactStatusesResponse> observer) {
        answer(
                request.getUserContext(),
                request.getSessionId(),
                request.getClientObservedServerSideSessionId(),
                observer,
                session -> {
                    ArtifactStatusesResponse.Builder response =
                            ArtifactStatusesResponse.newBuilder()
                                    .setSessionId(session.id())
                                    .setServerSideSessionId(session.serverSideId());
                    for (String name : request.getNamesList()) {
                        response.putStatuses(
                                name,
                                ArtifactStatusesResponse.ArtifactStatus.newBuilder()
                                        .setExists(session.artifacts().hasCached(name))
                                        .build());
                    }
                    return response.build();
                });
    }

    @Override
    public void releaseSession(
            ReleaseSessionRequest request, StreamObserver<ReleaseSessionResponse> observer) {
        try {
            ConnectSession session =
                    sessions.existing(request.getUserContext(), request.getSessionId());
            sessions.release(
                    request.getUserContext(), request.getSessionId(), request.getAllowReconnect());
            ReleaseSessionResponse.Builder response =
                    ReleaseSessionResponse.newBuilder().setSessionId(request.getSessionId());
            if (session != null) {
                response.setServerSideSessionId(session.serverSideId());
            }
            observer.onNext(response.build());
            observer.onCompleted();
        } catch (RuntimeException e) {
            observer.onError(ErrorReplies.status(e, null));
        }
    }

    @Override
    public void fetchErrorDetails(
            FetchErrorDetailsRequest request, StreamObserver<FetchErrorDetailsResponse> observer) {
        answer(
                request.getUserContext(),
                request.getSessionId(),
                request.getClientObservedServerSideSessionId(),
                observer,
                session -> ErrorReplies.details(session, session.takeError(request.getErrorId())));
    }

    private <T> void answer(
            UserContext user,
            String sessionId,
            @Nullable String observed,
            StreamObserver<T> observer,
            Function<ConnectSession, T> work) {
        ConnectSession session = null;
        T reply;
        try {
            session = sessions.session(user, sessionId, observed);
            reply = work.apply(session);
        } catch (RuntimeException | StackOverflowError e) {
            observer.onError(ErrorReplies.status(e, session));
            return;
        }
        observer.onNext(reply);
        observer.onCompleted();
    }
}
