// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Columns;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.KernelContext;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.BytesBuilder;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.column.NullColumn;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/// Functions of the row's place and of the task, and deliberate errors.
final class RowFunctions {
    static final List<String> NAMES =
            List.of(
                    "monotonically_increasing_id",
                    "spark_partition_id",
                    "uuid",
                    "assert_true",
                    "raise_error",
                    "single_value");

    /// Rows that a partition has room for in the ids.
    private static final int PARTITION_SHIFT = 33;

    private RowFunctions() {}

    static @Nullable Kernel of(CallSite site) {
        return switch (site.function()) {
            case "monotonically_increasing_id" ->
                    (arguments, rowCount, context) -> {
                        long first =
                                ((long) context.partition() << PARTITION_SHIFT)
                                        + context.firstRow();
                        long[] ids = new long[rowCount];
                        for (int i = 0; i < rowCount; i++) {
                            ids[i] = first + i;
                        }
                        return new LongColumn(ids, null, rowCount);
                    };
            case "spark_partition_id" ->
                    (arguments, rowCount, context) ->
                            IntColumn.constant(context.partition(), rowCount);
            case "uuid" -> (arguments, rowCount, context) -> uuids(rowCount, context);
            case "assert_true" -> (arguments, rowCount, context) -> assertTrue(arguments, rowCount);
            case "raise_error" ->
                    (arguments, rowCount, context) -> {
                        if (rowCount > 0) {
                            throw raised(arguments[0], 0);
                        }
                        return new NullColumn(0);
                    };
            case "single_value" -> (arguments, rowCount, context) -> single(arguments, rowCount);
            default -> null;
        };
    }

    /// The value of a scalar subquery, which may have one row.
    ///
    /// @param arguments the value of its first row, and the number of its rows
    private static Column single(Column[] arguments, int rowCount) {
        for (int i = 0; i < rowCount; i++) {
            if (!arguments[1].isNull(i) && ((LongColumn) arguments[1]).value(i) > 1) {
                throw MillraceException.of(
                                ErrorKind.RUNTIME, "SCALAR_SUBQUERY_TOO_MANY_ROWS", "21000")
                        .text("More than one row returned by a subquery used as an expression.");
            }
        }
        return arguments[0];
    }

    private static Column uuids(int rowCount, KernelContext context) {
        long seed = context.seed() * 31 + context.partition();
        BytesBuilder result = new BytesBuilder(rowCount);
        for (int i = 0; i < rowCount; i++) {
            SplittableRandom random =
                    new SplittableRandom(seed ^ (context.firstRow() + i) * 0x9E3779B97F4A7C15L);
            long high = random.nextLong() & ~0xf000L | 0x4000L;
            long low = random.nextLong() & 0x3fffffffffffffffL | Long.MIN_VALUE;
            result.append(new UUID(high, low).toString());
        }
        return result.build();
    }

    private static Column assertTrue(Column[] arguments, int rowCount) {
        BooleanColumn holds = Logic.booleans(arguments[0]);
        for (int i = 0; i < rowCount; i++) {
            if (holds.isNull(i) || !holds.value(i)) {
                throw raised(arguments[1], i);
            }
        }
        return Columns.nulls(dev.millrace.spi.type.DataType.NULL, rowCount);
    }

    private static MillraceException raised(Column messages, int row) {
        String message =
                messages.isNull(row) || !(messages instanceof BytesColumn texts)
                        ? "null"
                        : texts.text(row);
        return MillraceException.of(ErrorKind.RUNTIME, "USER_RAISED_EXCEPTION", "P0001")
                .with("errorMessage", message)
                .text(message);
    }
}
