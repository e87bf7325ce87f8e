// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.protocol;

import static dev.millrace.tests.Failures.assertFails;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.tests.MillraceServer;
import dev.millrace.tests.SensorFiles;
import dev.millrace.tests.cli.MillraceProcess;

import org.apache.spark.SparkThrowable;
import org.apache.spark.connect.proto.ExecutePlanResponse;
import org.apache.spark.connect.proto.FetchErrorDetailsRequest;
import org.apache.spark.connect.proto.FetchErrorDetailsResponse;
import org.apache.spark.connect.proto.Relation;
import org.apache.spark.connect.proto.ReleaseSessionRequest;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sparkproject.com.google.rpc.ErrorInfo;
import org.sparkproject.io.grpc.StatusRuntimeException;
import org.sparkproject.io.grpc.protobuf.StatusProto;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// What clients rely on beside the answers: results that survive a broken network, cancelling,
/// tokens, code from other programs, details of errors.
@Timeout(120)
final class ConnectProtocolTest {
    private static final long MANY = 200_000;

    private final Path scratch;

    private MillraceServer server;

    ConnectProtocolTest(@TempDir Path scratch) {
        this.scratch = scratch;
    }

    @BeforeEach
    void start() throws IOException {
        server = new MillraceServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aResultGoesOnAfterTheLastResponseThatArrived() {
        try (RawClient client = new RawClient(server.port())) {
            String operation = UUID.randomUUID().toString();
            List<ExecutePlanResponse> first =
                    client.executeAndLeave(RawClient.range(MANY), operation, 3);
            List<ExecutePlanResponse> rest =
                    client.reattach(operation, first.getLast().getResponseId());
            assertThat(RawClient.rows(first) + RawClient.rows(rest)).isEqualTo(MANY);
            assertThat(RawClient.isComplete(rest)).isTrue();
            assertThat(rest).allMatch(response -> response.getOperationId().equals(operation));
            List<ExecutePlanResponse> again =
                    client.reattach(operation, first.getLast().getResponseId());
            assertThat(again).isEqualTo(rest);
        }
    }

    @Test
    void whatWasReleasedIsGone() {
        try (RawClient client = new RawClient(server.port())) {
            String operation = UUID.randomUUID().toString();
            List<ExecutePlanResponse> first =
                    client.executeAndLeave(RawClient.range(MANY), operation, 3);
            client.release(operation, first.get(1).getResponseId());
            assertThatThrownBy(() -> client.reattach(operation, first.getFirst().getResponseId()))
                    .hasMessageContaining("INVALID_CURSOR.POSITION_NOT");
            assertThat(client.reattach(operation, first.get(1).getResponseId())).isNotEmpty();
            client.releaseAll(operation);
            assertThatThrownBy(() -> client.reattach(operation, ""))
                    .hasMessageContaining("INVALID_HANDLE.OPERATION_NOT_FOUND");
            assertThat(client.releaseAll(operation).getSessionId()).isEqualTo(client.session());
        }
    }

    @Test
    void anUnmodifiedClientSurvivesANetworkThatBreaks() {
        CutStreams network = new CutStreams(2, 3);
        try (SparkSession spark =
                org.apache.spark.sql.connect.SparkSession.builder()
                        .interceptor(network)
                        .remote(server.remote())
                        .create()) {
            assertThat(spark.range(MANY).selectExpr("id + 1").collectAsList())
                    .hasSize((int) MANY)
                    .doesNotHaveDuplicates();
            assertThat(network.cuts()).isEqualTo(3);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void operationsAreInterruptedByTagAndAllAtOnce() throws Exception {
        try (SparkSession spark = server.client()) {
            CompletableFuture<Throwable> tagged = endless(spark, "slow");
            CompletableFuture<Throwable> other = endless(spark, "other");
            while (spark.interruptTag("slow").isEmpty()) {
                assertThat(tagged).isNotCompletedExceptionally();
            }
            assertThat(condition(tagged.get())).isEqualTo("OPERATION_CANCELED");
            assertThat(other).isNotDone();
            while (spark.interruptAll().isEmpty()) {
                assertThat(other).isNotCompletedExceptionally();
            }
            assertThat(condition(other.get())).isEqualTo("OPERATION_CANCELED");
            assertThat(spark.range(3).count()).isEqualTo(3);
        }
    }

    @Test
    void onlyCallersWithTheTokenGetIn() throws Exception {
        try (MillraceServer guarded =
                new MillraceServer(MillraceServer.Settings.local().withToken("open-sesame"))) {
            String secret = guarded.remote() + "/;token=open-sesame";
            try (SparkSession spark = SparkSession.builder().remote(secret).create()) {
                assertThat(spark.range(3).count()).isEqualTo(3);
            }
            String wrong = guarded.remote() + "/;token=open-barley";
            try (SparkSession spark = SparkSession.builder().remote(wrong).create()) {
                assertThatThrownBy(() -> spark.range(3).count())
                        .hasMessageContaining("UNAUTHENTICATED");
            }
            try (RawClient client = new RawClient(guarded.port())) {
                String operation = UUID.randomUUID().toString();
                assertThatThrownBy(() -> client.execute(RawClient.range(1), operation).hasNext())
                        .hasMessageContaining("UNAUTHENTICATED");
            }
        }
    }

    @Test
    void functionsOfAnotherProgramRunFromItsJar() throws Exception {
        SensorFiles.write(scratch.resolve("in"), 0, 3);
        Path jar = ForeignProgram.jar(scratch);
        String classPath = jar + File.pathSeparator + MillraceProcess.classPath();
        List<String> command =
                List.of(
                        "-Dspark.remote=" + server.remote(),
                        ForeignProgram.MAIN_CLASS,
                        scratch.toString(),
                        jar.toString());
        try (MillraceProcess program = MillraceProcess.startJava(scratch, classPath, command)) {
            assertThat(program.await()).as(program.report()).isZero();
            assertThat(program.output().lines()).containsExactly("[[], [*], [**], [***]]", "9");
        }
    }

    @Test
    void aClassThatCameWithNoArtifactIsNamed() throws Exception {
        Path jar = ForeignProgram.jar(scratch);
        String classPath = jar + File.pathSeparator + MillraceProcess.classPath();
        Path unrelated = dev.millrace.tests.cli.ExamplesJar.locate(scratch);
        List<String> command =
                List.of(
                        "-Dspark.remote=" + server.remote(),
                        ForeignProgram.MAIN_CLASS,
                        scratch.toString(),
                        unrelated.toString());
        try (MillraceProcess program = MillraceProcess.startJava(scratch, classPath, command)) {
            assertThat(program.await()).isNotZero();
            assertThat(program.report()).contains("app.Program").contains("addArtifact");
        }
    }

    @Test
    void theDetailsOfAnErrorCanBeFetched() {
        try (RawClient client = new RawClient(server.port())) {
            StatusRuntimeException failure =
                    catchThrowableOfType(
                            StatusRuntimeException.class,
                            () ->
                                    client.execute(
                                                    RawClient.sql("SELECT CAST('abc' AS INT)"),
                                                    UUID.randomUUID().toString())
                                            .forEachRemaining(response -> {}));
            ErrorInfo info = errorInfo(failure);
            assertThat(info.getMetadataMap())
                    .containsEntry("errorClass", "CAST_INVALID_INPUT")
                    .containsEntry("sqlState", "22018");
            FetchErrorDetailsResponse details =
                    client.stub()
                            .fetchErrorDetails(
                                    FetchErrorDetailsRequest.newBuilder()
                                            .setUserContext(client.user())
                                            .setSessionId(client.session())
                                            .setErrorId(info.getMetadataOrThrow("errorId"))
                                            .build());
            FetchErrorDetailsResponse.SparkThrowable known =
                    details.getErrors(details.getRootErrorIdx()).getSparkThrowable();
            assertThat(known.getErrorClass()).isEqualTo("CAST_INVALID_INPUT");
            assertThat(known.getMessageParametersMap())
                    .containsEntry("expression", "'abc'")
                    .containsEntry("targetType", "\"INT\"");
            assertThat(known.getQueryContexts(0).getFragment()).isEqualTo("CAST('abc' AS INT)");
        }
    }

    @Test
    void aHandleThatIsNoneIsRefused() {
        try (RawClient client = new RawClient(server.port())) {
            assertThatThrownBy(() -> client.execute(RawClient.range(1), "no uuid").hasNext())
                    .hasMessageContaining("INVALID_HANDLE.FORMAT");
            assertThatThrownBy(() -> client.reattach(UUID.randomUUID().toString(), ""))
                    .hasMessageContaining("INVALID_HANDLE");
            String operation = UUID.randomUUID().toString();
            client.executeAndLeave(RawClient.range(MANY), operation, 1);
            Relation another = RawClient.range(MANY + 1);
            assertThatThrownBy(() -> client.execute(another, operation).hasNext())
                    .hasMessageContaining("INVALID_HANDLE.OPERATION_ALREADY_EXISTS");
        }
    }

    @Test
    void deepPlansAndDeepExpressionsAreAnswered() throws IOException {
        try (SparkSession spark = server.client()) {
            Dataset<Row> frame = spark.range(2).toDF();
            Column sum = col("id");
            for (int i = 0; i < 400; i++) {
                frame = frame.filter(col("id").geq(lit(0)));
                sum = sum.plus(1);
            }
            assertThat(frame.select(sum.as("s")).collectAsList())
                    .extracting(row -> row.getLong(0))
                    .containsExactly(400L, 401L);
        }
    }

    @Test
    void viewsBelongToTheirSession() throws IOException {
        try (SparkSession spark = server.client();
                SparkSession other = server.client()) {
            spark.range(3).createOrReplaceTempView("mine");
            assertThat(spark.table("mine").count()).isEqualTo(3);
            assertFails("TABLE_OR_VIEW_NOT_FOUND", () -> other.table("mine").collect());
        }
    }

    @Test
    void aReleasedSessionIsClosed() {
        try (RawClient client = new RawClient(server.port())) {
            Relation one = RawClient.range(1);
            client.executeAndLeave(one, UUID.randomUUID().toString(), 1);
            client.stub()
                    .releaseSession(
                            ReleaseSessionRequest.newBuilder()
                                    .setUserContext(client.user())
                                    .setSessionId(client.session())
                                    .build());
            String operation = UUID.randomUUID().toString();
            assertThatThrownBy(() -> client.execute(one, operation).hasNext())
                    .hasMessageContaining("INVALID_HANDLE.SESSION_CLOSED");
        }
    }

    private static CompletableFuture<Throwable> endless(SparkSession spark, String tag) {
        return CompletableFuture.supplyAsync(
                () -> {
                    spark.addTag(tag);
                    try {
                        spark.range(1L << 45).selectExpr("max(id % 7)").collect();
                        throw new CompletionException("it came to its end", null);
                    } catch (Exception cancelled) {
                        return cancelled;
                    } finally {
                        spark.removeTag(tag);
                    }
                },
                task -> Thread.ofPlatform().daemon().start(task));
    }

    private static String condition(Throwable failure) {
        assertThat(failure).isInstanceOf(SparkThrowable.class);
        return ((SparkThrowable) failure).getCondition();
    }

    private static ErrorInfo errorInfo(StatusRuntimeException failure) {
        try {
            return StatusProto.fromThrowable(failure).getDetails(0).unpack(ErrorInfo.class);
        } catch (org.sparkproject.com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}
