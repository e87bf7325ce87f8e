// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.streaming;

import dev.millrace.execution.kernel.EvaluationContext;
import dev.millrace.execution.task.BatchIdentity;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.StateStatistics;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.runtime.checkpoint.StateMetadata;
import dev.millrace.runtime.checkpoint.StatefulOperator;
import dev.millrace.runtime.sink.NoopSink;
import dev.millrace.runtime.sink.PartitionedWrite;
import dev.millrace.runtime.statestore.QueryState;
import dev.millrace.spi.connector.StreamSink;
import dev.millrace.spi.connector.WriteJob;

import org.jspecify.annotations.Nullable;

/// Runs one decided batch: rows through the plan into the sink, then the state.
///
/// The state is written while the sink commits, and both are durable before `commits/N`. Whatever
/// of this a crash leaves undone, the batch runs
/// again with the same rows on the same version of the state; a sink that already holds the batch
/// then drops the rows, but they still have to
/// pass the plan, because the state and the watermark need them.
///
/// After an `Error` nothing is touched any more.
final class BatchRunner {
    /// The state of a query with stateful operators.
    record State(QueryState stores, StateMetadata metadata, int partitions) {}

    private final ProgressReport.Query query;
    private final StreamEnvironment environment;
    private final PlanFacts facts;
    private final StreamPlanner.StreamProgram program;
    private final StreamSink sink;
    private final QuerySources sources;
    private final RunControl control;
    private final @Nullable State state;
    private boolean isPrepared;
    private long outputRows;

    BatchRunner(
            ProgressReport.Query query,
            StreamEnvironment environment,
            PlanFacts facts,
            StreamPlanner.StreamProgram program,
            StreamSink sink,
            QuerySources sources,
            RunControl control,
            @Nullable State state) {
        this.query = query;
        this.environment = environment;
        this.facts = facts;
        this.program = program;
        this.sink = sink;
        this.sources = sources;
        this.control = control;
        this.state = state;
    }

    int shardCount() {
        return state == null ? 0 : state.stores.shardCount();
    }

    /// Rows the sink was given in the last batch.
    long outputRows() {
        return outputRows;
    }

    /// Before the first batch of a run: describes the stateful operators in the checkpoint.
    void prepare() {
        if (!isPrepared && state != null) {
            state.metadata.write(facts.operators(), state.partitions);
        }
        isPrepared = true;
    }

    RunningBatch newBatch(long batchId, RunningBatch.Thresholds thresholds) {
        if (state != null && state.stores.version() != batchId) {
            throw new IllegalStateException(
                    "batch "
                            + batchId
                            + " needs its own version of the state, not "
                            + state.stores.version());
        }
        return new RunningBatch(
                sources,
                state == null ? null : state.stores.begin(),
                facts,
                thresholds,
                new BatchIdentity(query.id(), query.runId(), batchId));
    }

    void run(RunningBatch batch, long batchId, long timestampMillis) {
        EvaluationContext evaluation =
                new EvaluationContext(
                        environment.context().timeZone(),
                        Math.multiplyExact(timestampMillis, 1000L),
                        environment.seeds().getAsLong(),
                        0);
        TaskContext context =
                new TaskContext(evaluation, environment.workers(), control.cancellation(), batch);
        try {
            addBatch(context, batchId);
            batch.observed(context.scope().observations());
            context.close();
        } catch (RuntimeException e) {
            abandon(context, e);
            throw e;
        }
        finishState(batch);
    }

    private void addBatch(TaskContext context, long batchId) {
        PartitionedBatches rows = program.run(context);
        WriteJob job = sink.begin(batchId);
        PartitionedWrite.Prepared prepared =
                PartitionedWrite.prepare(
                        rows,
                        job == null ? new NoopSink.Job() : job,
                        environment.workers(),
                        control.cancellation());
        startState(context, prepared);
        prepared.commit();
        outputRows = prepared.rowCount();
    }

    /// All rows that the sink wants have passed the plan. The operators work off the others, and so
    /// have all committed their stores.
    private void startState(TaskContext context, PartitionedWrite.Prepared prepared) {
        try {
            context.scope().finish();
            if (state != null) {
                state.stores.startWriting();
            }
        } catch (RuntimeException e) {
            prepared.abort();
            throw e;
        }
    }

    private void abandon(TaskContext context, RuntimeException failure) {
        try {
            context.close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
        if (state != null) {
            state.stores.rollback();
        }
    }

    private void finishState(RunningBatch batch) {
        if (state == null) {
            return;
        }
        long start = environment.nanoTime().getAsLong();
        try {
            state.stores.finishWriting();
        } catch (RuntimeException e) {
            state.stores.rollback();
            throw e;
        }
        long nanos = environment.nanoTime().getAsLong() - start;
        batch.stateStatistics().getFirst().commitNanos().addAndGet(nanos);
        for (StatefulOperator operator : facts.operators()) {
            StateStatistics seen = batch.state(operator.id());
            state.stores
                    .metrics(operator.id())
                    .forEach((name, value) -> seen.custom(name).set(value));
        }
    }

    /// After the batch is history.
    void maintain() {
        if (state != null) {
            state.stores.maintain();
        }
    }

    /// Frees the state.
    void close() {
        if (state != null) {
            state.stores.close();
        }
    }
}
