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

/// Groups rows and computes aggregates.
///
/// 1. Runs of neighbouring partitions are aggregated at the same time, each into a table of its
///    own.
/// 2. The tables are merged: few groups on the calling thread, many by all workers, each taking
///    the groups of one range of hashes.
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
        List<ColumnBatch> results = new ArrayList<>();
        for (Grouping grouping : aggregate(input, context)) {
            results.add(grouping.result());
        }
        return new SlicedPartitions(results);
    }

    /// The finished groups, in one or more groupings that share no key.
    public List<Grouping> aggregate(PartitionedBatches input, TaskContext context) {
        List<Grouping> partials = partials(input, context);
        partials.removeIf(Grouping::isEmpty);
        if (partials.isEmpty()) {
            return List.of(new Grouping(aggregation, 0));
        }
        long groups = 0;
        for (Grouping partial : partials) {
            groups += partial.groupCount();
        }
        if (partials.size() == 1) {
            return partials;
        }
        return groups <= FEW_GROUPS || context.workers().parallelism() == 1
                ? List.of(mergeAll(partials))
                : mergeByHash(partials, context);
    }

    private List<Grouping> partials(PartitionedBatches input, TaskContext context) {
        int partitions = input.partitionCount();
        int parallelism = context.workers().parallelism();
        int runs = parallelism == 1 ? 1 : Math.min(partitions, parallelism * RUNS_PER_WORKER);
        List<Callable<Grouping>> tasks = new ArrayList<>(runs);
        for (int r = 0; r < runs; r++) {
            int from = (int) ((long) partitions * r / runs);
            int to = (int) ((long) partitions * (r + 1) / runs);
            tasks.add(() -> aggregate(input, from, to, context));
        }
        return new ArrayList<>(context.workers().runAll(tasks));
    }

    private Grouping aggregate(PartitionedBatches input, int from, int to, TaskContext context) {
        Grouping grouping = new Grouping(aggregation, 64);
        for (int partition = from; partition < to; partition++) {
            EvaluationContext evaluation = context.evaluation().forPartition(partition);
            try (BatchReader reader = input.open(partition)) {
                for (ColumnBatch batch = reader.next(); batch != null; batch = reader.next()) {
                    context.cancellation().check();
                    if (batch.rowCount() > 0) {
                        grouping.update(batch, evaluation);
                    }
                }
            }
        }
        return grouping;
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
