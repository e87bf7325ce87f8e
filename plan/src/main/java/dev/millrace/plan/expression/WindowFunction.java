// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.expression;

import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What a window computes for each row, over the rows of its partition.
public sealed interface WindowFunction {
    DataType type();

    boolean nullable();

    /// A function of the row's place: `row_number`, `rank`, `dense_rank`, `percent_rank`,
    /// `cume_dist`, `ntile(n)`, `lag(input, offset, default)`, `lead(…)`, `nth_value`.
    ///
    /// @param frame for `nth_value`; null for all that look at the whole partition
    record Ranking(
            String function,
            List<Expression> arguments,
            boolean ignoreNulls,
            DataType type,
            boolean nullable,
            @Nullable Frame frame)
            implements WindowFunction {
        public Ranking {
            arguments = List.copyOf(arguments);
        }

        public Ranking(
                String function,
                List<Expression> arguments,
                boolean ignoreNulls,
                DataType type,
                boolean nullable) {
            this(function, arguments, ignoreNulls, type, nullable, null);
        }

        public Ranking withArguments(List<Expression> others) {
            return new Ranking(function, others, ignoreNulls, type, nullable, frame);
        }

        public Ranking withFrame(Frame other) {
            return new Ranking(function, arguments, ignoreNulls, type, nullable, other);
        }
    }

    /// An aggregate over the frame around the row.
    record OverFrame(AggregateCall aggregate, Frame frame) implements WindowFunction {
        @Override
        public DataType type() {
            return aggregate.type();
        }

        @Override
        public boolean nullable() {
            return aggregate.nullable();
        }
    }

    /// @param isRows true: bounds count rows; false: bounds are distances of the one order key
    /// @param start null for unbounded; 0 is the current row (with its peers, for RANGE); negative
    /// is before it
    /// @param end likewise
    record Frame(boolean isRows, @Nullable Long start, @Nullable Long end) {}
}
