// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.execution.operator.state.StatefulDescription;
import dev.millrace.execution.physical.PhysicalPlan;
import dev.millrace.execution.physical.PlanSummary;
import dev.millrace.execution.physical.StoredForms;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.OutputMode;
import dev.millrace.plan.relation.Relation;
import dev.millrace.runtime.checkpoint.StatefulOperator;
import dev.millrace.runtime.json.SchemaJson;
import dev.millrace.runtime.streaming.StreamPlanner;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import java.util.ArrayList;
import java.util.List;

/// Plans the streaming queries of a session.
record SessionStreamPlanner(QueryRunner queries, QueryPlanning planning) implements StreamPlanner {
    private static final String CHECK_CORRECTNESS =
            "spark.sql.streaming.statefulOperator.checkCorrectness.enabled";

    @Override
    public StreamPlan plan(Relation input, OutputMode mode) {
        LogicalPlan analysed = queries.analyse(input);
        if (!analysed.isStreaming()) {
            throw MillraceException.of(ErrorKind.ANALYSIS, "WRITE_STREAM_NOT_ALLOWED", "42601")
                    .text("`writeStream` can be called only on streaming Dataset/DataFrame.");
        }
        planning.checkStream(analysed, mode, checksCorrectness());
        LogicalPlan optimised = planning.optimise(analysed, queries.settings());
        return new StreamPlan(
                analysed, optimised, () -> new Program(planning.physical(optimised, mode)));
    }

    private boolean checksCorrectness() {
        String set = queries.setting(CHECK_CORRECTNESS);
        return set == null || Boolean.parseBoolean(set.strip());
    }

    /// @param summary what is known of the plan without running it
    private record Program(PhysicalPlan physical, PlanSummary summary) implements StreamProgram {
        Program(PhysicalPlan physical) {
            this(physical, PlanSummary.of(physical));
        }

        @Override
        public List<StatefulOperator> operators() {
            return summary.statefulOperators().stream().map(Program::stored).toList();
        }

        private static StatefulOperator stored(StatefulDescription operator) {
            List<String> stores = new ArrayList<>();
            for (String store : StoredForms.stores(operator.name())) {
                stores.add(store == null ? StatefulOperator.DEFAULT_STORE : store);
            }
            return new StatefulOperator(
                    operator.id(),
                    operator.name(),
                    SchemaJson.of(operator.keySchema()).toString(),
                    SchemaJson.of(operator.valueSchema()).toString(),
                    stores,
                    StoredForms.prefixColumns(operator.name(), operator.keySchema()));
        }

        @Override
        public List<Long> watermarkDelaysMillis() {
            return summary.watermarks().stream()
                    .map(PlanSummary.WatermarkNode::delayMillis)
                    .toList();
        }

        @Override
        public long[] inputWatermarks(long globalMillis) {
            return summary.inputWatermarks(globalMillis);
        }

        @Override
        public boolean isNoDataBatchDue(long[] evictedMillis, long[] nextMillis) {
            return summary.isNoDataBatchDue(evictedMillis, nextMillis);
        }

        @Override
        public PartitionedBatches run(TaskContext context) {
            return physical.run(context);
        }

        @Override
        public String explain() {
            return physical.explain();
        }
    }
}
