// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.comparison;

import dev.millrace.execution.kernel.call.Columns;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.plan.expression.Expression.Comparison;
import dev.millrace.plan.expression.Expression.ComparisonOperator;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Finds the kernel of a `Comparison` node. Comparing with a constant, the common case, is one
/// range
/// test per row; everything else compares two columns.
public final class ComparisonKernels {
    private ComparisonKernels() {}

    /// The kernel over the node's two sides.
    public static Kernel of(Comparison site) {
        ComparisonOperator operator = site.operator();
        DataType type = site.left().type();
        if (operator == ComparisonOperator.NULL_SAFE_EQUAL) {
            RowComparator order = RowComparator.of(type);
            return (arguments, rowCount, context) ->
                    nullSafe(order, arguments[0], arguments[1], rowCount);
        }
        if (site.right() instanceof Literal literal && literal.value() != null) {
            Kernel kernel = withConstant(operator, type, literal.value());
            if (kernel != null) {
                return kernel;
            }
        }
        return switch (type) {
            case DataType.Null ignored ->
                    (arguments, rowCount, context) -> Columns.nulls(DataType.BOOLEAN, rowCount);
            case DataType.Int8 ignored -> new IntComparison(operator);
            case DataType.Int16 ignored -> new IntComparison(operator);
            case DataType.Int32 ignored -> new IntComparison(operator);
            case DataType.Date ignored -> new IntComparison(operator);
            case DataType.YearMonthInterval ignored -> new IntComparison(operator);
            case DataType.Int64 ignored -> new LongComparison(operator);
            case DataType.Timestamp ignored -> new LongComparison(operator);
            case DataType.TimestampNtz ignored -> new LongComparison(operator);
            case DataType.Time ignored -> new LongComparison(operator);
            case DataType.DayTimeInterval ignored -> new LongComparison(operator);
            default -> new GeneralComparison(operator, RowComparator.values(type));
        };
    }

    private static Column nullSafe(RowComparator order, Column left, Column right, int rowCount) {
        boolean[] result = new boolean[rowCount];
        for (int i = 0; i < rowCount; i++) {
            result[i] = order.compare(left, i, right, i) == 0;
        }
        return new BooleanColumn(result, null, rowCount);
    }

    /// A test against one value; null if the type has no shortcut.
    private static @Nullable Kernel withConstant(
            ComparisonOperator operator, DataType type, Object value) {
        return switch (type) {
            case DataType.Int8 ignored -> intRange(operator, (Integer) value);
            case DataType.Int16 ignored -> intRange(operator, (Integer) value);
            case DataType.Int32 ignored -> intRange(operator, (Integer) value);
            case DataType.Date ignored -> intRange(operator, (Integer) value);
            case DataType.YearMonthInterval ignored -> intRange(operator, (Integer) value);
            case DataType.Int64 ignored -> longRange(operator, (Long) value);
            case DataType.Timestamp ignored -> longRange(operator, (Long) value);
            case DataType.TimestampNtz ignored -> longRange(operator, (Long) value);
            case DataType.Time ignored -> longRange(operator, (Long) value);
            case DataType.DayTimeInterval ignored -> longRange(operator, (Long) value);
            case DataType.Float32 ignored -> doubleTest(operator, (Double) value);
            case DataType.Float64 ignored -> doubleTest(operator, (Double) value);
            case DataType.Text ignored when operator == ComparisonOperator.EQUAL ->
                    equalTo(((String) value).getBytes(StandardCharsets.UTF_8));
            default -> null;
        };
    }

    private static Kernel intRange(ComparisonOperator operator, int value) {
        // the bounds are long so that an empty range needs no special case
        long least =
                switch (operator) {
                    case EQUAL, NULL_SAFE_EQUAL, GREATER_OR_EQUAL -> value;
                    case GREATER -> value + 1L;
                    case LESS, LESS_OR_EQUAL -> Integer.MIN_VALUE;
                };
        long greatest =
                switch (operator) {
                    case EQUAL, NULL_SAFE_EQUAL, LESS_OR_EQUAL -> value;
                    case LESS -> value - 1L;
                    case GREATER, GREATER_OR_EQUAL -> Integer.MAX_VALUE;
                };
        return (arguments, rowCount, context) -> {
            IntColumn column = (IntColumn) arguments[0];
            int[] values = column.values();
            boolean[] result = new boolean[rowCount];
            for (int i = 0; i < rowCount; i++) {
                result[i] = values[i] >= least & values[i] <= greatest;
            }
            return new BooleanColumn(result, column.validity(), rowCount);
        };
    }

