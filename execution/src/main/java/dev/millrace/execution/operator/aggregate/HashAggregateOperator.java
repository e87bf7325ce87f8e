// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.execution.kernel.EvaluationContext;
import dev.millrace.execution.operator.SlicedPartitions;
import dev.millrace.execution.operator.row.GroupTable;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.ColumnBatch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;

/// Groups rows and computes aggregates.
///
/// 1. Runs of neighbouring partitions are aggregated at the same time, each into a table of its
///    own.
/// 2. The tables are merged: few groups on the calling thread, many by all workers, each taking
///    the groups of one range of hashes.
///
/// Groups that do not fit into memory go to disk and are merged from there (`SpilledGroups`).
///
/// Which rows meet in which table depends on the partitions and the number of workers only, and
/// tables are merged in the order of the partitions: so sums of doubles are the same in every run,
/// and `first` is the first.
public final class HashAggregateOperator {
    /// Tables per worker in step 1: more than one, to level out partitions of unequal size.
    private static final int RUNS_PER_WORKER = 4;

    /// Up to this many groups in all tables one thread merges faster than it can hand over.
    private static final int FEW_GROUPS = 1 << 13;

    private final Aggregation aggregation;

    public HashAggregateOperator(Aggregation aggregation) {
        this.aggregation = aggregation;
    }

    public PartitionedBatches run(PartitionedBatches input, TaskContext context) {
        if (aggregation.keys().isEmpty()) {
            return inMemory(inRuns(input, context, this::group), context);
        }
        SpilledGroups spilled = new SpilledGroups(aggregation, context);
        List<SpilledGroups.Run> runs = inRuns(input, context, spilled::group);
        return runs.stream().anyMatch(SpilledGroups.Run::isSpilled)
                ? spilled.merge(runs)
                : inMemory(runs.stream().map(SpilledGroups.Run::grouping).toList(), context);
    }

    private PartitionedBatches inMemory(List<Grouping> runs, TaskContext context) {
        List<ColumnBatch> results = new ArrayList<>();
        for (Grouping grouping : merge(runs, context)) {
            results.add(grouping.result());
        }
        return new SlicedPartitions(results);
    }

    /// The finished groups, in one or more groupings that share no key.
    public List<Grouping> aggregate(PartitionedBatches input, TaskContext context) {
        return merge(inRuns(input, context, this::group), context);
    }

    private List<Grouping> merge(List<Grouping> runs, TaskContext context) {
        List<Grouping> partials = new ArrayList<>(runs);
        partials.removeIf(Grouping::isEmpty);
        if (partials.isEmpty()) {
            return List.of(new Grouping(aggregation, 0));
        }
        if (partials.size() == 1) {
            return partials;
        }
        return isLittle(groupCount(partials), context)
                ? List.of(mergeAll(partials))
                : mergeByHash(partials, context);
    }

    /// Partial results for who merges them himself.
    ///
    /// @param batches keys and buffers, in the order of the partitions; a key may be in several
    /// @param rowCount of all batches
    /// @param ungroupedCount how many of these rows were not grouped: few share a key
    public record Partials(
            Aggregation aggregation,
            List<Callable<ColumnBatch>> batches,
            long rowCount,
            long ungroupedCount) {
        /// Keys and buffers of the groups of parts of these batches; no key twice.
        ///
        /// @param parts in the order of the batches, all rows of their keys; at least one
        public ColumnBatch merge(List<ColumnBatch> parts) {
            if (batches.size() == 1) {
                return parts.getFirst();
            }
            Grouping merged = new Grouping(aggregation, expectedGroups(parts));
            parts.forEach(merged::merge);
            return merged.partial();
        }

        private int expectedGroups(List<ColumnBatch> parts) {
            int most = 0;
            long rows = 0;
            for (ColumnBatch part : parts) {
                most = Math.max(most, part.rowCount());
                rows += part.rowCount();
            }
            return (int) Math.max(most, (double) rows * ungroupedCount / rowCount);
        }
    }

    /// Aggregates no further than is worth while: one batch where there are few groups, and rows as
    /// they are where hardly any has the key of another.
    public Partials partials(PartitionedBatches input, TaskContext context) {
        List<PartialRun> runs = inRuns(input, context, this::groupWhileWorthwhile);
        List<Grouping> groupings = new ArrayList<>();
        List<Callable<ColumnBatch>> batches = new ArrayList<>();
        long rows = 0;
        long ungrouped = 0;
        for (PartialRun run : runs) {
            if (!run.grouping().isEmpty()) {
                groupings.add(run.grouping());
                batches.add(run.grouping()::partial);
                rows += run.grouping().groupCount();
            }
            for (ColumnBatch batch : run.rows()) {
                batches.add(() -> batch);
                rows += batch.rowCount();
                ungrouped += batch.rowCount();
            }
        }
        if (groupings.isEmpty()) {
            Grouping empty = new Grouping(aggregation, 0);
            return new Partials(aggregation, List.of(empty::partial), empty.groupCount(), 0);
        }
        if (batches.size() == groupings.size() && isLittle(rows, context)) {
            Grouping merged = mergeAll(groupings);
            return new Partials(aggregation, List.of(merged::partial), merged.groupCount(), 0);
        }
        return new Partials(aggregation, batches, rows, ungrouped);
    }

