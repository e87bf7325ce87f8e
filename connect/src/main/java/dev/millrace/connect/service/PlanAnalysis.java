// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.service;

import dev.millrace.connect.convert.ProtoTypes;
import dev.millrace.connect.convert.SparkTypes;
import dev.millrace.execution.task.Cancellation;
import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.apache.spark.connect.proto.AnalyzePlanRequest;
import org.apache.spark.connect.proto.AnalyzePlanResponse;
import org.apache.spark.connect.proto.Plan;
import org.apache.spark.connect.proto.StorageLevel;

/// The questions of `AnalyzePlan`: about a plan, without running it.
final class PlanAnalysis {
    /// The version that clients are told, whatever their own.
    static final String SPARK_VERSION = "4.2.0";

    private static final StorageLevel MEMORY_AND_DISK =
            StorageLevel.newBuilder()
                    .setUseDisk(true)
                    .setUseMemory(true)
                    .setDeserialized(true)
                    .setReplication(1)
                    .build();
    private static final StorageLevel NOT_KEPT =
            StorageLevel.newBuilder().setReplication(1).build();

    private final ConnectSession session;

    PlanAnalysis(ConnectSession session) {
        this.session = session;
    }

    AnalyzePlanResponse answer(AnalyzePlanRequest request) {
        AnalyzePlanResponse.Builder response =
                AnalyzePlanResponse.newBuilder()
                        .setSessionId(session.id())
                        .setServerSideSessionId(session.serverSideId());
        switch (request.getAnalyzeCase()) {
            case SCHEMA ->
                    response.setSchema(
                            AnalyzePlanResponse.Schema.newBuilder()
                                    .setSchema(
                                            ProtoTypes.toProto(
                                                    schema(request.getSchema().getPlan()))));
            case EXPLAIN ->
                    response.setExplain(
                            AnalyzePlanResponse.Explain.newBuilder()
                                    .setExplainString(
                                            session.session()
                                                    .explain(
                                                            relation(
                                                                    request.getExplain().getPlan()),
                                                            mode(
                                                                    request.getExplain()
                                                                            .getExplainMode()),
                                                            new Cancellation())));
            case TREE_STRING ->
                    response.setTreeString(
                            AnalyzePlanResponse.TreeString.newBuilder()
                                    .setTreeString(
                                            SparkTypes.toSpark(
                                                            schema(
                                                                    request.getTreeString()
                                                                            .getPlan()))
                                                    .treeString()));
            case IS_LOCAL, IS_STREAMING, INPUT_FILES -> describe(request, response);
            case SPARK_VERSION, DDL_PARSE, JSON_TO_DDL -> translate(request, response);
            case PERSIST, UNPERSIST, GET_STORAGE_LEVEL -> keep(request, response);
            case SAME_SEMANTICS, SEMANTIC_HASH -> compare(request, response);
            case ANALYZE_NOT_SET ->
                    throw new UnsupportedOperationException("the question is not set");
        }
        return response.build();
    }

    private void describe(AnalyzePlanRequest request, AnalyzePlanResponse.Builder response) {
        switch (request.getAnalyzeCase()) {
            case IS_LOCAL ->
                    response.setIsLocal(
                            AnalyzePlanResponse.IsLocal.newBuilder()
                                    .setIsLocal(isLocal(relation(request.getIsLocal().getPlan()))));
            case IS_STREAMING ->
                    response.setIsStreaming(
                            AnalyzePlanResponse.IsStreaming.newBuilder()
                                    .setIsStreaming(
                                            session.session()
                                                    .isStreaming(
                                                            relation(
                                                                    request.getIsStreaming()
                                                                            .getPlan()))));
            case INPUT_FILES ->
                    response.setInputFiles(
                            AnalyzePlanResponse.InputFiles.newBuilder()
                                    .addAllFiles(
                                            session.session()
                                                    .inputFiles(
                                                            relation(
                                                                    request.getInputFiles()
                                                                            .getPlan()))));
            default -> throw MillraceException.bug("no description: " + request.getAnalyzeCase());
        }
    }

