// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.AggregateCall;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.relation.Origin;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

/// For expressions that may use only the columns of their row.
///
/// @param place where the expression stands, as messages name it
record NoCollector(String place) implements Collector {
    @Override
    public Expression aggregate(AggregateCall call, String text, @Nullable Origin origin) {
        throw refused(text, origin);
    }

    @Override
    public Expression window(WindowCall call, String text) {
        if (place.equals("WHERE")) {
            throw NameErrors.error("WINDOW_FUNCTION_NOT_ALLOWED_IN_CLAUSE", "42601", null)
                    .with("clauseName", "WHERE")
                    .text("It is not allowed to use window functions inside WHERE clause.");
        }
        throw refused(text, null);
    }

    @Override
    public Resolved timeWindow(TimeWindow window) {
        throw MillraceException.unsupported("a time window in " + place);
    }

    private MillraceException refused(String text, @Nullable Origin origin) {
        if (place.equals("WHERE")) {
            return NameErrors.error("INVALID_WHERE_CONDITION", "42903", origin)
                    .with("condition", "\"" + text + "\"")
                    .with("expressionList", text)
                    .text(
                            "The WHERE condition \""
                                    + text
                                    + "\" contains invalid expressions: "
                                    + text
                                    + ".\nRewrite the query to avoid window functions, aggregate"
                                    + " functions, and generator functions in the WHERE clause.");
        }
        return NameErrors.error("UNSUPPORTED_EXPR_FOR_OPERATOR", "42K0E", origin)
                .with("invalidExprSqls", "\"" + text + "\"")
                .text(
                        "A query operator contains one or more unsupported expressions.\nConsider"
                                + " to rewrite it to avoid window functions, aggregate functions,"
                                + " and generator functions in the WHERE clause.\nInvalid"
                                + " expressions: [\""
                                + text
                                + "\"]");
    }
}
