// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.cast;

import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.number.DecimalWriter;
import dev.millrace.execution.kernel.number.NumberText;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.type.DataType;

import java.math.BigDecimal;

/// Casts to decimal: rounded half up to the scale.
final class ToDecimal {
    /// Digits of a text that surely fit a `long`.
    private static final int SAFE_DIGITS = 18;

    /// Powers of ten up to here are exact as `double`.
    private static final int MAX_EXACT_SCALE = 22;

    private ToDecimal() {}

    static Kernel of(CastSite site, DataType.Decimal type) {
        return (arguments, rowCount, context) -> {
            Column source = arguments[0];
            DecimalWriter result =
                    new DecimalWriter(
                            type, site.failsOnError(), site.origin(), rowCount, source.validity());
            for (int i = 0; i < rowCount; i++) {
                if (result.isValid(i)) {
                    convert(site, source, i, result);
                }
            }
            return result.build();
        };
    }

    private static void convert(CastSite site, Column source, int row, DecimalWriter result) {
        switch (source) {
            case IntColumn ints ->
                    result.set(row, ints.value(row) / ToInterval.unit(site.from()), 0);
            case LongColumn longs -> {
                boolean isCoarse =
                        site.from() instanceof DataType.DayTimeInterval interval
                                && interval.end() != DataType.DayTimeInterval.SECOND;
                long value = longs.value(row);
                result.set(
                        row,
                        isCoarse ? value / ToInterval.unit(site.from()) : value,
                        isCoarse ? 0 : fractionDigits(site.from()));
            }
            case BooleanColumn booleans -> result.set(row, booleans.value(row) ? 1 : 0, 0);
            case DoubleColumn doubles -> {
                int scale = Math.min(result.scale(), MAX_EXACT_SCALE);
                long digits = NumberText.exactDigits(doubles.value(row), scale);
                if (digits != NumberText.NO_DIGITS && result.fits(digits)) {
                    result.set(row, digits, scale);
                    return;
                }
                BigDecimal exact = ToNumber.exact(doubles.value(row));
                if (exact == null) {
                    result.setNull(row);
                } else {
                    result.set(row, exact);
                }
            }
            case DecimalColumn decimals -> {
                int scale = ((DataType.Decimal) site.from()).scale();
                if (decimals.fitsLong(row)) {
                    result.set(row, decimals.low(row), scale);
                } else {
                    result.set(row, decimals.value(row, scale));
                }
            }
            case BytesColumn text -> parse(site, text, row, result);
            default -> throw new IllegalStateException("cast from " + site.from().simpleName());
        }
    }

    /// How much finer than a second, or than one, the values are held.
    private static int fractionDigits(DataType from) {
        return switch (from) {
            case DataType.Timestamp ignored -> 6;
            case DataType.DayTimeInterval ignored -> 6;
            case DataType.Time ignored -> 9;
            default -> 0;
        };
    }

    /// Digits with a sign and a point go straight into a `long`; all else through `BigDecimal`.
    private static void parse(CastSite site, BytesColumn text, int row, DecimalWriter result) {
        byte[] data = text.data();
        int at = text.start(row);
        int end = at + text.length(row);
        boolean negative = at < end && data[at] == '-';
        long digits = 0;
        int count = 0;
        int point = -1;
        for (int i = negative ? at + 1 : at; i < end; i++) {
            int digit = data[i] - '0';
            if (digit >= 0 && digit <= 9) {
                digits = digits * 10 + digit;
                count++;
            } else if (data[i] == '.' && point < 0) {
                point = count;
            } else {
                count = Integer.MAX_VALUE;
                break;
            }
        }
        if (count >= 1 && count <= SAFE_DIGITS) {
            result.set(row, negative ? -digits : digits, point < 0 ? 0 : count - point);
            return;
        }
        BigDecimal value = NumberText.parseDecimal(data, at, end - at);
        if (value != null) {
            result.set(row, value);
        } else if (site.failsOnError()) {
            throw ToNumber.invalid(site, text, row);
        } else {
            result.setNull(row);
        }
    }
}
