// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// An estimate of how many different values there are, from registers that hold the longest run
/// of zeros in the hashes that fall to them: HyperLogLog with the corrections of Heule, Nunkesser
/// and Hall, "HyperLogLog in Practice" (2013), without its sparse form and its 64-bit limit. The
/// numbers are those of Spark, digit for digit.
///
/// @param precision bits of a hash that choose the register, at least 4
final class HyperLogLog {
    /// The most bits that a register's number has here: 32 million registers for each group.
    static final int MOST_PRECISE = 25;

    static final int LEAST_PRECISE = 4;

    /// So many measured estimates around the one to correct are asked for their mean bias.
    private static final int NEIGHBOURS = 6;

    private static final int MOST_PRECISE_MEASURED = 18;

    /// Up to these estimates, by precision from 4 on, counting empty registers is closer.
    private static final int[] LINEAR_UP_TO = {
        10, 20, 40, 80, 220, 400, 900, 1800, 3100, 6500, 15500, 20000, 50000, 120000, 350000
    };

    private final int precision;
    private final int registers;
    private final double[] counts;
    private final double[] estimates;

    HyperLogLog(int precision) {
        this.precision = precision;
        registers = 1 << precision;
        boolean isMeasured = precision <= MOST_PRECISE_MEASURED;
        int row = precision - LEAST_PRECISE;
        counts = isMeasured ? Measured.COUNTS.get(row) : new double[0];
        estimates = isMeasured ? Measured.ESTIMATES.get(row) : new double[0];
    }

    /// The precision that keeps the relative standard deviation of estimates below `deviation`.
    static int precision(double deviation) {
        return (int) Math.ceil(2.0 * Math.log(1.106 / deviation) / Math.log(2.0));
    }

    int registers() {
        return registers;
    }

    int register(long hash) {
        return (int) (hash >>> (Long.SIZE - precision));
    }

    /// The place of the first bit set after those that choose the register, from 1 on. A bit below
    /// all of them ends a hash that has no other.
    int rank(long hash) {
        return Long.numberOfLeadingZeros((hash << precision) | (1L << (precision - 1))) + 1;
    }

    /// @param sum of 2^-rank over all registers, 1 for an empty one
    /// @param empty registers without a value
    long estimate(double sum, int empty) {
        double raw = factor() * registers * registers / sum;
        if (empty > 0) {
            double linear = registers * Math.log((double) registers / empty);
            boolean isFew =
                    precision <= MOST_PRECISE_MEASURED
                            && linear <= LINEAR_UP_TO[precision - LEAST_PRECISE];
            if (isFew || raw <= 2.5 * registers) {
                return Math.round(linear);
            }
        }
        boolean isBiased = precision <= MOST_PRECISE_MEASURED && raw < 5.0 * registers;
        return Math.round(isBiased ? raw - bias(raw) : raw);
    }

    private double factor() {
        return switch (precision) {
            case 4 -> 0.673;
            case 5 -> 0.697;
            case 6 -> 0.709;
            default -> 0.7213 / (1.0 + 1.079 / registers);
        };
    }

    /// The mean of what the nearest measured estimates were too large by.
    private double bias(double raw) {
        int found = Arrays.binarySearch(estimates, raw);
        int nearest = found < 0 ? -found - 1 : found;
        int low = Math.max(nearest - NEIGHBOURS + 1, 0);
        int high = Math.min(low + NEIGHBOURS, estimates.length);
        while (high < estimates.length
                && Math.abs(raw - estimates[high]) < Math.abs(raw - estimates[low])) {
            low++;
            high++;
        }
        double sum = 0;
        for (int i = low; i < high; i++) {
            sum += estimates[i] - counts[i];
        }
        return sum / (high - low);
    }

    /// The table of the paper, by precision from 4 on.
    private static final class Measured {
        static final List<double[]> COUNTS = read("counts");
        static final List<double[]> ESTIMATES = read("estimates");

        private static List<double[]> read(String what) {
            try (InputStream file = HyperLogLog.class.getResourceAsStream("hyperloglog.txt")) {
                return new String(
                                Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.matches("\\d+ " + what + " .*"))
                        .map(Measured::numbers)
                        .toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /// Behind the precision and the word.
        private static double[] numbers(String line) {
            return Arrays.stream(line.split(" ")).skip(2).mapToDouble(Double::valueOf).toArray();
        }
    }
}
