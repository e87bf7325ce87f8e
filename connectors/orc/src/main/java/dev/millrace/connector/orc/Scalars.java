// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.orc;

import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.BytesBuilder;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DecimalBuilder;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.column.Validity;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/// Readers of columns without parts.
final class Scalars {
    private Scalars() {}

    static final class Booleans extends ColumnReader {
        private final Runs.Bits values;

        Booleans(Runs.@Nullable Bits present, Runs.Bits values) {
            super(present);
            this.values = values;
        }

        @Override
        Column read(int rows, long @Nullable [] validity) throws IOException {
            boolean[] read = new boolean[rows];
            for (int i = 0; i < rows; i++) {
                read[i] = Validity.isValid(validity, i) && values.next();
            }
            return new BooleanColumn(read, validity, rows);
        }
    }

    /// Integers of up to 32 bits, and dates.
    static final class Ints extends ColumnReader {
        private final Runs.Integers values;

        Ints(Runs.@Nullable Bits present, Runs.Integers values) {
            super(present);
            this.values = values;
        }

        @Override
        Column read(int rows, long @Nullable [] validity) throws IOException {
            int[] read = new int[rows];
            for (int i = 0; i < rows; i++) {
                if (Validity.isValid(validity, i)) {
                    read[i] = (int) values.next();
                }
            }
            return new IntColumn(read, validity, rows);
        }
    }

    static final class Longs extends ColumnReader {
        private final Runs.Integers values;

        Longs(Runs.@Nullable Bits present, Runs.Integers values) {
            super(present);
            this.values = values;
        }

        @Override
        Column read(int rows, long @Nullable [] validity) throws IOException {
            long[] read = new long[rows];
            for (int i = 0; i < rows; i++) {
                if (Validity.isValid(validity, i)) {
                    read[i] = values.next();
                }
            }
            return new LongColumn(read, validity, rows);
        }
    }

    /// Numbers with a fraction.
    static final class Fractions extends ColumnReader {
        private final OrcInput in;
        private final boolean isDouble;

        Fractions(Runs.@Nullable Bits present, OrcInput in, boolean isDouble) {
            super(present);
            this.in = in;
            this.isDouble = isDouble;
        }

        @Override
        Column read(int rows, long @Nullable [] validity) throws IOException {
            double[] read = new double[rows];
            for (int i = 0; i < rows; i++) {
                if (Validity.isValid(validity, i)) {
                    read[i] =
                            isDouble
                                    ? Double.longBitsToDouble(in.readLittleEndian(Double.BYTES))
                                    : Float.intBitsToFloat((int) in.readLittleEndian(Float.BYTES));
                }
            }
            return new DoubleColumn(read, validity, rows);
        }
    }

    /// Strings and bytes one after the other.
    static final class Bytes extends ColumnReader {
        private final OrcInput data;
        private final Runs.Integers lengths;

        Bytes(Runs.@Nullable Bits present, OrcInput data, Runs.Integers lengths) {
            super(present);
            this.data = data;
            this.lengths = lengths;
        }

        @Override
        Column read(int rows, long @Nullable [] validity) throws IOException {
            int[] starts = new int[rows];
            int[] sizes = new int[rows];
            byte[] all = new byte[Math.max(rows * 8, 16)];
            int end = 0;
            for (int i = 0; i < rows; i++) {
                starts[i] = end;
                if (!Validity.isValid(validity, i)) {
                    continue;
                }
                long length = lengths.next();
                if (length < 0 || length > Integer.MAX_VALUE - end) {
                    throw new EOFException("a value of " + length + " bytes");
                }
                int left = (int) length;
                sizes[i] = left;
                // Memory is only taken for bytes that are there.
                while (left > 0) {
                    int step = Math.min(left, 1 << 16);
                    if (all.length - end < step) {
                        all = java.util.Arrays.copyOf(all, grown(all.length, end + step));
                    }
                    data.readFully(all, end, step);
                    end += step;
                    left -= step;
                }
            }
            return new BytesColumn(all, starts, sizes, validity, rows);
        }

        private static int grown(int length, int needed) {
            return (int) Math.min(Integer.MAX_VALUE - 8, Math.max(length * 2L, needed));
        }
    }

    /// Numbers of the entries of a dictionary.
    static final class Words extends ColumnReader {
        private final BytesColumn words;
        private final Runs.Integers values;

        Words(Runs.@Nullable Bits present, BytesColumn words, Runs.Integers values) {
            super(present);
            this.words = words;
            this.values = values;
        }

