// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import dev.millrace.execution.kernel.cast.CastKernels;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.ArithmeticOperator;
import dev.millrace.spi.type.DataType;

import java.util.Set;

/// Tells whether evaluating an expression for a row that does not need it could raise an error or
/// be
/// noticed: then those rows must be left out.
final class Failures {
    /// Functions that give a value for every input.
    private static final Set<String> SAFE =
            Set.of(
                    "upper",
                    "lower",
                    "trim",
                    "ltrim",
                    "rtrim",
                    "btrim",
                    "length",
                    "octet_length",
                    "substring",
                    "left",
                    "right",
                    "concat",
                    "concat_ws",
                    "startswith",
                    "endswith",
                    "contains",
                    "year",
                    "quarter",
                    "month",
                    "day",
                    "dayofweek",
                    "weekday",
                    "hour",
                    "minute",
                    "second",
                    "datediff",
                    "hash",
                    "greatest",
                    "least",
                    "sqrt",
                    "ln",
                    "exp",
                    "log10",
                    "size",
                    "array_contains",
                    "nanvl",
                    "instr",
                    "replace",
                    "like");

    private Failures() {}

    static boolean canFail(Expression expression) {
        boolean itself =
                switch (expression) {
                    case Attribute ignored -> false;
                    case Expression.Literal ignored -> false;
                    case Expression.Comparison ignored -> false;
                    case Expression.And ignored -> false;
                    case Expression.Or ignored -> false;
                    case Expression.Not ignored -> false;
                    case Expression.IsNull ignored -> false;
                    case Expression.Case ignored -> false;
                    case Expression.In ignored -> false;
                    case Expression.Field ignored -> false;
                    case Expression.Struct ignored -> false;
                    case Expression.Lambda ignored -> false;
                    case Expression.LambdaVariable ignored -> false;
                    case Expression.UserCall ignored -> true;
                    case Expression.Call call ->
                            !SAFE.contains(call.function()) && !call.function().equals("coalesce");
                    case Expression.Cast cast ->
                            cast.misfit().fails()
                                    && CastKernels.canFail(cast.child().type(), cast.type());
                    case Expression.Arithmetic arithmetic ->
                            arithmetic.failsOnError() && canFail(arithmetic);
                };
        if (itself) {
            return true;
        }
        for (Expression child : expression.children()) {
            if (canFail(child)) {
                return true;
            }
        }
        return false;
    }

    private static boolean canFail(Expression.Arithmetic arithmetic) {
        boolean floating =
                arithmetic.type() instanceof DataType.Float64
                        || arithmetic.type() instanceof DataType.Float32;
        return !floating
                || arithmetic.operator() == ArithmeticOperator.DIVIDE
                || arithmetic.operator() == ArithmeticOperator.REMAINDER;
    }
}