    private static void translate(
            AnalyzePlanRequest request, AnalyzePlanResponse.Builder response) {
        switch (request.getAnalyzeCase()) {
            case SPARK_VERSION ->
                    response.setSparkVersion(
                            AnalyzePlanResponse.SparkVersion.newBuilder()
                                    .setVersion(SPARK_VERSION));
            case DDL_PARSE ->
                    response.setDdlParse(
                            AnalyzePlanResponse.DDLParse.newBuilder()
                                    .setParsed(
                                            ProtoTypes.toProto(
                                                    SparkTypes.parseSchema(
                                                            request.getDdlParse()
                                                                    .getDdlString()))));
            case JSON_TO_DDL ->
                    response.setJsonToDdl(
                            AnalyzePlanResponse.JsonToDDL.newBuilder()
                                    .setDdlString(
                                            SparkTypes.toSpark(
                                                            SparkTypes.parseSchema(
                                                                    request.getJsonToDdl()
                                                                            .getJsonString()))
                                                    .toDDL()));
            default -> throw MillraceException.bug("no translation: " + request.getAnalyzeCase());
        }
    }

    private void compare(AnalyzePlanRequest request, AnalyzePlanResponse.Builder response) {
        if (request.hasSemanticHash()) {
            response.setSemanticHash(
                    AnalyzePlanResponse.SemanticHash.newBuilder()
                            .setResult(meaning(request.getSemanticHash().getPlan()).hashCode()));
            return;
        }
        AnalyzePlanRequest.SameSemantics both = request.getSameSemantics();
        boolean isSame =
                both.getTargetPlan().equals(both.getOtherPlan())
                        || meaning(both.getTargetPlan()).equals(meaning(both.getOtherPlan()));
        response.setSameSemantics(AnalyzePlanResponse.SameSemantics.newBuilder().setResult(isSame));
    }

    private Object meaning(Plan plan) {
        return session.session().meaning(relation(plan));
    }

    private void keep(AnalyzePlanRequest request, AnalyzePlanResponse.Builder response) {
        switch (request.getAnalyzeCase()) {
            case PERSIST -> {
                session.persisted()
                        .add(
                                request.getPersist().getRelation(),
                                request.getPersist().hasStorageLevel()
                                        ? request.getPersist().getStorageLevel()
                                        : MEMORY_AND_DISK);
                response.setPersist(AnalyzePlanResponse.Persist.getDefaultInstance());
            }
            case UNPERSIST -> {
                session.persisted().remove(request.getUnpersist().getRelation());
                response.setUnpersist(AnalyzePlanResponse.Unpersist.getDefaultInstance());
            }
            case GET_STORAGE_LEVEL -> {
                StorageLevel level =
                        session.persisted().level(request.getGetStorageLevel().getRelation());
                response.setGetStorageLevel(
                        AnalyzePlanResponse.GetStorageLevel.newBuilder()
                                .setStorageLevel(level == null ? NOT_KEPT : level));
            }
            default ->
                    throw MillraceException.bug("not about keeping: " + request.getAnalyzeCase());
        }
    }

    private Relation relation(Plan plan) {
        return session.converter().relation(plan.getRoot());
    }

    private DataType.Struct schema(Plan plan) {
        return session.session().schema(relation(plan));
    }

    private static boolean isLocal(Relation relation) {
        return switch (relation) {
            case Relation.Tagged(var ignored, var input) -> isLocal(input);
            case Relation.LocalTable ignored -> true;
            case Relation.OneRow ignored -> true;
            default -> false;
        };
    }

    private static String mode(AnalyzePlanRequest.Explain.ExplainMode mode) {
        return switch (mode) {
            case EXPLAIN_MODE_EXTENDED -> "extended";
            case EXPLAIN_MODE_CODEGEN -> "codegen";
            case EXPLAIN_MODE_COST -> "cost";
            case EXPLAIN_MODE_FORMATTED -> "formatted";
            case EXPLAIN_MODE_SIMPLE, EXPLAIN_MODE_UNSPECIFIED, UNRECOGNIZED -> "simple";
        };
    }
}
