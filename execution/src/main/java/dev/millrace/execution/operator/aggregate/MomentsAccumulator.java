// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.type.DataType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Functions of central moments: variance, standard deviation, skewness, kurtosis.
///
/// Count, mean and sums of powers of the distance from the mean are carried along value by value,
/// and merged pairwise, with the update formulas of Pébay, "Formulas for robust, one-pass parallel
/// computation of covariances and arbitrary-order statistical moments" (2008).
///
/// Buffers, all double: n, avg, m2, for skewness also m3, for kurtosis also m4.
final class MomentsAccumulator implements Accumulator {
    /// What is made of the moments.
    enum Statistic {
        STDDEV_POP(2),
        STDDEV_SAMP(2),
        VAR_POP(2),
        VAR_SAMP(2),
        /// The second moment itself, for `regr_sxx` and `regr_syy`.
        REGR_M2(2),
        SKEWNESS(3),
        KURTOSIS(4);

        private final int order;

        Statistic(int order) {
            this.order = order;
        }

        /// The highest moment that is needed.
        int order() {
            return order;
        }
    }

    private final Statistic statistic;
    private final DataType argumentType;
    private double[] n = new double[8];
    private double[] mean = new double[8];
    private double[] m2 = new double[8];
    private double[] m3 = new double[8];
    private double[] m4 = new double[8];

    MomentsAccumulator(Statistic statistic, DataType argumentType) {
        this.statistic = statistic;
        this.argumentType = argumentType;
    }

    private void ensure(int groupCount) {
        n = Numbers.ensure(n, groupCount);
        mean = Numbers.ensure(mean, groupCount);
        m2 = Numbers.ensure(m2, groupCount);
        m3 = Numbers.ensure(m3, groupCount);
        m4 = Numbers.ensure(m4, groupCount);
    }

    @Override
    public void update(List<Column> arguments, int[] groups, int rowCount, int groupCount) {
        ensure(groupCount);
        Column column = arguments.getFirst();
        double[] values = Numbers.doubles(column, argumentType);
        for (int i = 0; i < rowCount; i++) {
            if (!column.isNull(i)) {
                add(groups[i], values[i]);
            }
        }
    }

    private void add(int g, double value) {
        double count = n[g] + 1;
        double delta = value - mean[g];
        double deltaN = delta / count;
        n[g] = count;
        mean[g] += deltaN;
        m2[g] += delta * (delta - deltaN);
        if (statistic.order() >= 3) {
            double delta2 = delta * delta;
            double deltaN2 = deltaN * deltaN;
            m3[g] += -3.0 * deltaN * m2[g] + delta * (delta2 - deltaN2);
            m4[g] +=
                    -4.0 * deltaN * m3[g]
                            - 6.0 * deltaN2 * m2[g]
                            + delta * (delta * delta2 - deltaN * deltaN2);
        }
    }

    @Override
    public void merge(List<Column> buffers, int[] groups, int rowCount, int groupCount) {
        ensure(groupCount);
        double[][] other = new double[5][];
        for (int b = 0; b < 5; b++) {
            other[b] =
                    b < buffers.size()
                            ? Numbers.doubles(buffers.get(b), DataType.DOUBLE)
                            : new double[rowCount];
        }
        for (int i = 0; i < rowCount; i++) {
            if (other[0][i] > 0) {
                merge(groups[i], other, i);
            }
        }
    }

    private void merge(int g, double[][] other, int i) {
        double n1 = n[g];
        double n2 = other[0][i];
        double count = n1 + n2;
        double delta = other[1][i] - mean[g];
        double deltaN = delta / count;
        double otherM2 = other[2][i];
        double otherM3 = other[3][i];
        double mergedM2 = m2[g] + otherM2 + delta * deltaN * n1 * n2;
        double mergedM3 =
                m3[g]
                        + otherM3
                        + deltaN * deltaN * delta * n1 * n2 * (n1 - n2)
                        + 3.0 * deltaN * (n1 * otherM2 - n2 * m2[g]);
        m4[g] +=
                other[4][i]
                        + deltaN * deltaN * deltaN * delta * n1 * n2 * (n1 * n1 - n1 * n2 + n2 * n2)
                        + 6.0 * deltaN * deltaN * (n1 * n1 * otherM2 + n2 * n2 * m2[g])
                        + 4.0 * deltaN * (n1 * otherM3 - n2 * m3[g]);
        m3[g] = mergedM3;
        m2[g] = mergedM2;
        mean[g] += deltaN * n2;
        n[g] = count;
    }

    @Override
    public List<Column> buffers(int groupCount) {
        ensure(groupCount);
        double[][] all = {n, mean, m2, m3, m4};
        List<Column> buffers = new ArrayList<>(5);
        for (int b = 0; b <= statistic.order(); b++) {
            buffers.add(new DoubleColumn(Arrays.copyOf(all[b], groupCount), null, groupCount));
        }
        return buffers;
    }

    @Override
    public Column results(int groupCount) {
        ensure(groupCount);
        double[] values = new double[groupCount];
        GroupFlags valid = new GroupFlags();
        valid.ensure(groupCount);
        for (int g = 0; g < groupCount; g++) {
            boolean isSample =
                    statistic == Statistic.STDDEV_SAMP || statistic == Statistic.VAR_SAMP;
            boolean isShape = statistic == Statistic.SKEWNESS || statistic == Statistic.KURTOSIS;
            if (n[g] == 0 || isSample && n[g] == 1 || isShape && m2[g] == 0) {
                continue;
            }
            valid.set(g);
            values[g] =
                    switch (statistic) {
                        case STDDEV_POP -> Math.sqrt(m2[g] / n[g]);
                        case STDDEV_SAMP -> Math.sqrt(m2[g] / (n[g] - 1));
                        case VAR_POP -> m2[g] / n[g];
                        case VAR_SAMP -> m2[g] / (n[g] - 1);
                        case REGR_M2 -> m2[g];
                        case SKEWNESS -> Math.sqrt(n[g]) * m3[g] / Math.sqrt(m2[g] * m2[g] * m2[g]);
                        case KURTOSIS -> n[g] * m4[g] / (m2[g] * m2[g]) - 3.0;
                    };
        }
        return new DoubleColumn(values, valid.asValidity(groupCount), groupCount);
    }
}
