// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.csv;

import dev.millrace.connector.files.text.DateParser;
import dev.millrace.connector.files.text.TimePattern;
import dev.millrace.connector.files.text.TimestampParser;
import dev.millrace.spi.column.BooleanBuilder;
import dev.millrace.spi.column.BytesBuilder;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.column.DecimalBuilder;
import dev.millrace.spi.column.DoubleBuilder;
import dev.millrace.spi.column.IntBuilder;
import dev.millrace.spi.column.LongBuilder;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Locale;

/// Reads the fields of one column.
final class CsvFieldReader {
    private final DataType type;
    private final CsvOptions.Words words;
    private final ColumnBuilder builder;
    private final DateParser dates;
    private final TimestampParser timestamps;

    CsvFieldReader(DataType type, CsvOptions options, InstantSource clock) {
        this.type = type;
        this.words = options.words();
        this.builder = ColumnBuilder.of(type);
        this.dates = new DateParser(pattern(options.dateFormat(), options.locale()), false);
        boolean local = type instanceof DataType.TimestampNtz;
        String format = local ? options.localTimestampFormat() : options.timestampFormat();
        this.timestamps =
                new TimestampParser(
                        pattern(format, options.locale()), local, options.zone(), clock);
    }

    private static @Nullable TimePattern pattern(@Nullable String format, Locale locale) {
        return format == null ? null : TimePattern.forParsing(format, locale);
    }

    int size() {
        return builder.size();
    }

    Column build() {
        return builder.build();
    }

    void addNull() {
        builder.appendNull();
    }

    /// Adds a value; one that is not of the type becomes NULL.
    ///
    /// @return false if the value is not of the type
    boolean add(byte[] data, int start, int length) {
        if (read(data, start, length)) {
            return true;
        }
        builder.appendNull();
        return false;
    }

    private boolean read(byte[] data, int start, int length) {
        return switch (builder) {
            case BytesBuilder bytes -> {
                bytes.append(data, start, length);
                yield true;
            }
            case IntBuilder ints -> readInt(ints, data, start, length);
            case LongBuilder longs -> readLong(longs, data, start, length);
            case DoubleBuilder doubles -> readDouble(doubles, text(data, start, length));
            case BooleanBuilder booleans -> {
                String text = text(data, start, length);
                boolean isTrue = text.equalsIgnoreCase("true");
                boolean good = isTrue || text.equalsIgnoreCase("false");
                if (good) {
                    booleans.append(isTrue);
                }
                yield good;
            }
            case DecimalBuilder decimals -> readDecimal(decimals, text(data, start, length));
            default -> throw new IllegalStateException("a CSV column of " + type.sqlName());
        };
    }

    private static String text(byte[] data, int start, int length) {
        return new String(data, start, length, StandardCharsets.UTF_8);
    }

    private boolean readInt(IntBuilder ints, byte[] data, int start, int length) {
        if (type instanceof DataType.Date) {
            boolean good = dates.parse(data, start, length);
            if (good) {
                ints.append(dates.days());
            }
            return good;
        }
        long[] value = new long[1];
        int bits = type instanceof DataType.Int8 ? 8 : type instanceof DataType.Int16 ? 16 : 32;
        boolean good =
                whole(data, start, length, value)
                        && value[0] >= -(1L << (bits - 1))
                        && value[0] < 1L << (bits - 1);
        if (good) {
            ints.append((int) value[0]);
        }
        return good;
    }

    private boolean readLong(LongBuilder longs, byte[] data, int start, int length) {
        if (!(type instanceof DataType.Int64)) {
            boolean good = timestamps.parse(data, start, length);
            if (good) {
                longs.append(timestamps.micros());
            }
            return good;
        }
        long[] value = new long[1];
        boolean good = whole(data, start, length, value);
        if (good) {
            longs.append(value[0]);
        }
        return good;
    }

    /// Reads an integer with an optional sign; false if it is none or does not fit.
    private static boolean whole(byte[] data, int start, int length, long[] value) {
        int at = start;
        int end = start + length;
        boolean negative = length > 0 && data[at] == '-';
        if (length > 0 && (negative || data[at] == '+')) {
            at++;
        }
        if (at == end) {
            return false;
        }
        // Summed up below zero, where one more value fits.
        long sum = 0;
        for (; at < end; at++) {
            int digit = data[at] - '0';
            if (digit < 0 || digit > 9 || sum < Long.MIN_VALUE / 10) {
                return false;
            }
            sum = sum * 10 - digit;
            if (sum > 0) {
                return false;
            }
        }
        value[0] = negative ? sum : -sum;
        return negative || sum != Long.MIN_VALUE;
    }

    private boolean readDouble(DoubleBuilder doubles, String text) {
        boolean single = type instanceof DataType.Float32;
        double value;
        if (text.equals(words.nan())) {
            value = Double.NaN;
        } else if (text.equals(words.positiveInfinity())) {
            value = Double.POSITIVE_INFINITY;
        } else if (text.equals(words.negativeInfinity())) {
            value = Double.NEGATIVE_INFINITY;
        } else {
            try {
                value = single ? Float.parseFloat(text) : Double.parseDouble(text);
            } catch (NumberFormatException e) {
                return false;
            }
        }
        doubles.append(value);
        return true;
    }

    private boolean readDecimal(DecimalBuilder decimals, String text) {
        DataType.Decimal decimal = (DataType.Decimal) type;
        BigDecimal value;
        try {
            value = new BigDecimal(text.replace(",", ""));
        } catch (NumberFormatException e) {
            return false;
        }
        value = value.setScale(decimal.scale(), RoundingMode.HALF_UP);
        if (value.precision() > decimal.precision()) {
            return false;
        }
        decimals.append(value.unscaledValue());
        return true;
    }
}
