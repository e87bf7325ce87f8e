// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.join;

import dev.millrace.execution.kernel.Evaluator;
import dev.millrace.execution.operator.MaterializedPartitions;
import dev.millrace.execution.operator.row.JoinTable;
import dev.millrace.execution.operator.spill.SpilledRows;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.ColumnBatches;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Joins two inputs: reads one, the build side, into a hash table, and streams the other, the probe
/// side, past it. Without equal keys every row of the probe side meets every row of the build side.
/// A build side that does not fit into memory goes to disk with the probe side (`SpilledJoin`);
/// without equal keys it has to fit.
public final class JoinOperator {
    private final Kind kind;
    private final boolean isProbeLeft;
    private final JoinKeys keys;
    private final @Nullable Evaluator residual;
    private final @Nullable TimeRange range;
    private final DataType.Struct probeSchema;
    private final DataType.Struct buildSchema;

    /// Which rows come out, seen from the probe side.
    public enum Kind {
        /// Matching pairs.
        INNER,
        /// Pairs, and probe rows without a match.
        PROBE_OUTER,
        /// Pairs, and rows of either side without a match.
        FULL_OUTER,
        /// Probe rows with a match.
        SEMI,
        /// Probe rows without a match.
        ANTI,
        /// Build rows with a match.
        BUILD_SEMI,
        /// Build rows without a match.
        BUILD_ANTI;

        /// Whether pairs come out.
        boolean givesPairs() {
            return switch (this) {
                case INNER, PROBE_OUTER, FULL_OUTER -> true;
                case SEMI, ANTI, BUILD_SEMI, BUILD_ANTI -> false;
            };
        }

        /// Whether build rows come out by themselves, after all probe rows were read.
        boolean givesBuildRows() {
            return switch (this) {
                case FULL_OUTER, BUILD_SEMI, BUILD_ANTI -> true;
                case INNER, PROBE_OUTER, SEMI, ANTI -> false;
            };
        }
    }

    /// @param isProbeLeft whether the probe side's columns come first in the output and for the
    ///     residual condition
    /// @param residual what must hold besides the equal keys, over the columns of both sides; null
    ///     if nothing
    /// @param range what follows from the residual condition, null if nothing
    public JoinOperator(
            Kind kind,
            boolean isProbeLeft,
            JoinKeys keys,
            @Nullable Evaluator residual,
            @Nullable TimeRange range,
            DataType.Struct probeSchema,
            DataType.Struct buildSchema) {
        this.kind = kind;
        this.isProbeLeft = isProbeLeft;
        this.keys = keys;
        this.residual = residual;
        this.range = range;
        this.probeSchema = probeSchema;
        this.buildSchema = buildSchema;
    }

    Kind kind() {
        return kind;
    }

    public boolean isProbeLeft() {
        return isProbeLeft;
    }

    JoinKeys keys() {
        return keys;
    }

    @Nullable Evaluator residual() {
        return residual;
    }

    @Nullable TimeRange range() {
        return range;
    }

    public PartitionedBatches run(
            PartitionedBatches probe, PartitionedBatches build, TaskContext context) {
        return run(probe, build, context, 0);
    }

    /// @param level how often both sides were dealt out to disk already
    PartitionedBatches run(
            PartitionedBatches probe, PartitionedBatches build, TaskContext context, int level) {
        SpilledJoin spilling = new SpilledJoin(this, context, level);
        SpilledJoin.Build pulled = spilling.pull(build);
        return pulled.isSpilled()
                ? spilling.run(probe, pulled.spilled())
                : inMemory(probe, pulled, context);
    }

