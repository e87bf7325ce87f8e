// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.call;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.type.DataType;

/// The loop for functions that are dear per row anyway (text, regular expressions, collections):
/// one
/// call of a `RowFunction` per row.
public final class RowKernel<B extends ColumnBuilder> implements Kernel {
    private final DataType type;
    private final boolean strict;
    private final RowFunction<B> function;

    private RowKernel(DataType type, boolean strict, RowFunction<B> function) {
        this.type = type;
        this.strict = strict;
        this.function = function;
    }

    /// A function that is NULL if any argument is, and is then not called.
    public static <B extends ColumnBuilder> RowKernel<B> strict(
            DataType type, RowFunction<B> function) {
        return new RowKernel<>(type, true, function);
    }

    /// A function that looks at NULLs itself.
    public static <B extends ColumnBuilder> RowKernel<B> withNulls(
            DataType type, RowFunction<B> function) {
        return new RowKernel<>(type, false, function);
    }

    @Override
    @SuppressWarnings("unchecked") // the caller names the form that belongs to the type
    public Column evaluate(Column[] arguments, int rowCount, KernelContext context) {
        B result = (B) ColumnBuilder.of(type, rowCount);
        long[] valid = strict ? Columns.validity(arguments) : null;
        if (valid == null) {
            for (int row = 0; row < rowCount; row++) {
                function.append(arguments, row, result);
            }
        } else {
            for (int row = 0; row < rowCount; row++) {
                if ((valid[row >> 6] >>> row & 1L) != 0) {
                    function.append(arguments, row, result);
                } else {
                    result.appendNull();
                }
            }
        }
        return result.build();
    }
}
