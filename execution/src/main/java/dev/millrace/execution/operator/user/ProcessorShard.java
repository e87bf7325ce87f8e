// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.user;

import dev.millrace.execution.operator.row.GroupTable;
import dev.millrace.execution.operator.row.RowBuffer;
import dev.millrace.execution.operator.row.RowCodec;
import dev.millrace.execution.task.StateStatistics;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.ColumnBatches;
import dev.millrace.spi.function.GroupedRows;
import dev.millrace.spi.function.ProcessorState;
import dev.millrace.spi.function.ProcessorTime;
import dev.millrace.spi.function.StateProcessor;
import dev.millrace.spi.state.StateStore;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The work of a processor on one shard in one micro-batch. Used by one thread.
///
/// 1. The processor declares its variables.
/// 2. It gets the initial rows, then the rows, group by group.
/// 3. It is told of the timers that were due when the rows were done, the earliest first.
/// 4. Values that have expired are removed.
final class ProcessorShard {
    /// Groups that are handed over at the same time.
    private static final int GROUPS_AT_A_TIME = 1 << 10;

    private final ProcessorSetup setup;
    private final ProcessorStore state;
    private final ProcessorState.Moment moment;
    private final TaskContext context;
    private final StateStatistics statistics;
    private final RowCodec keyCodec;
    private final List<ColumnBatch> output = new ArrayList<>();

    ProcessorShard(
            ProcessorSetup setup,
            StateStore store,
            ProcessorState.Moment moment,
            StateStatistics statistics,
            TaskContext context) {
        this.setup = setup;
        this.moment = moment;
        this.context = context;
        this.statistics = statistics;
        this.keyCodec = RowCodec.ofKeys(setup.rows().keyTypes());
        this.state =
                new ProcessorStore(
                        store,
                        keyCodec,
                        new ProcessorCatalog(setup.time().sparkName(), setup.outputMode()),
                        moment,
                        statistics);
    }

    /// @param initialRows none if they have been taken in an earlier batch
    List<ColumnBatch> run(List<ColumnBatch> rows, List<ColumnBatch> initialRows) {
        StateProcessor.Task task = setup.processor().start(state);
        try {
            work(task, rows, initialRows);
        } catch (RuntimeException | Error failure) {
            closeAfter(failure, task);
            throw failure;
        }
        task.close();
        return output;
    }

    /// What failed first is what the user has to know.
    private static void closeAfter(Throwable failure, StateProcessor.Task task) {
        try {
            task.close();
        } catch (RuntimeException | Error another) {
            failure.addSuppressed(another);
        }
    }

    private void work(
            StateProcessor.Task task, List<ColumnBatch> rows, List<ColumnBatch> initialRows) {
        long start = System.nanoTime();
        GroupedInput initial = setup.initial();
        if (initial != null) {
            forGroups(initial, initialRows, task::takeInitial);
        }
        forGroups(setup.rows(), rows, groups -> output.addAll(task.process(groups)));
        long updated = System.nanoTime();
        switch (setup.time()) {
            case NONE -> {}
            case PROCESSING_TIME -> expireTimers(task, moment.batchMillis());
            case EVENT_TIME -> expireTimers(task, moment.watermarkMillis());
        }
        if (setup.time() == ProcessorTime.PROCESSING_TIME) {
            state.removeExpired();
        }
        state.finish();
        statistics.updateNanos().addAndGet(updated - start);
        statistics.removalNanos().addAndGet(System.nanoTime() - updated);
    }

    private void forGroups(
            GroupedInput input, List<ColumnBatch> batches, Consumer<GroupedRows> work) {
        GroupTable table = GroupTable.of(input.keyTypes(), 64);
        ColumnBatch all = ColumnBatches.concat(input.schema(), batches);
        int[] groupOfRow =
                table.assign(
                        MapPartitionsOperator.select(all, input.keys()).columns(), all.rowCount());
        RowsByGroup grouped = RowsByGroup.of(input, all, groupOfRow, table.size(), context);
        for (int from = 0; from < table.size(); from += GROUPS_AT_A_TIME) {
            context.cancellation().check();
            int to = Math.min(table.size(), from + GROUPS_AT_A_TIME);
            ColumnBatch keys = new ColumnBatch(to - from, table.keys(from, to - from));
            work.accept(new GroupedRows(keys, List.of(grouped.side(input, from, to))));
        }
    }

    private void expireTimers(StateProcessor.Task task, long untilMillis) {
        ProcessorStore.Due due = state.dueTimers(untilMillis);
        RowBuffer keys = due.keys();
        if (keys.count() == 0) {
            return;
        }
        ColumnBatch all = new ColumnBatch(keys.count(), keyCodec.decode(keys));
        for (int from = 0; from < keys.count(); from += GROUPS_AT_A_TIME) {
            context.cancellation().check();
            int count = Math.min(keys.count() - from, GROUPS_AT_A_TIME);
            long[] millis = java.util.Arrays.copyOfRange(due.millis(), from, from + count);
            output.addAll(task.expire(all.slice(from, count), millis));
        }
    }
}
