// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.cast;

import dev.millrace.execution.kernel.call.KernelErrors;
import dev.millrace.plan.expression.Misfit;
import dev.millrace.plan.function.Types;
import dev.millrace.plan.relation.Origin;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

/// One cast in a query.
record CastSite(DataType from, DataType to, Misfit misfit, @Nullable Origin origin) {
    boolean failsOnError() {
        return misfit.fails();
    }

    /// Numbers that do not fit keep their lowest bits.
    boolean wraps() {
        return misfit == Misfit.WRAP && Types.isNumeric(from);
    }

    MillraceException invalidText(BytesColumn column, int row) {
        return KernelErrors.castInvalidText(column.text(row), to, origin);
    }

    /// @param shown the value as a SQL literal
    MillraceException overflow(String shown) {
        return KernelErrors.castOverflow(shown, from, to);
    }

    /// A number as SQL writes a literal of the source type.
    String shown(long value) {
        return switch (from) {
            case DataType.Int64 ignored -> value + "L";
            case DataType.Int16 ignored -> value + "S";
            case DataType.Int8 ignored -> value + "Y";
            default -> Long.toString(value);
        };
    }

    String shown(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.toString(value);
        }
        return from instanceof DataType.Float32 ? Float.toString((float) value) : value + "D";
    }
}
