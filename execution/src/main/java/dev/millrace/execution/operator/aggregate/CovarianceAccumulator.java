// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.execution.kernel.call.KernelErrors;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.DoubleColumn;
import dev.millrace.spi.type.DataType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// `covar_pop`, `covar_samp` and `corr` of two columns, over the rows in which neither is NULL, by
/// the same one-pass formulas as `MomentsAccumulator`.
///
/// Buffers, all double: n, xAvg, yAvg, ck, for `corr` also xMk, yMk.
final class CovarianceAccumulator implements Accumulator {
    /// What is made of the sums.
    enum Statistic {
        COVAR_POP(4),
        COVAR_SAMP(4),
        CORR(6),
        /// Outside ANSI mode.
        CORR_OR_NULL(6),
        REGR_SXY(4),
        REGR_R2(6),
        REGR_SLOPE(7),
        REGR_INTERCEPT(7);

        private final int bufferCount;

        Statistic(int bufferCount) {
            this.bufferCount = bufferCount;
        }

        int bufferCount() {
            return bufferCount;
        }
    }

    private static final int N = 0;
    private static final int X_MEAN = 1;
    private static final int Y_MEAN = 2;
    private static final int CK = 3;
    private static final int X_M2 = 4;
    private static final int Y_M2 = 5;

    /// The second moment of y once more, in the form that regressions divide by.
    private static final int Y_MOMENT = 6;

    private final Statistic statistic;
    private final List<DataType> argumentTypes;
    private final double[][] sums = new double[7][8];

    CovarianceAccumulator(Statistic statistic, List<DataType> argumentTypes) {
        this.statistic = statistic;
        this.argumentTypes = argumentTypes;
    }

    private void ensure(int groupCount) {
        for (int b = 0; b < sums.length; b++) {
            sums[b] = Numbers.ensure(sums[b], groupCount);
        }
    }

    @Override
    public void update(List<Column> arguments, int[] groups, int rowCount, int groupCount) {
        ensure(groupCount);
        double[] x = Numbers.doubles(arguments.get(0), argumentTypes.get(0));
        double[] y = Numbers.doubles(arguments.get(1), argumentTypes.get(1));
        for (int i = 0; i < rowCount; i++) {
            if (!arguments.get(0).isNull(i) && !arguments.get(1).isNull(i)) {
                add(groups[i], x[i], y[i]);
            }
        }
    }

    private void add(int g, double x, double y) {
        double count = ++sums[N][g];
        double dx = x - sums[X_MEAN][g];
        double dy = y - sums[Y_MEAN][g];
        sums[X_MEAN][g] += dx / count;
        sums[Y_MEAN][g] += dy / count;
        sums[CK][g] += dx * (y - sums[Y_MEAN][g]);
        sums[X_M2][g] += dx * (x - sums[X_MEAN][g]);
        sums[Y_M2][g] += dy * (y - sums[Y_MEAN][g]);
        sums[Y_MOMENT][g] += dy * (dy - dy / count);
    }

    @Override
    public void merge(List<Column> buffers, int[] groups, int rowCount, int groupCount) {
        ensure(groupCount);
        double[][] other = new double[7][];
        for (int b = 0; b < 7; b++) {
            other[b] =
                    b < buffers.size()
                            ? Numbers.doubles(buffers.get(b), DataType.DOUBLE)
                            : new double[rowCount];
        }
        for (int i = 0; i < rowCount; i++) {
            double n2 = other[N][i];
            if (n2 == 0) {
                continue;
            }
            int g = groups[i];
            double n1 = sums[N][g];
            double count = n1 + n2;
            double dx = other[X_MEAN][i] - sums[X_MEAN][g];
            double dy = other[Y_MEAN][i] - sums[Y_MEAN][g];
            double dxN = dx / count;
            double dyN = dy / count;
            sums[N][g] = count;
            sums[X_MEAN][g] += dxN * n2;
            sums[Y_MEAN][g] += dyN * n2;
            sums[CK][g] += other[CK][i] + dx * dyN * n1 * n2;
            sums[X_M2][g] += other[X_M2][i] + dx * dxN * n1 * n2;
            sums[Y_M2][g] += other[Y_M2][i] + dy * dyN * n1 * n2;
            sums[Y_MOMENT][g] += other[Y_MOMENT][i] + dy * dyN * n1 * n2;
        }
    }

    @Override
    public List<Column> buffers(int groupCount) {
        ensure(groupCount);
        List<Column> buffers = new ArrayList<>(6);
        for (int b = 0; b < statistic.bufferCount(); b++) {
            buffers.add(new DoubleColumn(Arrays.copyOf(sums[b], groupCount), null, groupCount));
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
            double n = sums[N][g];
            if (isEmpty(g)) {
                continue;
            }
            valid.set(g);
            values[g] =
                    switch (statistic) {
                        case COVAR_POP -> sums[CK][g] / n;
                        case COVAR_SAMP -> sums[CK][g] / (n - 1);
                        case REGR_SXY -> sums[CK][g];
                        case REGR_R2 -> determination(g);
                        case REGR_SLOPE -> sums[CK][g] / sums[Y_MOMENT][g];
                        case REGR_INTERCEPT ->
                                sums[X_MEAN][g] - sums[CK][g] / sums[Y_MOMENT][g] * sums[Y_MEAN][g];
                        case CORR, CORR_OR_NULL -> correlation(g);
                    };
        }
        return new DoubleColumn(values, valid.asValidity(groupCount), groupCount);
    }

    /// True for a group that has no result.
    private boolean isEmpty(int g) {
        double n = sums[N][g];
        return switch (statistic) {
            case COVAR_POP, REGR_SXY -> n == 0;
            case COVAR_SAMP -> n < 2;
            case CORR -> n < 2;
            case CORR_OR_NULL -> n < 2 || sums[X_M2][g] * sums[Y_M2][g] == 0;
            case REGR_R2 -> n == 0 || sums[Y_M2][g] == 0;
            case REGR_SLOPE, REGR_INTERCEPT -> n == 0 || sums[Y_MOMENT][g] == 0;
        };
    }

    /// Columns of which one does not vary have none.
    private double correlation(int g) {
        double product = sums[X_M2][g] * sums[Y_M2][g];
        if (product == 0) {
            throw KernelErrors.divideByZero(null);
        }
        return sums[CK][g] / Math.sqrt(product);
    }

    /// The square of the correlation; 1 where the dependent variable does not vary.
    private double determination(int g) {
        if (sums[X_M2][g] == 0) {
            return 1;
        }
        double correlation = sums[CK][g] / Math.sqrt(sums[X_M2][g] * sums[Y_M2][g]);
        return correlation * correlation;
    }
}
