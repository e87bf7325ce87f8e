// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.expression;

import dev.millrace.spi.function.UserAggregate;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// An aggregate function over the rows of a group or of a window frame.
///
/// @param function canonical lower-case name (`count`, `sum`, `first`); `count(*)` has no arguments
/// @param distinct only differing arguments count
/// @param filter only rows for which it is true count, null for all rows
/// @param ignoreNulls for `first`, `last`, `any_value`
/// @param user the function if it is one in user code; `function` is then only for people
public record AggregateCall(
        String function,
        List<Expression> arguments,
        boolean distinct,
        @Nullable Expression filter,
        boolean ignoreNulls,
        DataType type,
        boolean nullable,
        @Nullable UserAggregate user) {
    public AggregateCall {
        arguments = List.copyOf(arguments);
    }

    /// A call of a function that is known by its name.
    public AggregateCall(
            String function,
            List<Expression> arguments,
            boolean distinct,
            @Nullable Expression filter,
            boolean ignoreNulls,
            DataType type,
            boolean nullable) {
        this(function, arguments, distinct, filter, ignoreNulls, type, nullable, null);
    }

    /// The same call of other expressions.
    public AggregateCall over(List<Expression> newArguments, @Nullable Expression newFilter) {
        return new AggregateCall(
                function, newArguments, distinct, newFilter, ignoreNulls, type, nullable, user);
    }

    @Override
    public String toString() {
        return function
                + "("
                + (distinct ? "distinct " : "")
                + arguments.toString().substring(1, arguments.toString().length() - 1)
                + ")"
                + (filter == null ? "" : " FILTER (WHERE " + filter + ")");
    }
}
