// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.avro;

import dev.millrace.spi.column.BooleanBuilder;
import dev.millrace.spi.column.BytesBuilder;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.column.DecimalBuilder;
import dev.millrace.spi.column.DoubleBuilder;
import dev.millrace.spi.column.IntBuilder;
import dev.millrace.spi.column.LongBuilder;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/// Readers of values without parts.
final class Scalars {
    private Scalars() {}

    /// Appends NULL; there is nothing to read.
    record Nothing() implements ValueReader {
        @Override
        public void read(AvroInput in, @Nullable ColumnBuilder into) {
            if (into != null) {
                into.appendNull();
            }
        }
    }

    /// Booleans.
    record Booleans() implements ValueReader {
        @Override
        public void read(AvroInput in, @Nullable ColumnBuilder into) throws IOException {
            boolean value = in.readBoolean();
            if (into != null) {
                ((BooleanBuilder) into).append(value);
            }
        }
    }

    /// What a column of numbers makes of an integer of the file.
    enum Form {
        INT,
        LONG,
        DOUBLE,
        MILLIS,
        FLOAT
    }

    /// Integers, dates, instants.
    record Integers(Form form) implements ValueReader {
        @Override
        public void read(AvroInput in, @Nullable ColumnBuilder into) throws IOException {
            long value = form == Form.INT ? in.readInt() : in.readLong();
            if (into == null) {
                return;
            }
            switch (form) {
                case INT -> ((IntBuilder) into).append((int) value);
                case LONG -> ((LongBuilder) into).append(value);
                case MILLIS -> ((LongBuilder) into).append(Math.multiplyExact(value, 1000L));
                case DOUBLE -> ((DoubleBuilder) into).append(value);
                case FLOAT -> ((DoubleBuilder) into).append((float) value);
            }
        }
    }

    /// Numbers with a fraction.
    record Fractions(boolean isDouble) implements ValueReader {
        @Override
        public void read(AvroInput in, @Nullable ColumnBuilder into) throws IOException {
            double value = isDouble ? in.readDouble() : in.readFloat();
            if (into != null) {
                ((DoubleBuilder) into).append(value);
            }
        }
    }

    /// Strings and bytes.
    ///
    /// @param fixed how many bytes each has, -1 if it says so itself
    record Bytes(int fixed) implements ValueReader {
        @Override
        public void read(AvroInput in, @Nullable ColumnBuilder into) throws IOException {
            int length = fixed < 0 ? in.readLength() : fixed;
            int start = in.skip(length);
            if (into != null) {
                ((BytesBuilder) into).append(in.bytes(), start, length);
            }
        }
    }

    /// The names of an enumeration.
    record Symbols(List<byte[]> names) implements ValueReader {
        @Override
        public void read(AvroInput in, @Nullable ColumnBuilder into) throws IOException {
            int index = in.readInt();
            if (index < 0 || index >= names.size()) {
                throw new IOException("symbol " + index + " of " + names.size());
            }
            if (into != null) {
                ((BytesBuilder) into).append(names.get(index));
            }
        }
    }

    /// Decimals in bytes, NULL where one has more digits than the column.
    ///
    /// @param fixed as of `Bytes`
    /// @param from scale in the file
    record Decimals(int fixed, int from, int precision, int scale) implements ValueReader {
        @Override
        public void read(AvroInput in, @Nullable ColumnBuilder into) throws IOException {
            int length = fixed < 0 ? in.readLength() : fixed;
            int start = in.skip(length);
            if (into == null) {
                return;
            }
            BigInteger unscaled =
                    length == 0 ? BigInteger.ZERO : new BigInteger(in.bytes(), start, length);
            if (from != scale) {
                unscaled =
                        new BigDecimal(unscaled, from)
                                .setScale(scale, java.math.RoundingMode.HALF_UP)
                                .unscaledValue();
            }
            if (unscaled.abs().compareTo(BigInteger.TEN.pow(precision)) >= 0) {
                into.appendNull();
            } else {
                ((DecimalBuilder) into).append(unscaled);
            }
        }
    }
}
