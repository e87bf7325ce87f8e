// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.column.DoubleBuilder;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.column.Validity;
import dev.millrace.spi.type.DataType;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// `histogram_numeric`: values fall into bins one after the other; whenever there are more bins
/// than wanted, the two nearest become one at their weighted middle (Ben-Haim and Yom-Tov, "A
/// Streaming Parallel Decision Tree Algorithm", 2010). NULL if there are no values.
///
/// Buffer: the array of the values, so that the bins are those of the order in which values came.
final class HistogramAccumulator implements KeptValues {
    /// What Spark draws with which of several pairs at the same distance is merged.
    private static final long SEED = 31183;

    private final DataType type;
    private final int most;
    private final GroupedRows rows;

    HistogramAccumulator(DataType type, int most) {
        this.type = type;
        this.most = most;
        this.rows = new GroupedRows(List.of(type), false);
    }

    @Override
    public GroupedRows rows() {
        return rows;
    }

    @Override
    public Column results(int groupCount) {
        GroupedRows.Sorted sorted = rows.sorted(groupCount);
        double[] values = Numbers.doubles(sorted.columns().getFirst(), type);
        ColumnBuilder places = ColumnBuilder.of(type, groupCount);
        DoubleBuilder heights = (DoubleBuilder) ColumnBuilder.of(DataType.DOUBLE, groupCount);
        int[] starts = new int[groupCount];
        int[] lengths = new int[groupCount];
        long[] validity = Validity.allValid(groupCount);
        for (int g = 0; g < groupCount; g++) {
            Bins bins = new Bins(sorted.starts()[g + 1] - sorted.starts()[g]);
            for (int row = sorted.starts()[g]; row < sorted.starts()[g + 1]; row++) {
                bins.add(values[row]);
            }
            starts[g] = heights.size();
            lengths[g] = bins.size;
            for (int i = 0; i < bins.size; i++) {
                places.appendBoxed(boxed(bins.places[i]));
                heights.append(bins.heights[i]);
            }
            if (bins.size == 0) {
                Validity.setNull(validity, g);
            }
        }
        int size = heights.size();
        Column elements = new StructColumn(List.of(places.build(), heights.build()), null, size);
        return new ArrayColumn(elements, starts, lengths, validity, groupCount);
    }

    /// A place as a value of the type of the values, whose fraction is cut off where it has none.
    private Object boxed(double place) {
        return switch (type) {
            case DataType.Int8 ignored -> (byte) place;
            case DataType.Int16 ignored -> (short) place;
            case DataType.Int32 ignored -> (int) place;
            case DataType.Date ignored -> (int) place;
            case DataType.YearMonthInterval ignored -> (int) place;
            case DataType.Float32 ignored -> (float) place;
            case DataType.Float64 ignored -> place;
            case DataType.Decimal decimal ->
                    BigDecimal.valueOf(place).setScale(decimal.scale(), RoundingMode.HALF_UP);
            default -> (long) place;
        };
    }

    /// The bins of a group, by their places.
    private final class Bins {
        private final double[] places;
        private final double[] heights;
        private final Random draw = new Random(SEED);
        private int size;

        Bins(int values) {
            int room = Math.min(values, most) + 1;
            this.places = new double[room];
            this.heights = new double[room];
        }

        void add(double value) {
            int found = Arrays.binarySearch(places, 0, size, value);
            if (found >= 0) {
                heights[found]++;
                return;
            }
            int at = -found - 1;
            System.arraycopy(places, at, places, at + 1, size - at);
            System.arraycopy(heights, at, heights, at + 1, size - at);
            places[at] = value;
            heights[at] = 1;
            size++;
            if (size > most) {
                merge(nearest());
            }
        }

        private int nearest() {
            double least = places[1] - places[0];
            int at = 0;
            int ties = 1;
            for (int i = 1; i < size - 1; i++) {
                double distance = places[i + 1] - places[i];
                if (distance < least) {
                    least = distance;
                    at = i;
                    ties = 1;
                } else if (distance == least) {
                    ties++;
                    at = draw.nextDouble() <= 1.0 / ties ? i : at;
                }
            }
            return at;
        }

        private void merge(int at) {
            double height = heights[at] + heights[at + 1];
            double left = places[at] * (heights[at] / height);
            places[at] = left + places[at + 1] / height * heights[at + 1];
            heights[at] = height;
            size--;
            System.arraycopy(places, at + 2, places, at + 1, size - at - 1);
            System.arraycopy(heights, at + 2, heights, at + 1, size - at - 1);
        }
    }
}