        @Override
        Column read(int rows, long @Nullable [] validity) throws IOException {
            int[] starts = new int[rows];
            int[] sizes = new int[rows];
            for (int i = 0; i < rows; i++) {
                if (Validity.isValid(validity, i)) {
                    long word = values.next();
                    if (word < 0 || word >= words.size()) {
                        throw new IOException("entry " + word + " of " + words.size());
                    }
                    starts[i] = words.start((int) word);
                    sizes[i] = words.length((int) word);
                }
            }
            return new BytesColumn(words.data(), starts, sizes, validity, rows);
        }
    }

    /// Decimals, NULL where one has more digits than the column.
    static final class Decimals extends ColumnReader {
        private static final int MAX_BYTES = 24;

        private final OrcInput values;
        private final Runs.Integers scales;
        private final int precision;
        private final int scale;

        Decimals(
                Runs.@Nullable Bits present,
                OrcInput values,
                Runs.Integers scales,
                int precision,
                int scale) {
            super(present);
            this.values = values;
            this.scales = scales;
            this.precision = precision;
            this.scale = scale;
        }

        @Override
        Column read(int rows, long @Nullable [] validity) throws IOException {
            DecimalBuilder builder = new DecimalBuilder(scale, rows);
            BigInteger limit = BigInteger.TEN.pow(precision);
            for (int i = 0; i < rows; i++) {
                if (!Validity.isValid(validity, i)) {
                    builder.appendNull();
                    continue;
                }
                BigInteger unscaled = unbounded();
                int given = (int) scales.next();
                if (given != scale) {
                    if (given < -100 || given > 100) {
                        throw new IOException("a decimal of scale " + given);
                    }
                    unscaled =
                            new BigDecimal(unscaled, given)
                                    .setScale(scale, RoundingMode.HALF_UP)
                                    .unscaledValue();
                }
                if (unscaled.abs().compareTo(limit) >= 0) {
                    builder.appendNull();
                } else {
                    builder.append(unscaled);
                }
            }
            return builder.build();
        }

        private BigInteger unbounded() throws IOException {
            long low = 0;
            int shift = 0;
            int next = 0x80;
            while (next >= 0x80 && shift < 63) {
                next = values.readByte();
                low |= (next & 0x7FL) << shift;
                shift += 7;
            }
            if (next < 0x80) {
                return BigInteger.valueOf(low >>> 1 ^ -(low & 1));
            }
            BigInteger all = BigInteger.valueOf(low);
            while (next >= 0x80) {
                if (shift > MAX_BYTES * 7) {
                    throw new IOException("a decimal of too many digits");
                }
                next = values.readByte();
                all = all.or(BigInteger.valueOf(next & 0x7F).shiftLeft(shift));
                shift += 7;
            }
            BigInteger half = all.shiftRight(1);
            return all.testBit(0) ? half.not() : half;
        }
    }

    /// Moments, as microseconds.
    static final class Moments extends ColumnReader {
        private final Runs.Integers seconds;
        private final Runs.Integers nanos;
        private final Moment moment;

        Moments(
                Runs.@Nullable Bits present,
                Runs.Integers seconds,
                Runs.Integers nanos,
                Moment moment) {
            super(present);
            this.seconds = seconds;
            this.nanos = nanos;
            this.moment = moment;
        }

        @Override
        Column read(int rows, long @Nullable [] validity) throws IOException {
            long[] read = new long[rows];
            for (int i = 0; i < rows; i++) {
                if (Validity.isValid(validity, i)) {
                    read[i] = moment.micros(seconds.next(), nanos.next());
                }
            }
            return new LongColumn(read, validity, rows);
        }
    }

    /// A column that the file does not have.
    static final class Missing extends ColumnReader {
        private final dev.millrace.spi.type.DataType type;

        Missing(dev.millrace.spi.type.DataType type) {
            super(null);
            this.type = type;
        }

        @Override
        Column read(int rows, long @Nullable [] validity) {
            var builder = dev.millrace.spi.column.ColumnBuilder.of(type, 1);
            int[] none = new int[rows];
            java.util.Arrays.fill(none, -1);
            return builder.build().gather(none, rows);
        }
    }

    /// The entries of a dictionary.
    static BytesColumn dictionary(OrcInput data, Runs.Integers lengths, long size)
            throws IOException {
        BytesBuilder words = new BytesBuilder(64);
        byte[] all = data.readAll();
        int position = 0;
        for (long i = 0; i < size; i++) {
            long length = lengths.next();
            if (length < 0 || length > all.length - position) {
                throw new EOFException("a dictionary ends within a word");
            }
            words.append(all, position, (int) length);
            position += (int) length;
        }
        return words.build();
    }
}
