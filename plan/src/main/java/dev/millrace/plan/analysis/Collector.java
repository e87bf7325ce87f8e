// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.AggregateCall;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.SortOrder;
import dev.millrace.plan.expression.WindowFunction;
import dev.millrace.plan.relation.Origin;
import dev.millrace.plan.relation.ParsedExpression;

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

    /// `window(time, duration, slide, start)` in microseconds.
    record TimeWindow(Resolved time, long duration, long slide, long start) {}
}
