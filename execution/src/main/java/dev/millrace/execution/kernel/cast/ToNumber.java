// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.cast;

import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.KernelErrors;
import dev.millrace.execution.kernel.number.Decimals;
import dev.millrace.execution.kernel.number.NumberText;
import dev.millrace.execution.kernel.time.Civil;
import dev.millrace.execution.kernel.time.TimeFormat;
import dev.millrace.execution.kernel.time.TimeOfDay;
import dev.millrace.execution.kernel.time.ZoneClock;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DecimalColumn;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;

/// Casts to boolean, the integers and the floating-point numbers.
final class ToNumber {
    private ToNumber() {}

    static @Nullable Kernel toBoolean(CastSite site) {
        return (arguments, rowCount, context) -> {
            Column source = arguments[0];
            Nulls nulls = new Nulls(source.validity(), rowCount);
            boolean[] result = new boolean[rowCount];
            for (int i = 0; i < rowCount; i++) {
                result[i] =
                        switch (source) {
                            case IntColumn ints -> ints.value(i) != 0;
                            case LongColumn longs -> longs.value(i) != 0;
                            case DoubleColumn doubles -> doubles.value(i) != 0;
                            case DecimalColumn decimals ->
                                    (decimals.high(i) | decimals.low(i)) != 0;
                            case BytesColumn text ->
                                    nulls.isValid(i) && truth(site, text, i, nulls);
                            default -> throw new IllegalStateException("cast to boolean");
                        };
            }
            return new BooleanColumn(result, nulls.validity(), rowCount);
        };
    }

    private static boolean truth(CastSite site, BytesColumn text, int row, Nulls nulls) {
        switch (text.text(row).strip().toLowerCase(Locale.ROOT)) {
            case "t", "true", "y", "yes", "1" -> {
                return true;
            }
            case "f", "false", "n", "no", "0" -> {
                return false;
            }
            default -> {
                if (site.failsOnError()) {
                    throw site.invalidText(text, row);
                }
                nulls.add(row);
                return false;
            }
        }
    }

    static Kernel toInt(CastSite site) {
        int least =
                switch (site.to()) {
                    case DataType.Int8 ignored -> Byte.MIN_VALUE;
                    case DataType.Int16 ignored -> Short.MIN_VALUE;
                    default -> Integer.MIN_VALUE;
                };
        int greatest = -(least + 1);
        return (arguments, rowCount, context) -> {
            if (arguments[0] instanceof BooleanColumn booleans) {
                return fromBooleans(booleans, rowCount);
            }
            int[] result = new int[rowCount];
            Nulls nulls = new Nulls(arguments[0].validity(), rowCount);
            long[] wide = longs(site, arguments[0], rowCount, nulls, context.timeZone());
            boolean hasFractions = arguments[0] instanceof DoubleColumn;
            boolean wraps = site.wraps();
            for (int i = 0; i < rowCount; i++) {
                if (wide[i] >= least & wide[i] <= greatest) {
                    result[i] = (int) wide[i];
                } else if (wraps) {
                    result[i] = lowest(site.to(), hasFractions ? nearest(wide[i]) : (int) wide[i]);
                } else if (nulls.isValid(i)) {
                    if (site.failsOnError()) {
                        throw outOfRange(site, arguments[0], i, context.timeZone());
                    }
                    nulls.add(i);
                }
            }
            return new IntColumn(result, nulls.validity(), rowCount);
        };
    }

