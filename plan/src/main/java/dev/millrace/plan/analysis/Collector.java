// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.AggregateCall;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.SortOrder;
import dev.millrace.plan.expression.WindowFunction;
import dev.millrace.plan.relation.Origin;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Takes what an expression needs from the plan below it: values of aggregates, window functions
/// and time windows become columns of the nodes that compute them.
interface Collector {
    /// The value of the aggregate.
    ///
    /// @param text the call as the user wrote it
    Expression aggregate(AggregateCall call, String text, @Nullable Origin origin);

    /// The value of the window function.
    Expression window(WindowCall call, String text);

    /// `grouping(column)` and `grouping_id(columns…)`: which keys the set of a row leaves out.
    default Expression grouping(ParsedExpression.Call call, List<Resolved> arguments) {
        throw NameErrors.error("UNSUPPORTED_GROUPING_EXPRESSION", "42K0E", null)
                .text(
                        "grouping()/grouping_id() can only be used with"
                                + " GroupingSets/Cube/Rollup.");
    }

    /// The value of the subquery.
    default Expression subquery(SubqueryUse use) {
        throw MillraceException.unsupported("a subquery here: " + use.text());
    }

    /// The column of a time window.
    Resolved timeWindow(TimeWindow window);

    /// The arguments of aggregates are resolved between these two calls.
    default void enterAggregate(ParsedExpression.Call call) {}

    default void leaveAggregate() {}

    /// A window function with its partitioning and order.
    record WindowCall(
            WindowFunction function, List<Expression> partitionBy, List<SortOrder> orderBy) {
        public WindowCall {
            partitionBy = List.copyOf(partitionBy);
            orderBy = List.copyOf(orderBy);
        }
    }

    /// A way to cut time into windows.
    sealed interface TimeWindow {
        Resolved time();

        /// True if both calls mean the same column.
        boolean isSameAs(TimeWindow other);
    }

    /// `window(time, duration, slide, start)` in microseconds.
    record FixedWindow(Resolved time, long duration, long slide, long start) implements TimeWindow {
        @Override
        public boolean isSameAs(TimeWindow other) {
            return other instanceof FixedWindow(var t, var d, var s, var from)
                    && duration == d
                    && slide == s
                    && start == from
                    && Expressions.isSame(time.expression(), t.expression());
        }
    }

    /// `session_window(time, gap)`.
    ///
    /// @param gap a calendar interval, or its text
    record SessionWindow(Resolved time, Expression gap) implements TimeWindow {
        @Override
        public boolean isSameAs(TimeWindow other) {
            return other instanceof SessionWindow(var t, var g)
                    && Expressions.isSame(gap, g)
                    && Expressions.isSame(time.expression(), t.expression());
        }
    }
}
