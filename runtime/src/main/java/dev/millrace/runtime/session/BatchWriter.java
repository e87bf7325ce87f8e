// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.execution.task.Cancellation;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.relation.Relation;
import dev.millrace.runtime.catalog.SessionCatalog;
import dev.millrace.runtime.memory.MemoryConnector;
import dev.millrace.runtime.memory.MemoryTable;
import dev.millrace.runtime.sink.AssignedRows;
import dev.millrace.runtime.sink.NoopSink;
import dev.millrace.runtime.sink.PartitionedWrite;
import dev.millrace.runtime.sink.StoreAssignment;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.connector.WriteJob;
import dev.millrace.spi.connector.WriteRequest;
import dev.millrace.spi.connector.WriteTarget;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/// `df.write…save()`.
final class BatchWriter {
    private final QueryRunner queries;
    private final SessionCatalog catalog;
    private final ConnectorContext context;
    private final SessionConfiguration configuration;

    BatchWriter(
            QueryRunner queries,
            SessionCatalog catalog,
            ConnectorContext context,
            SessionConfiguration configuration) {
        this.queries = queries;
        this.catalog = catalog;
        this.context = context;
        this.configuration = configuration;
    }

    /// Writes all rows, or changes nothing. The target is checked before the query runs.
    /// The plan of what is written, which must not be a stream.
    private LogicalPlan analyse(Relation relation) {
        LogicalPlan plan = queries.analyse(relation);
        if (plan.isStreaming()) {
            throw MillraceException.of(
                            ErrorKind.ANALYSIS, "CALL_ON_STREAMING_DATASET_UNSUPPORTED", "42KDE")
                    .with("methodName", "`write`")
                    .text("The method `write` can not be called on streaming Dataset/DataFrame.");
        }
        return plan;
    }

    void write(Relation relation, Session.BatchWrite write, Cancellation cancellation) {
        String format =
                write.source() != null
                        ? write.source()
                        : Objects.requireNonNull(configuration.value("spark.sql.sources.default"));
        LogicalPlan plan = analyse(relation);
        if (format.equalsIgnoreCase("noop")) {
            run(plan, null, NoopSink.Job::new, false, cancellation);
            return;
        }
        StoreAssignment assignment =
                format.equalsIgnoreCase(MemoryConnector.FORMAT)
                        ? toMemory(write.options(), plan.schema())
                        : null;
        WriteRequest request =
                new WriteRequest(
                        format.toLowerCase(Locale.ROOT),
                        assignment == null ? plan.schema() : assignment.schema(),
                        write.path(),
                        write.mode(),
                        write.partitionColumns(),
                        new Options(write.options()));
        write(plan, request, assignment, false, cancellation);
    }

    /// Writes rows that become those of the target on the way.
    ///
    /// @param needsRows no rows are refused, before anything changes
    void write(
            LogicalPlan plan,
            WriteRequest request,
            @Nullable StoreAssignment assignment,
            boolean needsRows,
            Cancellation cancellation) {
        WriteTarget target =
                catalog.formats().connector(request.format()).openWrite(request, context);
        if (!target.isSkipped()) {
            run(plan, assignment, target::begin, needsRows, cancellation);
        }
    }

    /// A memory table that exists takes rows by the names of their columns.
    private @Nullable StoreAssignment toMemory(
            Map<String, String> options, DataType.Struct schema) {
        String name = new Options(options).value(MemoryConnector.NAME);
        MemoryTable table = name == null ? null : catalog.tables().memory().find(name);
        return table == null
                ? null
                : StoreAssignment.byName(
                        new StoreAssignment.Target("`" + table.name() + "`", table.schema()),
                        schema,
                        Map.of());
    }

    /// The scans are planned before the job begins: what is read may be what is replaced.
    private void run(
            LogicalPlan plan,
            @Nullable StoreAssignment assignment,
            Supplier<WriteJob> target,
            boolean needsRows,
            Cancellation cancellation) {
        try (TaskContext run = queries.context(cancellation)) {
            PartitionedBatches rows = queries.physical(plan).run(run);
            WriteJob job = target.get();
            PartitionedWrite.Prepared prepared =
                    PartitionedWrite.prepare(
                            rows,
                            assignment == null
                                    ? job
                                    : AssignedRows.over(job, assignment, run.evaluation()),
                            run.workers(),
                            cancellation);
            if (needsRows && prepared.rowCount() == 0) {
                prepared.abort();
                throw MillraceException.unsupported("INSERT OVERWRITE … PARTITION (…) of no rows");
            }
            prepared.commit();
        }
    }
}