    private static int nearest(long value) {
        return (int) Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /// The lowest bits of the value, as many as the type has.
    private static int lowest(DataType type, int value) {
        return switch (type) {
            case DataType.Int8 ignored -> (byte) value;
            case DataType.Int16 ignored -> (short) value;
            default -> value;
        };
    }

    static Kernel toLong(CastSite site) {
        return (arguments, rowCount, context) -> {
            Nulls nulls = new Nulls(arguments[0].validity(), rowCount);
            long[] result = longs(site, arguments[0], rowCount, nulls, context.timeZone());
            return new LongColumn(result, nulls.validity(), rowCount);
        };
    }

    private static IntColumn fromBooleans(BooleanColumn booleans, int rowCount) {
        int[] result = new int[rowCount];
        for (int i = 0; i < rowCount; i++) {
            result[i] = booleans.value(i) ? 1 : 0;
        }
        return new IntColumn(result, booleans.validity(), rowCount);
    }

    /// The values as `long`, before the range of the target is checked.
    private static long[] longs(
            CastSite site, Column source, int rowCount, Nulls nulls, java.time.ZoneId zone) {
        long[] result = new long[rowCount];
        switch (source) {
            case IntColumn ints -> {
                int[] values = ints.values();
                int divisor = (int) ToInterval.unit(site.from());
                for (int i = 0; i < rowCount; i++) {
                    result[i] = values[i] / divisor;
                }
            }
            case BooleanColumn booleans -> {
                for (int i = 0; i < rowCount; i++) {
                    result[i] = booleans.value(i) ? 1 : 0;
                }
            }
            case LongColumn longs -> {
                long divisor = divisor(site.from());
                long[] values = longs.values();
                // A time is in the second that has begun, a length has so many whole ones.
                boolean isLength = site.from() instanceof DataType.DayTimeInterval;
                for (int i = 0; i < rowCount; i++) {
                    result[i] =
                            isLength
                                    ? values[i] / divisor
                                    : divisor == 1 ? values[i] : Math.floorDiv(values[i], divisor);
                }
            }
            case DoubleColumn doubles -> {
                for (int i = 0; i < rowCount; i++) {
                    double value = doubles.value(i);
                    result[i] = (long) value;
                    boolean fits =
                            Math.floor(value) <= Long.MAX_VALUE
                                    && Math.ceil(value) >= Long.MIN_VALUE;
                    if (!fits && nulls.isValid(i)) {
                        lose(site, source, i, nulls, zone);
                    }
                }
            }
            case DecimalColumn decimals -> {
                int scale = ((DataType.Decimal) site.from()).scale();
                for (int i = 0; i < rowCount; i++) {
                    if (decimals.fitsLong(i) && scale <= Decimals.LONG_DIGITS) {
                        result[i] = decimals.low(i) / Decimals.power(scale);
                        continue;
                    }
                    BigInteger whole = decimals.value(i, scale).toBigInteger();
                    result[i] = whole.longValue();
                    if (whole.bitLength() > 63 && nulls.isValid(i)) {
                        lose(site, source, i, nulls, zone);
                    }
                }
            }
            case BytesColumn text -> parse(site, text, rowCount, nulls, result);
            default -> throw new IllegalStateException("cast from " + site.from().simpleName());
        }
        return result;
    }

    private static void parse(
            CastSite site, BytesColumn text, int rowCount, Nulls nulls, long[] result) {
        byte[] data = text.data();
        long least =
                switch (site.to()) {
                    case DataType.Int8 ignored -> Byte.MIN_VALUE;
                    case DataType.Int16 ignored -> Short.MIN_VALUE;
                    case DataType.Int32 ignored -> Integer.MIN_VALUE;
                    default -> Long.MIN_VALUE;
                };
        for (int i = 0; i < rowCount; i++) {
            int start = text.start(i);
            int length = text.length(i);
            if (NumberText.isLong(data, start, length)) {
                result[i] = NumberText.parseLong(data, start, length);
                if (result[i] >= least && result[i] <= -(least + 1)) {
                    continue;
                }
            }
            result[i] = 0;
            if (nulls.isValid(i)) {
                if (site.failsOnError()) {
                    throw site.invalidText(text, i);
                }
                nulls.add(i);
            }
        }
    }

    private static long divisor(DataType from) {
        return switch (from) {
            case DataType.Timestamp ignored -> Civil.MICROS_PER_SECOND;
            case DataType.Time ignored -> TimeOfDay.NANOS_PER_SECOND;
            default -> ToInterval.unit(from);
        };
    }

    private static void lose(
            CastSite site, Column source, int row, Nulls nulls, java.time.ZoneId zone) {
        if (site.failsOnError()) {
            throw outOfRange(site, source, row, zone);
        }
        if (!site.wraps()) {
            nulls.add(row);
        }
    }

    private static RuntimeException outOfRange(
            CastSite site, Column source, int row, java.time.ZoneId zone) {
        String shown =
                switch (source) {
                    case IntColumn ints -> site.shown(ints.value(row));
                    case LongColumn longs when site.from() instanceof DataType.Timestamp ->
                            "TIMESTAMP '"
                                    + TimeFormat.timestampText(
                                            new ZoneClock(zone).toLocal(longs.value(row)))
                                    + "'";
                    case LongColumn longs when site.from() instanceof DataType.Time ->
                            "TIME '" + TimeFormat.timeText(longs.value(row)) + "'";
                    case LongColumn longs -> site.shown(longs.value(row));
                    case DoubleColumn doubles -> site.shown(doubles.value(row));
                    case DecimalColumn decimals ->
                            decimals.value(row, ((DataType.Decimal) site.from()).scale())
                                            .toPlainString()
                                    + "BD";
                    default -> "?";
                };
        return site.overflow(shown);
    }

    static Kernel toDouble(CastSite site) {
        boolean isFloat = site.to() instanceof DataType.Float32;
        return (arguments, rowCount, context) -> {
            double[] result = new double[rowCount];
            Nulls nulls = new Nulls(arguments[0].validity(), rowCount);
            fillDoubles(site, arguments[0], nulls, result);
            if (isFloat) {
                for (int i = 0; i < rowCount; i++) {
                    result[i] = (float) result[i];
                }
            }
            return new DoubleColumn(result, nulls.validity(), rowCount);
        };
    }

    private static void fillDoubles(CastSite site, Column source, Nulls nulls, double[] result) {
        switch (source) {
            case IntColumn ints -> {
                int[] values = ints.values();
                for (int i = 0; i < result.length; i++) {
                    result[i] = values[i];
                }
            }
            case LongColumn longs -> fromLongs(site, longs.values(), result);
            case BooleanColumn booleans -> {
                for (int i = 0; i < result.length; i++) {
                    result[i] = booleans.value(i) ? 1 : 0;
                }
            }
            case DoubleColumn doubles ->
                    System.arraycopy(doubles.values(), 0, result, 0, result.length);
            case DecimalColumn decimals -> {
                int scale = ((DataType.Decimal) site.from()).scale();
                boolean isFloat = site.to() instanceof DataType.Float32;
                for (int i = 0; i < result.length; i++) {
                    result[i] =
                            isFloat
                                    ? decimals.value(i, scale).floatValue()
                                    : Decimals.toDouble(decimals, i, scale);
                }
            }
            case BytesColumn text -> {
                for (int i = 0; i < result.length; i++) {
                    if (nulls.isValid(i)) {
                        result[i] = parseDouble(site, text, i, nulls);
                    }
                }
            }
            default -> throw new IllegalStateException("cast from " + site.from().simpleName());
        }
    }

    private static void fromLongs(CastSite site, long[] values, double[] result) {
        if (site.from() instanceof DataType.Timestamp) {
            for (int i = 0; i < result.length; i++) {
                result[i] = values[i] / 1e6;
            }
        } else if (site.to() instanceof DataType.Float32) {
            for (int i = 0; i < result.length; i++) {
                // long to float rounds once; through double it would round twice
                result[i] = (float) values[i];
            }
        } else {
            for (int i = 0; i < result.length; i++) {
                result[i] = values[i];
            }
        }
    }

    private static double parseDouble(CastSite site, BytesColumn text, int row, Nulls nulls) {
        byte[] data = text.data();
        int start = text.start(row);
        int length = text.length(row);
        Double parsed;
        if (site.to() instanceof DataType.Float32) {
            parsed = NumberText.parseFloat(data, start, length);
        } else {
            double simple = NumberText.parseSimpleDouble(data, start, length);
            if (!Double.isNaN(simple)) {
                return simple;
            }
            parsed = NumberText.parseAnyDouble(data, start, length);
        }
        if (parsed != null) {
            return parsed;
        }
        if (site.failsOnError()) {
            throw site.invalidText(text, row);
        }
        nulls.add(row);
        return 0;
    }

    /// Kept beside the others because decimals share the rule: NaN and infinity have no decimal.
    static @Nullable BigDecimal exact(double value) {
        return Double.isNaN(value) || Double.isInfinite(value)
                ? null
                : new BigDecimal(Double.toString(value));
    }

    /// The error of text that is no number of the decimal type.
    static RuntimeException invalid(CastSite site, BytesColumn text, int row) {
        return KernelErrors.castInvalidText(text.text(row), site.to(), site.origin());
    }
}
