// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.service;

import dev.millrace.connect.arrow.ArrowEncoder;
import dev.millrace.connect.convert.ProtoTypes;
import dev.millrace.plan.relation.Relation;
import dev.millrace.runtime.session.QueryResult;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.ColumnBatches;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.apache.spark.connect.proto.ExecutePlanResponse;
import org.apache.spark.connect.proto.Plan;

/// Runs the plan of one `ExecutePlan`: a relation whose rows are sent, or a command.
final class PlanRunner {
    private final ConnectSession session;

    PlanRunner(ConnectSession session) {
        this.session = session;
    }

    void run(Plan plan, Operation operation) throws Exception {
        switch (plan.getOpTypeCase()) {
            case ROOT -> sendRows(session.converter().relation(plan.getRoot()), operation);
            case COMMAND -> new CommandRunner(session).run(plan.getCommand(), operation);
            case COMPRESSED_OPERATION ->
                    throw MillraceException.of(
                                    ErrorKind.INVALID_PLAN,
                                    "CONNECT_INVALID_PLAN.CANNOT_PARSE",
                                    "56K00")
                            .with("errorMsg", "compressed plans are not accepted")
                            .text(
                                    "The Spark Connect plan is invalid. Cannot decompress or parse"
                                        + " the input plan (compressed plans are not accepted)");
            case OPTYPE_NOT_SET ->
                    throw MillraceException.of(ErrorKind.INVALID_PLAN)
                            .text("The plan has neither a root relation nor a command.");
        }
    }

    private void sendRows(Relation relation, Operation operation) throws InterruptedException {
        String zone = SessionConversion.timeZone(session.session()).getId();
        try (QueryResult result = session.session().execute(relation, operation.cancellation());
                ArrowEncoder encoder = new ArrowEncoder(result.schema(), zone)) {
            operation.send(session.response().setSchema(ProtoTypes.toProto(result.schema())));
            long sent = 0;
            for (ColumnBatch batch = result.next(); batch != null; batch = result.next()) {
                operation.cancellation().check();
                sent = send(batch, sent, encoder, operation);
            }
            if (sent == 0) {
                sendBatch(ColumnBatches.empty(result.schema()), 0, encoder, operation);
            }
            sendObserved(result, operation);
        }
    }

    /// Sends the rows of a batch in messages of a few megabytes; returns the number of rows sent so
    /// far.
    private long send(ColumnBatch batch, long before, ArrowEncoder encoder, Operation operation)
            throws InterruptedException {
        long sent = before;
        int step = ArrowEncoder.rowsPerMessage(batch);
        for (int from = 0; from < batch.rowCount(); from += step) {
            int length = Math.min(step, batch.rowCount() - from);
            sendBatch(batch.slice(from, length), sent, encoder, operation);
            sent += length;
        }
        return sent;
    }

    private void sendBatch(
            ColumnBatch batch, long offset, ArrowEncoder encoder, Operation operation)
            throws InterruptedException {
        operation.send(
                session.response()
                        .setArrowBatch(
                                ExecutePlanResponse.ArrowBatch.newBuilder()
                                        .setRowCount(batch.rowCount())
                                        .setStartOffset(offset)
                                        .setData(encoder.encode(batch))));
    }

    private void sendObserved(QueryResult result, Operation operation) throws InterruptedException {
        if (result.observed().isEmpty()) {
            return;
        }
        ExecutePlanResponse.Builder response = session.response();
        for (QueryResult.Observed observed : result.observed()) {
            ExecutePlanResponse.ObservedMetrics.Builder metrics =
                    ExecutePlanResponse.ObservedMetrics.newBuilder()
                            .setName(observed.name())
                            .setPlanId(observed.planId());
            for (int i = 0; i < observed.schema().size(); i++) {
                metrics.addKeys(observed.schema().field(i).name());
                metrics.addValues(
                        LiteralValues.literal(
                                observed.values().get(i), observed.schema().field(i).type()));
            }
            response.addObservedMetrics(metrics);
        }
        operation.send(response);
    }
}
