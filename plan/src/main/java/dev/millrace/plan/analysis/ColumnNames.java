// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.function.Argument;
import dev.millrace.plan.function.Types;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What Spark calls a column that the user gave no name: the expression as text, without the
/// conversions that analysis adds. Functions bring their own form
/// (`plan.function.FunctionDefinition.Format`); this is the rest.
final class ColumnNames {
    private ColumnNames() {}

    static String cast(String value, String type, boolean isTry) {
        return (isTry ? "TRY_CAST(" : "CAST(") + value + " AS " + type + ")";
    }

    /// Sums with dates and times are shown as the function that they become, or without
    /// parentheses; all else as `text`.
    static String sum(String operator, List<Argument> arguments, Expression meaning, String text) {
        boolean isSum = operator.equals("+") || operator.equals("-");
        Expression sum = meaning instanceof Expression.Cast cast ? cast.child() : meaning;
        if (!isSum || !(sum instanceof Expression.Call call)) {
            return text;
        }
        boolean isSwapped =
                Types.isDatetime(arguments.getLast().type())
                        || Types.isInterval(arguments.getFirst().type())
                        || Types.isNull(arguments.getFirst().type());
        String base = isSwapped ? arguments.getLast().text() : arguments.getFirst().text();
        Argument added = isSwapped ? arguments.getFirst() : arguments.getLast();
        return switch (call.function()) {
            case "date_add", "date_sub" -> {
                String days =
                        Types.isInterval(added.type())
                                ? "extractansiintervaldays(" + added.text() + ")"
                                : added.text();
                yield call.function() + "(" + base + ", " + days + ")";
            }
            case "subtract_times" ->
                    arguments.getFirst().text() + " - " + arguments.getLast().text();
            case "timestamp_add_interval", "date_add_interval", "time_add_interval" ->
                    base + " " + operator + " " + added.text();
            default -> text;
        };
    }

    static String alias(String value, String name) {
        return value + " AS " + name;
    }

    /// @param call the aggregate without what stands around its arguments
    static String aggregate(String call, boolean distinct, @Nullable String filter) {
        int open = call.indexOf('(');
        String marked =
                distinct
                        ? call.substring(0, open + 1) + "DISTINCT " + call.substring(open + 1)
                        : call;
        return filter == null ? marked : marked + " FILTER (WHERE " + filter + ")";
    }

    static String sortKey(String value, boolean ascending, boolean nullsFirst) {
        return value
                + (ascending ? " ASC" : " DESC")
                + (nullsFirst ? " NULLS FIRST" : " NULLS LAST");
    }

    static String over(
            String function, List<String> partitionBy, List<String> orderBy, String frame) {
        return function + " OVER " + window(partitionBy, orderBy, frame);
    }

    /// `(PARTITION BY … ORDER BY … frame)`
    static String window(List<String> partitionBy, List<String> orderBy, String frame) {
        StringBuilder text = new StringBuilder("(");
        if (!partitionBy.isEmpty()) {
            text.append("PARTITION BY ").append(String.join(", ", partitionBy)).append(' ');
        }
        if (!orderBy.isEmpty()) {
            text.append("ORDER BY ").append(String.join(", ", orderBy)).append(' ');
        }
        return text.append(frame).append(')').toString();
    }
}
