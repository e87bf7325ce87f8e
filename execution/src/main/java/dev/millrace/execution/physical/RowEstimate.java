// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.physical;

import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

/// Guesses how many rows a node gives out, for `explain`: what is known of the leaves, and what
/// filters, limits and groups usually leave.
final class RowEstimate {
    /// Nobody knows.
    static final long UNKNOWN = -1;

    /// A filter keeps one of so many rows, a group has so many.
    private static final int KEPT_BY_FILTER = 4;

    private static final int ROWS_OF_GROUP = 10;

    private RowEstimate() {}

    /// Rows, or `UNKNOWN`.
    static long of(PhysicalPlan plan) {
        return switch (plan) {
            case PhysicalPlan.LocalScan scan ->
                    scan.batches().stream().mapToLong(ColumnBatch::rowCount).sum();
            case PhysicalPlan.Range range -> rows(range);
            case PhysicalPlan.TableScan scan -> rows(scan);
            case PhysicalPlan.Filter filter ->
                    isScanned(filter.input())
                            ? of(filter.input())
                            : part(of(filter.input()), KEPT_BY_FILTER);
            case PhysicalPlan.Limit limit -> least(of(limit.input()), limit.operator().count());
            case PhysicalPlan.Tail tail -> least(of(tail.input()), tail.operator().count());
            case PhysicalPlan.Sort sort -> least(of(sort.input()), sort.operator().limit());
            case PhysicalPlan.HashAggregate aggregate ->
                    aggregate.keys().isEmpty() ? 1 : part(of(aggregate.input()), ROWS_OF_GROUP);
            case PhysicalPlan.HashJoin join -> rows(join);
            case PhysicalPlan.Union union -> sum(union);
            case PhysicalPlan.Project project -> of(project.input());
            case PhysicalPlan.Window window -> of(window.input());
            case PhysicalPlan.Observe observe -> of(observe.input());
            case PhysicalPlan.Watermark watermark -> of(watermark.input());
            default -> UNKNOWN;
        };
    }

    private static long rows(PhysicalPlan.Range range) {
        double steps = Math.ceil(((double) range.end() - range.start()) / range.step());
        return (long) Math.max(0, steps);
    }

    private static long rows(PhysicalPlan.TableScan scan) {
        long bytes = scan.table().estimatedBytes();
        if (bytes == Long.MAX_VALUE) {
            return UNKNOWN;
        }
        long rows = Math.max(1, bytes / width(scan.table().schema()));
        return scan.request().predicates().isEmpty() ? rows : part(rows, KEPT_BY_FILTER);
    }

    /// Most joins find each row of the larger side at most once in the other.
    private static long rows(PhysicalPlan.HashJoin join) {
        long probe = of(join.probe());
        long build = of(join.build());
        if (probe == UNKNOWN || build == UNKNOWN) {
            return UNKNOWN;
        }
        if (join.equalKeys().isEmpty()) {
            return (long) Math.min(Long.MAX_VALUE, (double) probe * build);
        }
        return Math.max(probe, build);
    }

    private static long sum(PhysicalPlan.Union union) {
        long sum = 0;
        for (PhysicalPlan child : union.children()) {
            long rows = of(child);
            if (rows == UNKNOWN) {
                return UNKNOWN;
            }
            sum += rows;
        }
        return sum;
    }

    private static long part(long rows, int of) {
        return rows == UNKNOWN ? UNKNOWN : (rows + of - 1) / of;
    }

    private static long least(long rows, long limit) {
        return rows == UNKNOWN && limit != Integer.MAX_VALUE && limit != Long.MAX_VALUE
                ? limit
                : Math.min(rows, limit);
    }

    private static boolean isScanned(PhysicalPlan input) {
        return input instanceof PhysicalPlan.TableScan scan
                && !scan.request().predicates().isEmpty();
    }

    /// Bytes of a row in a file, before compression.
    private static long width(DataType.Struct schema) {
        long width = 0;
        for (StructField field : schema.fields()) {
            width +=
                    switch (field.type()) {
                        case DataType.Bool ignored -> 1;
                        case DataType.Int8 ignored -> 1;
                        case DataType.Int16 ignored -> 2;
                        case DataType.Int32 ignored -> 4;
                        case DataType.Float32 ignored -> 4;
                        case DataType.Date ignored -> 4;
                        case DataType.Text ignored -> 20;
                        default -> 8;
                    };
        }
        return Math.max(1, width);
    }
}
