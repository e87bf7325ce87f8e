// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.sort;

import dev.millrace.execution.operator.spill.SpilledRows;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.ColumnBatches;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Merges sorted runs, an earlier run first where rows are equal.
///
/// 1. More than `FAN_IN` runs are merged into longer ones first.
/// 2. The next batch of every run that has none is read.
/// 3. All that was read is sorted, which costs little: it is a few sorted pieces.
/// 4. Rows up to the earliest end of a batch whose run goes on are in their place and given out;
///    the others wait.
final class RunMerge {
    /// Runs merged at a time, which bounds what is read from them.
    private static final int FAN_IN = 16;

    private final RowOrder order;
    private final DataType.Struct schema;
    private final TaskContext context;

    RunMerge(RowOrder order, DataType.Struct schema, TaskContext context) {
        this.order = order;
        this.schema = schema;
        this.context = context;
    }

    BatchReader merge(List<SpilledRows.Opening> runs) {
        List<SpilledRows.Opening> left = runs;
        while (left.size() > FAN_IN) {
            List<SpilledRows.Opening> longer = new ArrayList<>();
            SpilledRows written = new SpilledRows(schema, context);
            for (int from = 0; from < left.size(); from += FAN_IN) {
                int to = Math.min(left.size(), from + FAN_IN);
                int list = written.listCount();
                try (BatchReader merged = new Reader(left.subList(from, to))) {
                    for (ColumnBatch b = merged.next(); b != null; b = merged.next()) {
                        written.append(list, b);
                    }
                }
                longer.add(() -> written.open(list));
            }
            left = longer;
        }
        return new Reader(left);
    }

    private final class Reader implements BatchReader {
        private final List<BatchReader> runs = new ArrayList<>();

        /// What was read of each run and not given out; null at the end of the run.
        private final List<@Nullable ColumnBatch> heads = new ArrayList<>();

        private @Nullable BatchReader ready;

        Reader(List<SpilledRows.Opening> openings) {
            for (SpilledRows.Opening opening : openings) {
                BatchReader run = opening.open();
                runs.add(run);
                heads.add(run.next());
            }
        }

        @Override
        public @Nullable ColumnBatch next() {
            while (true) {
                context.cancellation().check();
                ColumnBatch batch = ready == null ? null : ready.next();
                if (batch != null) {
                    return batch;
                }
                List<Integer> live = new ArrayList<>();
                for (int run = 0; run < heads.size(); run++) {
                    if (heads.get(run) != null) {
                        live.add(run);
                    }
                }
                if (live.isEmpty()) {
                    return null;
                }
                ready = round(live);
            }
        }

        /// Rows that are in their place, at least one whole head.
        private BatchReader round(List<Integer> live) {
            int[] ends = new int[live.size()];
            List<ColumnBatch> parts = new ArrayList<>();
            int end = 0;
            for (int i = 0; i < ends.length; i++) {
                ColumnBatch head = head(live.get(i));
                parts.add(head);
                end += head.rowCount();
                ends[i] = end;
            }
            ColumnBatch all = ColumnBatches.concat(schema, parts);
            int[] sorted = order.sort(all, context.evaluation(), context.workers());
            boolean[] isLast = new boolean[end];
            for (int last : ends) {
                isLast[last - 1] = true;
            }
            int count = 0;
            while (!isLast[sorted[count]]) {
                count++;
            }
            count++;
            int[] taken = new int[ends.length];
            for (int i = 0; i < count; i++) {
                taken[part(ends, sorted[i])]++;
            }
            for (int i = 0; i < ends.length; i++) {
                ColumnBatch head = parts.get(i);
                heads.set(
                        live.get(i),
                        taken[i] == head.rowCount()
                                ? runs.get(live.get(i)).next()
                                : head.slice(taken[i], head.rowCount() - taken[i]));
            }
            return SortedRows.gather(all, sorted, count);
        }

        private ColumnBatch head(int run) {
            ColumnBatch head = heads.get(run);
            if (head == null) {
                throw new IllegalStateException("run " + run + " has ended");
            }
            return head;
        }

        private static int part(int[] ends, int row) {
            int part = 0;
            while (row >= ends[part]) {
                part++;
            }
            return part;
        }

        @Override
        public void close() {
            runs.forEach(BatchReader::close);
        }
    }
}