    private static Kernel longRange(ComparisonOperator operator, long value) {
        boolean isEmpty =
                (operator == ComparisonOperator.GREATER && value == Long.MAX_VALUE)
                        || (operator == ComparisonOperator.LESS && value == Long.MIN_VALUE);
        long least =
                switch (operator) {
                    case EQUAL, NULL_SAFE_EQUAL, GREATER_OR_EQUAL -> value;
                    case GREATER -> isEmpty ? 1 : value + 1;
                    case LESS -> isEmpty ? 1 : Long.MIN_VALUE;
                    case LESS_OR_EQUAL -> Long.MIN_VALUE;
                };
        long greatest =
                switch (operator) {
                    case EQUAL, NULL_SAFE_EQUAL, LESS_OR_EQUAL -> value;
                    case LESS -> isEmpty ? 0 : value - 1;
                    case GREATER -> isEmpty ? 0 : Long.MAX_VALUE;
                    case GREATER_OR_EQUAL -> Long.MAX_VALUE;
                };
        return (arguments, rowCount, context) -> {
            LongColumn column = (LongColumn) arguments[0];
            long[] values = column.values();
            boolean[] result = new boolean[rowCount];
            for (int i = 0; i < rowCount; i++) {
                result[i] = values[i] >= least & values[i] <= greatest;
            }
            return new BooleanColumn(result, column.validity(), rowCount);
        };
    }

    /// NaN is the greatest value, so "greater" is "not less or equal".
    private static Kernel doubleTest(ComparisonOperator operator, double value) {
        if (Double.isNaN(value)) {
            boolean ifNan =
                    operator != ComparisonOperator.LESS && operator != ComparisonOperator.GREATER;
            boolean ifNumber =
                    operator == ComparisonOperator.LESS
                            || operator == ComparisonOperator.LESS_OR_EQUAL;
            return (arguments, rowCount, context) -> {
                DoubleColumn column = (DoubleColumn) arguments[0];
                double[] values = column.values();
                boolean[] result = new boolean[rowCount];
                for (int i = 0; i < rowCount; i++) {
                    result[i] = Double.isNaN(values[i]) ? ifNan : ifNumber;
                }
                return new BooleanColumn(result, column.validity(), rowCount);
            };
        }
        boolean negate =
                operator == ComparisonOperator.GREATER
                        || operator == ComparisonOperator.GREATER_OR_EQUAL;
        double least = operator == ComparisonOperator.EQUAL ? value : Double.NEGATIVE_INFINITY;
        boolean strict =
                operator == ComparisonOperator.LESS
                        || operator == ComparisonOperator.GREATER_OR_EQUAL;
        double greatest = value;
        return (arguments, rowCount, context) -> {
            DoubleColumn column = (DoubleColumn) arguments[0];
            double[] values = column.values();
            boolean[] result = new boolean[rowCount];
            if (strict) {
                for (int i = 0; i < rowCount; i++) {
                    result[i] = values[i] < greatest ^ negate;
                }
            } else {
                for (int i = 0; i < rowCount; i++) {
                    result[i] = (values[i] >= least & values[i] <= greatest) ^ negate;
                }
            }
            return new BooleanColumn(result, column.validity(), rowCount);
        };
    }

    private static Kernel equalTo(byte[] wanted) {
        return (arguments, rowCount, context) -> {
            BytesColumn column = (BytesColumn) arguments[0];
            byte[] data = column.data();
            int[] starts = column.starts();
            int[] lengths = column.lengths();
            boolean[] result = new boolean[rowCount];
            for (int i = 0; i < rowCount; i++) {
                int start = starts[i];
                result[i] =
                        lengths[i] == wanted.length
                                && Arrays.equals(
                                        data,
                                        start,
                                        start + wanted.length,
                                        wanted,
                                        0,
                                        wanted.length);
            }
            return new BooleanColumn(result, column.validity(), rowCount);
        };
    }
}
