// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.physical;

import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.relation.Relation.JoinType;
import dev.millrace.spi.column.ColumnBatch;

/// Guesses how large the rows of a plan are, only to compare two plans: from the sizes of
/// files, and what filters, limits and groups leave.
///
/// @param ofTables whether tables count. Beside a stream they do not: a table is read anew for each
///     batch, and is the side that is hashed.
record SizeEstimate(boolean ofTables) {
    /// Nobody knows.
    private static final long UNKNOWN = Long.MAX_VALUE;

    private static final long ROW_BYTES = 64;

    /// A filter keeps one of so many rows, for want of statistics.
    private static final int KEPT_BY_FILTER = 4;

    /// In bytes; the greatest `long` if nothing is known.
    long of(LogicalPlan plan) {
        return switch (plan) {
            case LogicalPlan.LocalScan scan ->
                    ROW_BYTES * scan.batches().stream().mapToLong(ColumnBatch::rowCount).sum();
            case LogicalPlan.TableScan scan when ofTables ->
                    filtered(scan.table().estimatedBytes(), !scan.predicates().isEmpty());
            case LogicalPlan.Limit limit -> Math.min(rows(limit.count()), of(limit.input()));
            case LogicalPlan.Tail tail -> Math.min(rows(tail.count()), of(tail.input()));
            case LogicalPlan.Aggregate aggregate ->
                    aggregate.keys().isEmpty() ? ROW_BYTES : of(aggregate.input());
            case LogicalPlan.Filter filter ->
                    filtered(of(filter.input()), !isScanned(filter.input()));
            case LogicalPlan.Join join when ofTables -> joined(join);
            case LogicalPlan.Generate ignored -> UNKNOWN;
            case LogicalPlan.Unary unary -> of(unary.input());
            default -> UNKNOWN;
        };
    }

    /// Most joins find each row of the larger side at most once in the other.
    private long joined(LogicalPlan.Join join) {
        return join.type() == JoinType.LEFT_SEMI || join.type() == JoinType.LEFT_ANTI
                ? of(join.left())
                : Math.max(of(join.left()), of(join.right()));
    }

    /// Whether the filter is told to a scan, which has counted it.
    private static boolean isScanned(LogicalPlan input) {
        return input instanceof LogicalPlan.TableScan scan && !scan.predicates().isEmpty();
    }

    private static long filtered(long bytes, boolean isFiltered) {
        return isFiltered && bytes != UNKNOWN ? bytes / KEPT_BY_FILTER : bytes;
    }

    private static long rows(long count) {
        return count > UNKNOWN / ROW_BYTES ? UNKNOWN : count * ROW_BYTES;
    }
}
