// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.cast;

import dev.millrace.execution.kernel.call.Columns;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.plan.expression.Misfit;
import dev.millrace.plan.relation.Origin;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

/// Finds the kernel that converts between two types. Which casts are allowed at all is decided by
/// analysis; a pair that has no kernel is refused by name.
public final class CastKernels {
    private CastKernels() {}

    /// A kernel of one argument.
    ///
    /// @param misfit what becomes of a value that the target cannot hold
    public static Kernel of(DataType from, DataType to, Misfit misfit, @Nullable Origin origin) {
        if (from.equals(to)) {
            return (arguments, rowCount, context) -> arguments[0];
        }
        if (from instanceof DataType.Null) {
            return (arguments, rowCount, context) -> Columns.nulls(to, rowCount);
        }
        CastSite site = new CastSite(from, to, misfit, origin);
        Kernel kernel =
                switch (to) {
                    case DataType.Text ignored -> ToText.of(from);
                    case DataType.Binary ignored -> binary(site);
                    case DataType.Bool ignored -> ToNumber.toBoolean(site);
                    case DataType.Int8 ignored -> ToNumber.toInt(site);
                    case DataType.Int16 ignored -> ToNumber.toInt(site);
                    case DataType.Int32 ignored -> ToNumber.toInt(site);
                    case DataType.Int64 ignored -> ToNumber.toLong(site);
                    case DataType.Float32 ignored -> ToNumber.toDouble(site);
                    case DataType.Float64 ignored -> ToNumber.toDouble(site);
                    case DataType.Decimal decimal -> ToDecimal.of(site, decimal);
                    case DataType.Date ignored -> ToTime.date(site);
                    case DataType.Timestamp ignored -> ToTime.timestamp(site);
                    case DataType.TimestampNtz ignored -> ToTime.local(site);
                    case DataType.Time time -> ToTimeOfDay.of(site, time);
                    case DataType.Array ignored -> NestedCast.of(site);
                    case DataType.Map ignored -> NestedCast.of(site);
                    case DataType.Struct ignored -> NestedCast.of(site);
                    case DataType.DayTimeInterval ignored -> ToInterval.of(site);
                    case DataType.YearMonthInterval ignored -> ToInterval.of(site);
                    case DataType.Null ignored -> null;
                    case DataType.CalendarInterval ignored -> null;
                };
        if (kernel == null) {
            throw MillraceException.unsupported(
                    "the cast from " + from.simpleName() + " to " + to.simpleName());
        }
        return kernel;
    }

    /// False if every value of `from` has one in `to`.
    public static boolean canFail(DataType from, DataType to) {
        if (from.equals(to) || from instanceof DataType.Null || to instanceof DataType.Text) {
            return false;
        }
        boolean fromInt =
                from instanceof DataType.Int8
                        || from instanceof DataType.Int16
                        || from instanceof DataType.Int32
                        || from instanceof DataType.Int64
                        || from instanceof DataType.Bool;
        boolean wide =
                to instanceof DataType.Int64
                        || to instanceof DataType.Float64
                        || to instanceof DataType.Float32;
        boolean times =
                (from instanceof DataType.Date || from instanceof DataType.Timestamp)
                        && (to instanceof DataType.Date || to instanceof DataType.Timestamp);
        return !(fromInt && wide) && !times;
    }

    private static Kernel same() {
        return (arguments, rowCount, context) -> arguments[0];
    }

    private static @Nullable Kernel binary(CastSite site) {
        return site.from() instanceof DataType.Text ? same() : null;
    }
}
