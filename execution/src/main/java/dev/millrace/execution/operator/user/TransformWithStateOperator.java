// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.user;

import dev.millrace.execution.operator.MaterializedPartitions;
import dev.millrace.execution.operator.state.EventTimeColumn;
import dev.millrace.execution.operator.state.KeySharding;
import dev.millrace.execution.operator.state.NoDataBatches;
import dev.millrace.execution.operator.state.ShardedRun;
import dev.millrace.execution.operator.state.StatefulDescription;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.StreamBatch;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.function.ProcessorState;
import dev.millrace.spi.function.ProcessorTime;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// `transformWithState` over a stream. With timers by event time, late rows are dropped and
/// counted. Initial rows are taken in the first batch.
public final class TransformWithStateOperator implements UserStateOperator {
    /// Spark's name of it.
    public static final String NAME = "transformWithStateExec";

    private final int operatorId;
    private final ProcessorSetup setup;
    private final @Nullable EventTimeColumn eventTime;
    private final @Nullable EventTimeColumn outputTime;
    private final KeySharding sharding;

    /// @param operatorId counted from the sink down
    /// @param eventTime the column of the rows that carries the watermark, null if none does
    /// @param outputTime the column of the output that carries it, null if none does
    public TransformWithStateOperator(
            int operatorId,
            ProcessorSetup setup,
            @Nullable EventTimeColumn eventTime,
            @Nullable EventTimeColumn outputTime,
            KeySharding sharding) {
        this.operatorId = operatorId;
        this.setup = setup;
        this.eventTime = eventTime;
        this.outputTime = outputTime;
        this.sharding = sharding;
    }

    /// The variables are known to the processor alone: see `ProcessorCatalog`.
    @Override
    public StatefulDescription description() {
        GroupedInput rows = setup.rows();
        return new StatefulDescription(
                operatorId,
                NAME,
                new DataType.Struct(
                        Arrays.stream(rows.keys()).mapToObj(rows.schema()::field).toList()),
                new DataType.Struct(List.of(new StructField("value", DataType.BINARY))),
                setup.time() == ProcessorTime.PROCESSING_TIME
                        ? NoDataBatches.ALWAYS
                        : NoDataBatches.WHEN_WATERMARK_MOVES);
    }

    @Override
    public boolean keepsWatermark() {
        return setup.time() != ProcessorTime.PROCESSING_TIME;
    }

    @Override
    public PartitionedBatches run(List<PartitionedBatches> inputs, TaskContext context) {
        StreamBatch stream = context.requireStream();
        ShardedRun run = new ShardedRun(operatorId, sharding, context);
        GroupedInput rows = setup.rows();
        List<ColumnBatch> inTime = new ArrayList<>();
        long lateMillis = stream.lateThresholdMillis(operatorId);
        long count = 0;
        for (ColumnBatch batch :
                MaterializedPartitions.pull(inputs.getFirst(), context).batches()) {
            ColumnBatch kept =
                    eventTime != null && setup.time() == ProcessorTime.EVENT_TIME
                            ? eventTime.dropLate(batch, lateMillis, run.statistics())
                            : batch;
            count += kept.rowCount();
            inTime.add(kept);
        }
        List<List<ColumnBatch>> rowsOfShard = run.distribute(inTime, rows.keys(), rows.keyTypes());
        GroupedInput initial = setup.initial();
        List<List<ColumnBatch>> initialOfShard =
                initial == null || stream.identity().batchId() > 0
                        ? List.of()
                        : run.distribute(
                                MaterializedPartitions.pull(inputs.get(1), context).batches(),
                                initial.keys(),
                                initial.keyTypes());
        ProcessorState.Moment moment = moment(stream, context);
        return run.run(
                ShardedRun.ONE_STORE,
                count,
                (shard, stores) -> {
                    List<ColumnBatch> initialRows =
                            initialOfShard.isEmpty() ? List.of() : initialOfShard.get(shard);
                    List<ColumnBatch> output =
                            new ProcessorShard(
                                            setup,
                                            stores.getFirst(),
                                            moment,
                                            run.statistics(),
                                            context)
                                    .run(rowsOfShard.get(shard), initialRows);
                    output.forEach(batch -> refusePast(batch, lateMillis));
                    return output;
                });
    }

    /// Refuses rows that operators above would take for late.
    private void refusePast(ColumnBatch batch, long lateMillis) {
        if (outputTime == null) {
            return;
        }
        for (long micros : outputTime.micros(batch.columns(), batch.rowCount())) {
            if (EventTimeColumn.isPassed(micros, lateMillis)) {
                throw MillraceException.of(
                                ErrorKind.RUNTIME,
                                "EMITTING_ROWS_OLDER_THAN_WATERMARK_NOT_ALLOWED",
                                "42815")
                        .with("currentWatermark", lateMillis)
                        .with("emittedRowEventTime", micros)
                        .text(
                                "Previous node emitted a row with eventTime="
                                        + micros
                                        + " which is older than current_watermark_value="
                                        + lateMillis
                                        + "\nThis can lead to correctness issues in the stateful"
                                        + " operators downstream in the execution pipeline.\nPlease"
                                        + " correct the operator logic to emit rows after current"
                                        + " global watermark value.");
            }
        }
    }

    private ProcessorState.Moment moment(StreamBatch stream, TaskContext context) {
        return new ProcessorState.Moment(
                stream.identity().queryId(),
                stream.identity().runId(),
                stream.identity().batchId(),
                Math.floorDiv(context.evaluation().timestampMicros(), 1000L),
                stream.evictionThresholdMillis(operatorId));
    }
}