    private PartitionedBatches inMemory(
            PartitionedBatches probe, SpilledJoin.Build build, TaskContext context) {
        ColumnBatch rows = ColumnBatches.concat(buildSchema, build.batches());
        List<Column> keyColumns = new ArrayList<>(keys.build().size());
        for (Evaluator key : keys.build()) {
            keyColumns.add(key.evaluate(rows, context.evaluation()));
        }
        JoinTable table =
                JoinTable.build(keys.types(), keyColumns, rows.rowCount(), keys.nullSafe());
        boolean[] matched = new boolean[kind.givesBuildRows() ? rows.rowCount() : 0];
        JoinReader.BuildSide side =
                new JoinReader.BuildSide(rows, table, orderByTime(rows, table), matched);
        PartitionedBatches joined =
                new PartitionedBatches() {
                    @Override
                    public int partitionCount() {
                        return probe.partitionCount();
                    }

                    @Override
                    public BatchReader open(int partition) {
                        return new JoinReader(
                                JoinOperator.this,
                                probe.open(partition),
                                side,
                                context,
                                context.evaluation().forPartition(partition));
                    }
                };
        if (kind.givesBuildRows() && probe.partitionCount() != 1) {
            return withBuildRows(joined, side, context);
        }
        if (probe.partitionCount() != 1) {
            return joined;
        }
        List<SpilledRows.Opening> parts = new ArrayList<>();
        parts.add(() -> joined.open(0));
        if (kind.givesBuildRows()) {
            parts.add(() -> BatchReader.of(List.of(buildRows(side))));
        }
        parts.add(
                () -> {
                    build.memory().close();
                    return BatchReader.of(List.of());
                });
        return PartitionedBatches.of(SpilledRows.chain(parts));
    }

    /// Orders the rows of each larger group of the table by time, if that spares pairs.
    private long @Nullable [] orderByTime(ColumnBatch rows, JoinTable table) {
        if (range == null) {
            return null;
        }
        int[] numbers = table.rows();
        long[] times =
                TimeRange.times(rows.column(range.column(!isProbeLeft)), numbers, numbers.length);
        for (int group = 0; group < table.groupCount(); group++) {
            if (table.end(group) - table.start(group) >= TimeRange.FEW_ROWS) {
                TimeRange.sort(numbers, times, table.start(group), table.end(group));
            }
        }
        return times;
    }

    /// Which build rows have no match is known only after the last probe row, so such a join is
    /// finished before its first row is given out. The flags are only ever set to true, and
    /// read after all workers are done.
    private PartitionedBatches withBuildRows(
            PartitionedBatches joined, JoinReader.BuildSide side, TaskContext context) {
        MaterializedPartitions pairs = MaterializedPartitions.pull(joined, context);
        List<List<ColumnBatch>> partitions = new ArrayList<>();
        for (int i = 0; i < pairs.partitionCount(); i++) {
            partitions.add(pairs.partition(i));
        }
        partitions.add(List.of(buildRows(side)));
        return new MaterializedPartitions(partitions);
    }

    /// The build rows that come out by themselves.
    private ColumnBatch buildRows(JoinReader.BuildSide side) {
        boolean wanted = kind == Kind.BUILD_SEMI;
        boolean[] matched = side.matched();
        int[] places = new int[matched.length];
        int count = 0;
        for (int i = 0; i < matched.length; i++) {
            places[count] = i;
            count += matched[i] == wanted ? 1 : 0;
        }
        ColumnBatch alone = side.rows().gather(places, count);
        return kind.givesPairs()
                ? combine(nulls(probeSchema, count), alone.columns(), count)
                : alone;
    }

    /// Columns of NULLs.
    public static List<Column> nulls(DataType.Struct schema, int rowCount) {
        int[] none = new int[rowCount];
        Arrays.fill(none, -1);
        List<Column> columns = new ArrayList<>(schema.size());
        for (int i = 0; i < schema.size(); i++) {
            columns.add(ColumnBuilder.of(schema.field(i).type(), 0).build().gather(none, rowCount));
        }
        return columns;
    }

    DataType.Struct probeSchema() {
        return probeSchema;
    }

    DataType.Struct buildSchema() {
        return buildSchema;
    }

    /// A batch of the columns of both sides, the left one's first.
    ColumnBatch combine(List<Column> probeColumns, List<Column> buildColumns, int rowCount) {
        List<Column> columns = new ArrayList<>(probeColumns.size() + buildColumns.size());
        columns.addAll(isProbeLeft ? probeColumns : buildColumns);
        columns.addAll(isProbeLeft ? buildColumns : probeColumns);
        return new ColumnBatch(rowCount, columns);
    }
}
