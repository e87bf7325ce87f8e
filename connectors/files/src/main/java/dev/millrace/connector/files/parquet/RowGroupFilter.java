// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.parquet;

import dev.millrace.spi.connector.ColumnPredicate;
import dev.millrace.spi.type.DataType;

import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Tells from the statistics of a row group whether any row of it can match.
final class RowGroupFilter {
    private final ParquetNode.Group root;
    private final DataType.Struct schema;
    private final List<ColumnPredicate> predicates;

    RowGroupFilter(
            ParquetNode.Group root, DataType.Struct schema, List<ColumnPredicate> predicates) {
        this.root = root;
        this.schema = schema;
        this.predicates = predicates;
    }

    boolean mayMatch(RowGroup group) {
        for (ColumnPredicate predicate : predicates) {
            int field = schema.indexOf(predicate.column());
            if (field >= 0
                    && root.child(predicate.column()) instanceof ParquetNode.Leaf leaf
                    && leaf.repetitions() == 0
                    && !mayMatch(
                            predicate,
                            schema.field(field).type(),
                            leaf,
                            group.getColumns().get(leaf.index()).getMeta_data().getStatistics(),
                            group.getNum_rows())) {
                return false;
            }
        }
        return true;
    }

    /// Whether a row of a group or page can match.
    ///
    /// @param statistics of its values, null if it has none
    /// @param rows that it has
    static boolean mayMatch(
            ColumnPredicate predicate,
            DataType type,
            ParquetNode.Leaf leaf,
            @Nullable Statistics statistics,
            long rows) {
        if (statistics == null) {
            return true;
        }
        boolean countsNulls = statistics.isSetNull_count();
        long nulls = statistics.getNull_count();
        return switch (predicate) {
            case ColumnPredicate.IsNull ignored -> !countsNulls || nulls > 0;
            case ColumnPredicate.IsNotNull ignored -> !countsNulls || nulls < rows;
            case ColumnPredicate.Compare compare ->
                    mayMatch(compare.operator(), compare.value(), type, leaf, statistics);
            case ColumnPredicate.In in -> {
                for (Object value : in.values()) {
                    if (mayMatch(ColumnPredicate.Operator.EQUAL, value, type, leaf, statistics)) {
                        yield true;
                    }
                }
                yield false;
            }
        };
    }

    private static boolean mayMatch(
            ColumnPredicate.Operator operator,
            Object value,
            DataType type,
            ParquetNode.Leaf leaf,
            Statistics statistics) {
        if (!statistics.isSetMin_value() || !statistics.isSetMax_value()) {
            return true;
        }
        Integer least = compare(statistics.getMin_value(), value, type, leaf);
        Integer greatest = compare(statistics.getMax_value(), value, type, leaf);
        if (least == null || greatest == null) {
            return true;
        }
        return operator.mayMatch(least, greatest);
    }

    /// Compares a bound with a value; null if that cannot be done.
    private static @Nullable Integer compare(
            byte[] bound, Object value, DataType type, ParquetNode.Leaf leaf) {
        boolean isLong = leaf.type() == Type.INT64 && bound.length == 8;
        boolean isInt = leaf.type() == Type.INT32 && bound.length == 4;
        return switch (type) {
            case DataType.Int8 ignored when isInt -> whole(bound, value);
            case DataType.Int16 ignored when isInt -> whole(bound, value);
            case DataType.Int32 ignored when isInt -> whole(bound, value);
            case DataType.Date ignored when isInt -> whole(bound, value);
            case DataType.Int64 ignored when isLong || isInt -> whole(bound, value);
            case DataType.Float64 ignored when leaf.type() == Type.DOUBLE && bound.length == 8 ->
                    floating(Double.longBitsToDouble(LittleEndian.int64(bound, 0)), value);
            case DataType.Float32 ignored when leaf.type() == Type.FLOAT && bound.length == 4 ->
                    floating(Float.intBitsToFloat(LittleEndian.int32(bound, 0)), value);
            case DataType.Text ignored when leaf.type() == Type.BYTE_ARRAY ->
                    Arrays.compareUnsigned(
                            bound, String.valueOf(value).getBytes(StandardCharsets.UTF_8));
            default -> null;
        };
    }

    private static int whole(byte[] bound, Object value) {
        long number =
                bound.length == 8 ? LittleEndian.int64(bound, 0) : LittleEndian.int32(bound, 0);
        return Long.compare(number, ((Number) value).longValue());
    }

    /// Statistics leave NaN out, although it is the greatest value, and may mix up the two zeros.
    private static @Nullable Integer floating(double bound, Object value) {
        double wanted = ((Number) value).doubleValue();
        return Double.isNaN(bound) || Double.isNaN(wanted) || wanted == 0 || bound == 0
                ? null
                : Integer.valueOf(Double.compare(bound, wanted));
    }
}
