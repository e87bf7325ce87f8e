// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.logical;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.relation.Relation.JoinType;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.ColumnPredicate;

/// Guesses how large the rows of a plan are, only to compare two plans: from the sizes of
/// files, and what filters, limits and groups leave.
///
/// @param ofTables whether tables count. Beside a stream they do not: a table is read anew for each
///     batch, and is the side that is hashed.
public record SizeEstimate(boolean ofTables) {
    /// Nobody knows.
    private static final long UNKNOWN = Long.MAX_VALUE;

    private static final long ROW_BYTES = 64;

    /// A filter keeps one of so many rows, for want of statistics.
    private static final int KEPT_BY_FILTER = 4;

    /// In bytes; the greatest `long` if nothing is known.
    public long of(LogicalPlan plan) {
        return switch (plan) {
            case LogicalPlan.LocalScan scan ->
                    ROW_BYTES * scan.batches().stream().mapToLong(ColumnBatch::rowCount).sum();
            case LogicalPlan.TableScan scan when ofTables ->
                    filtered(scan.table().estimatedBytes(), narrows(scan));
            case LogicalPlan.Limit limit -> Math.min(rows(limit.count()), of(limit.input()));
            case LogicalPlan.Tail tail -> Math.min(rows(tail.count()), of(tail.input()));
            case LogicalPlan.Aggregate aggregate ->
                    aggregate.keys().isEmpty() ? ROW_BYTES : of(aggregate.input());
            case LogicalPlan.Filter filter ->
                    filtered(of(filter.input()), narrows(filter) && !isScanned(filter.input()));
            case LogicalPlan.Join join when ofTables -> joined(join);
            case LogicalPlan.Union union -> {
                long sum = 0;
                for (LogicalPlan input : union.inputs()) {
                    long size = of(input);
                    sum = size > UNKNOWN - sum ? UNKNOWN : sum + size;
                }
                yield sum;
            }
            case LogicalPlan.Generate ignored -> UNKNOWN;
            case LogicalPlan.Unary unary -> of(unary.input());
            default -> UNKNOWN;
        };
    }

    /// Most joins find each row of the larger side at most once in the other; where a filter has
    /// taken rows from the smaller one, they are missed.
    private long joined(LogicalPlan.Join join) {
        long left = of(join.left());
        long right = of(join.right());
        return switch (join.type()) {
            case LEFT_SEMI, LEFT_ANTI, LEFT -> left;
            case RIGHT -> right;
            case CROSS, FULL -> Math.max(left, right);
            case INNER ->
                    filtered(
                            Math.max(left, right),
                            isFiltered(left < right ? join.left() : join.right()));
        };
    }

    /// Whether rows are missing that another table may ask for.
    public static boolean isFiltered(LogicalPlan plan) {
        return switch (plan) {
            case LogicalPlan.Filter filter -> narrows(filter) || isFiltered(filter.input());
            case LogicalPlan.Limit ignored -> true;
            case LogicalPlan.Tail ignored -> true;
            case LogicalPlan.TableScan scan -> narrows(scan);
            case LogicalPlan.Join join
                    when join.type() == JoinType.LEFT_SEMI || join.type() == JoinType.LEFT_ANTI ->
                    true;
            default -> plan.children().stream().anyMatch(SizeEstimate::isFiltered);
        };
    }

    /// Whether the filter is told to a scan, which has counted it.
    private static boolean isScanned(LogicalPlan input) {
        return input instanceof LogicalPlan.TableScan scan && narrows(scan);
    }

    /// Whether it asks for more than that values are there: keys of joins hardly ever are missing.
    private static boolean narrows(LogicalPlan.Filter filter) {
        return JoinCondition.conjuncts(filter.condition()).stream()
                .anyMatch(
                        part ->
                                !(part instanceof Expression.Not(var negated)
                                        && negated instanceof Expression.IsNull));
    }

    private static boolean narrows(LogicalPlan.TableScan scan) {
        return scan.predicates().stream()
                .anyMatch(predicate -> !(predicate instanceof ColumnPredicate.IsNotNull));
    }

    private static long filtered(long bytes, boolean isFiltered) {
        return isFiltered && bytes != UNKNOWN ? bytes / KEPT_BY_FILTER : bytes;
    }

    private static long rows(long count) {
        return count > UNKNOWN / ROW_BYTES ? UNKNOWN : count * ROW_BYTES;
    }
}
