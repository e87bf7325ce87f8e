// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.expression;

import dev.millrace.spi.type.DataType;

/// Which conversions can give NULL for a value.
final class CastRules {
    private CastRules() {}

    static boolean mayGiveNull(DataType from, DataType to, Misfit misfit) {
        return declaredNullable(from, to) || (misfit == Misfit.NULL && !alwaysFits(from, to));
    }

    /// Conversions that Spark declares nullable in every mode.
    private static boolean declaredNullable(DataType from, DataType to) {
        if (from.equals(to) || from instanceof DataType.Null || to instanceof DataType.Text) {
            return false;
        }
        return switch (from) {
            case DataType.Text ignored -> !(to instanceof DataType.Binary);
            case DataType.Timestamp ignored -> isNarrowIntegral(to);
            case DataType.TimestampNtz ignored ->
                    isNarrowIntegral(to) || to instanceof DataType.Date;
            case DataType.Date ignored -> !(to instanceof DataType.Timestamp);
            case DataType.Float32 ignored -> isIntegral(to) || isTimeOrDecimal(to);
            case DataType.Float64 ignored -> isIntegral(to) || isTimeOrDecimal(to);
            case DataType.Decimal decimal ->
                    isIntegral(to) || (to instanceof DataType.Decimal d && !holds(d, decimal));
            default -> to instanceof DataType.Decimal decimal && !holdsIntegral(decimal, from);
        };
    }

    private static boolean alwaysFits(DataType from, DataType to) {
        if (from.equals(to) || to instanceof DataType.Text || from instanceof DataType.Null) {
            return true;
        }
        int fromRank = rank(from);
        int toRank = rank(to);
        if (fromRank >= 0 && toRank >= 0) {
            return fromRank <= toRank;
        }
        return switch (to) {
            case DataType.Binary ignored -> from instanceof DataType.Text;
            case DataType.Decimal decimal ->
                    from instanceof DataType.Decimal other
                            ? holds(decimal, other)
                            : holdsIntegral(decimal, from);
            case DataType.Timestamp ignored -> isDateOrTime(from) || isIntegral(from);
            case DataType.TimestampNtz ignored -> isDateOrTime(from);
            case DataType.Date ignored -> isDateOrTime(from);
            case DataType.Float64 ignored -> from instanceof DataType.Decimal;
            default -> from instanceof DataType.Bool && toRank >= 0;
        };
    }

    private static boolean isDateOrTime(DataType type) {
        return type instanceof DataType.Date
                || type instanceof DataType.Timestamp
                || type instanceof DataType.TimestampNtz;
    }

    private static int rank(DataType type) {
        return switch (type) {
            case DataType.Int8 ignored -> 0;
            case DataType.Int16 ignored -> 1;
            case DataType.Int32 ignored -> 2;
            case DataType.Int64 ignored -> 3;
            case DataType.Float32 ignored -> 4;
            case DataType.Float64 ignored -> 5;
            default -> -1;
        };
    }

    private static boolean isIntegral(DataType type) {
        return rank(type) >= 0 && rank(type) <= 3;
    }

    private static boolean isNarrowIntegral(DataType type) {
        return rank(type) >= 0 && rank(type) <= 2;
    }

    private static boolean isTimeOrDecimal(DataType type) {
        return type instanceof DataType.Timestamp || type instanceof DataType.Decimal;
    }

    private static boolean holds(DataType.Decimal wide, DataType.Decimal narrow) {
        int wideDigits = wide.precision() - wide.scale();
        int narrowDigits = narrow.precision() - narrow.scale();
        // one digit more has room for what rounding adds
        return wideDigits > narrowDigits
                || (wideDigits == narrowDigits && wide.scale() >= narrow.scale());
    }

    private static boolean holdsIntegral(DataType.Decimal decimal, DataType from) {
        int digits =
                switch (from) {
                    case DataType.Bool ignored -> 1;
                    case DataType.Int8 ignored -> 3;
                    case DataType.Int16 ignored -> 5;
                    case DataType.Int32 ignored -> 10;
                    case DataType.Int64 ignored -> 20;
                    default -> DataType.Decimal.MAX_PRECISION + 1;
                };
        return decimal.precision() - decimal.scale() >= digits;
    }
}