    private static boolean isLittle(long groups, TaskContext context) {
        return groups <= FEW_GROUPS || context.workers().parallelism() == 1;
    }

    private static long groupCount(List<Grouping> groupings) {
        long groups = 0;
        for (Grouping grouping : groupings) {
            groups += grouping.groupCount();
        }
        return groups;
    }

    /// The rows of neighbouring partitions, batch by batch.
    interface BatchSource {
        void forEach(BatchTaker taker);
    }

    interface BatchTaker {
        void take(ColumnBatch batch, EvaluationContext evaluation);
    }

    private <T> List<T> inRuns(
            PartitionedBatches input, TaskContext context, Function<BatchSource, T> work) {
        int partitions = input.partitionCount();
        int parallelism = context.workers().parallelism();
        int runs = parallelism == 1 ? 1 : Math.min(partitions, parallelism * RUNS_PER_WORKER);
        List<Callable<T>> tasks = new ArrayList<>(runs);
        for (int r = 0; r < runs; r++) {
            int from = (int) ((long) partitions * r / runs);
            int to = (int) ((long) partitions * (r + 1) / runs);
            tasks.add(() -> work.apply(taker -> read(input, from, to, context, taker)));
        }
        return context.workers().runAll(tasks);
    }

    private static void read(
            PartitionedBatches input, int from, int to, TaskContext context, BatchTaker taker) {
        for (int partition = from; partition < to; partition++) {
            EvaluationContext evaluation = context.evaluation().forPartition(partition);
            try (BatchReader reader = input.open(partition)) {
                for (ColumnBatch batch = reader.next(); batch != null; batch = reader.next()) {
                    context.cancellation().check();
                    if (batch.rowCount() > 0) {
                        taker.take(batch, evaluation);
                    }
                }
            }
        }
    }

    private Grouping group(BatchSource rows) {
        Grouping grouping = new Grouping(aggregation, 64);
        rows.forEach(grouping::update);
        return grouping;
    }

    /// @param rows those after the ones in `grouping`, each a group
    private record PartialRun(Grouping grouping, List<ColumnBatch> rows) {}

    private PartialRun groupWhileWorthwhile(BatchSource source) {
        Grouping grouping = new Grouping(aggregation, 64);
        List<ColumnBatch> rows = new ArrayList<>();
        source.forEach(
                (batch, evaluation) -> {
                    if (rows.isEmpty() && grouping.isWorthwhile()) {
                        grouping.update(batch, evaluation);
                    } else {
                        rows.add(Grouping.ungrouped(aggregation, batch, evaluation));
                    }
                });
        return new PartialRun(grouping, rows);
    }

    private static Grouping mergeAll(List<Grouping> partials) {
        Grouping merged = partials.getFirst();
        for (Grouping partial : partials.subList(1, partials.size())) {
            merged.merge(partial.partial());
        }
        return merged;
    }

    private List<Grouping> mergeByHash(List<Grouping> partials, TaskContext context) {
        int ranges = context.workers().parallelism();
        List<Callable<ColumnBatch>> materialize = new ArrayList<>(partials.size());
        partials.forEach(partial -> materialize.add(partial::partial));
        List<ColumnBatch> batches = context.workers().runAll(materialize);
        List<Callable<Grouping>> tasks = new ArrayList<>(ranges);
        for (int r = 0; r < ranges; r++) {
            int range = r;
            tasks.add(() -> mergeRange(partials, batches, range, ranges));
        }
        return context.workers().runAll(tasks);
    }

    private Grouping mergeRange(
            List<Grouping> partials, List<ColumnBatch> batches, int range, int ranges) {
        Grouping merged = new Grouping(aggregation, partials.getFirst().groupCount() / ranges);
        for (int p = 0; p < partials.size(); p++) {
            Grouping partial = partials.get(p);
            int[] rows = new int[partial.groupCount()];
            int count = 0;
            for (int group = 0; group < rows.length; group++) {
                rows[count] = group;
                count += GroupTable.partition(partial.hash(group), ranges) == range ? 1 : 0;
            }
            merged.merge(batches.get(p).gather(rows, count));
        }
        return merged;
    }
}
