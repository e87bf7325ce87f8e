// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.execution.task.Cancellation;
import dev.millrace.execution.task.PartitionedBatches;
import dev.millrace.execution.task.TaskContext;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.relation.Relation;
import dev.millrace.runtime.catalog.Formats;
import dev.millrace.runtime.sink.NoopSink;
import dev.millrace.runtime.sink.PartitionedWrite;
import dev.millrace.spi.connector.ConnectorContext;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.connector.WriteJob;
import dev.millrace.spi.connector.WriteRequest;
import dev.millrace.spi.connector.WriteTarget;
import dev.millrace.spi.error.MillraceException;

import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;

/// `df.write…save()`.
final class BatchWriter {
    private final QueryRunner queries;
    private final Formats formats;
    private final ConnectorContext context;
    private final SessionConfiguration configuration;

    BatchWriter(
            QueryRunner queries,
            Formats formats,
            ConnectorContext context,
            SessionConfiguration configuration) {
        this.queries = queries;
        this.formats = formats;
        this.context = context;
        this.configuration = configuration;
    }

    /// Writes all rows, or changes nothing. The target is checked before the query runs.
    void write(Relation relation, Session.BatchWrite write, Cancellation cancellation) {
        if (write.table() != null) {
            throw MillraceException.unsupported(
                    write.isInsert()
                            ? "insertInto (table `" + write.table() + "`)"
                            : "saveAsTable (table `" + write.table() + "`)");
        }
        String format =
                write.source() != null
                        ? write.source()
                        : Objects.requireNonNull(configuration.value("spark.sql.sources.default"));
        LogicalPlan plan = queries.analyseBatch(relation);
        WriteRequest request =
                new WriteRequest(
                        format.toLowerCase(Locale.ROOT),
                        plan.schema(),
                        write.path(),
                        write.mode(),
                        write.partitionColumns(),
                        new Options(write.options()));
        if (request.format().equals("noop")) {
            run(plan, NoopSink.Job::new, cancellation);
            return;
        }
        WriteTarget target = formats.connector(format).openWrite(request, context);
        if (!target.isSkipped()) {
            run(plan, target::begin, cancellation);
        }
    }

    /// The scans are planned before the job begins: what is read may be what is replaced.
    private void run(LogicalPlan plan, Supplier<WriteJob> job, Cancellation cancellation) {
        try (TaskContext run = queries.context(cancellation)) {
            PartitionedBatches rows = queries.physical(plan).run(run);
            PartitionedWrite.run(rows, job.get(), run.workers(), cancellation);
        }
    }
}
