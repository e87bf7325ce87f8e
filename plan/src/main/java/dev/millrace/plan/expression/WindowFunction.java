// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.expression;

import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

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

        /// The function of other arguments, over a frame whose expressions are changed.
        public Ranking over(List<Expression> others, UnaryOperator<Expression> change) {
            Frame changed = frame == null ? null : frame.map(change);
            return new Ranking(function, others, ignoreNulls, type, nullable, changed);
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

    /// The rows that a function sees.
    record Frame(Bound start, Bound end) {
        /// The whole partition.
        public static final Frame WHOLE = new Frame(new Bound.Unbounded(), new Bound.Unbounded());

        public List<Expression> expressions() {
            return Stream.of(start, end)
                    .filter(Bound.Key.class::isInstance)
                    .map(bound -> ((Bound.Key) bound).value())
                    .toList();
        }

        public Frame map(UnaryOperator<Expression> change) {
            return new Frame(map(start, change), map(end, change));
        }

        private static Bound map(Bound bound, UnaryOperator<Expression> change) {
            return bound instanceof Bound.Key(var value)
                    ? new Bound.Key(change.apply(value))
                    : bound;
        }
    }

    /// One end of a frame.
    sealed interface Bound {
        /// The end of the partition on this side.
        record Unbounded() implements Bound {}

        /// The current row of a RANGE frame: the rows whose order keys are equal to its own.
        record Peers() implements Bound {}

        /// @param offset rows from the current one, negative before it
        record Row(long offset) implements Bound {}

        /// The rows at a distance of the one order key.
        ///
        /// @param value the key at which the frame ends, computed from the current row; of the
        /// type of the order key
        record Key(Expression value) implements Bound {}
    }
}
