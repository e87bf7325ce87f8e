// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.spi.type.DataType;

/// Which casts lose nothing, in Spark's opinion: numbers to wider ones, anything to text, dates to
/// timestamps.
final class UpCasts {
    private UpCasts() {}

    static boolean isSafe(DataType from, DataType to) {
        if (to instanceof DataType.Text) {
            return true;
        }
        if (to instanceof DataType.Decimal wide) {
            return isWiderThan(wide, from);
        }
        if (from instanceof DataType.Decimal) {
            return false;
        }
        if (width(from) > 0 && width(to) > 0) {
            return width(from) < width(to);
        }
        return switch (from) {
            case DataType.Date ignored ->
                    to instanceof DataType.Timestamp || to instanceof DataType.TimestampNtz;
            case DataType.Timestamp ignored -> to instanceof DataType.TimestampNtz;
            case DataType.TimestampNtz ignored -> to instanceof DataType.Timestamp;
            default -> false;
        };
    }

    private static boolean isWiderThan(DataType.Decimal wide, DataType from) {
        int digits;
        int scale = 0;
        switch (from) {
            case DataType.Decimal decimal -> {
                scale = decimal.scale();
                digits = decimal.precision() - scale;
            }
            case DataType.Int8 ignored -> digits = 3;
            case DataType.Int16 ignored -> digits = 5;
            case DataType.Int32 ignored -> digits = 10;
            case DataType.Int64 ignored -> digits = 20;
            default -> {
                return false;
            }
        }
        return wide.precision() - wide.scale() >= digits && wide.scale() >= scale;
    }

    /// Place among the numbers from narrow to wide, 0 for other types.
    private static int width(DataType type) {
        return switch (type) {
            case DataType.Int8 ignored -> 1;
            case DataType.Int16 ignored -> 2;
            case DataType.Int32 ignored -> 3;
            case DataType.Int64 ignored -> 4;
            case DataType.Float32 ignored -> 5;
            case DataType.Float64 ignored -> 6;
            default -> 0;
        };
    }
}
