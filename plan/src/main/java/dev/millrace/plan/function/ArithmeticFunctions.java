// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Arithmetic;
import dev.millrace.plan.expression.Expression.ArithmeticOperator;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// The operators `+ - * / % div` over numbers; dates and intervals go to `IntervalArithmetic`.
final class ArithmeticFunctions {
    private static final String ADDABLE =
            "(\"NUMERIC\" or \"INTERVAL DAY TO SECOND\" or \"INTERVAL YEAR TO MONTH\" or"
                    + " \"INTERVAL\")";

    private ArithmeticFunctions() {}

    static List<FunctionDefinition> all() {
        return List.of(
                operator(ArithmeticOperator.ADD),
                operator(ArithmeticOperator.SUBTRACT),
                operator(ArithmeticOperator.MULTIPLY),
                operator(ArithmeticOperator.DIVIDE),
                operator(ArithmeticOperator.REMAINDER).aliases("mod"),
                operator(ArithmeticOperator.INTEGRAL_DIVIDE),
                tryDivide());
    }

    private static ScalarFunction operator(ArithmeticOperator operator) {
        FunctionDefinition.Format infix = FunctionDefinition.Format.infix(operator.symbol());
        FunctionDefinition.Format format =
                (name, arguments) ->
                        name.equals("mod")
                                ? FunctionDefinition.Format.CALL.text(name, arguments)
                                : infix.text(name, arguments);
        return ScalarFunction.of(
                        operator.symbol(),
                        2,
                        2,
                        (site, arguments) ->
                                meaning(
                                        operator,
                                        site,
                                        arguments.get(0),
                                        arguments.get(1),
                                        site.ansi()))
                .format(format);
    }

    /// Division that gives NULL for a divisor of zero.
    private static ScalarFunction tryDivide() {
        return ScalarFunction.of(
                "try_divide",
                2,
                2,
                (site, a) -> {
                    Expression quotient =
                            meaning(ArithmeticOperator.DIVIDE, site, a.get(0), a.get(1), false);
                    return quotient instanceof Expression.Call
                            ? new Expression.Call(
                                    "try", List.of(quotient), quotient.type(), true, true, null)
                            : quotient;
                });
    }

    static Expression meaning(
            ArithmeticOperator operator,
            CallSite site,
            Argument left,
            Argument right,
            boolean failsOnError) {
        Expression datetime = IntervalArithmetic.meaning(operator, site, left, right);
        if (datetime != null) {
            return datetime;
        }
        Coercion coercion = site.coercion();
        Argument a = left;
        Argument b = right;
        if (Types.isText(a.type()) != Types.isText(b.type())) {
            DataType number = besideText(site, a.type(), b.type());
            if (number != null) {
                a = a.with(coercion.cast(a.expression(), number));
                b = b.with(coercion.cast(b.expression(), number));
            }
        } else if (Types.isText(a.type())
                && (!site.ansi() || operator == ArithmeticOperator.DIVIDE)) {
            a = a.with(coercion.cast(a.expression(), DataType.DOUBLE));
            b = b.with(coercion.cast(b.expression(), DataType.DOUBLE));
        }
        a = Types.isNull(a.type()) ? a.with(nullLike(b.type())) : a;
        b = Types.isNull(b.type()) ? b.with(nullLike(a.type())) : b;
        check(operator, site, a, b);
        DataType.Decimal leftDecimal = decimal(a, b.type());
        DataType.Decimal rightDecimal = decimal(b, a.type());
        if (leftDecimal != null && rightDecimal != null) {
            return new Arithmetic(
                    operator,
                    coercion.cast(a.expression(), leftDecimal),
                    coercion.cast(b.expression(), rightDecimal),
                    Decimals.result(operator, leftDecimal, rightDecimal),
                    failsOnError,
                    site.origin());
        }
        DataType type = operandType(operator, coercion, a.type(), b.type());
        return new Arithmetic(
                operator,
                coercion.cast(a.expression(), type),
                coercion.cast(b.expression(), type),
                type,
                failsOnError,
                site.origin());
    }

    private static @Nullable DataType besideText(CallSite site, DataType left, DataType right) {
        DataType other = Types.isText(left) ? right : left;
        if (site.ansi()) {
            return site.coercion().besideText(left, right);
        }
        return Types.isNumeric(other) ? DataType.DOUBLE : null;
    }

    private static Literal nullLike(DataType type) {
        return new Literal(null, Types.isNull(type) ? DataType.DOUBLE : type);
    }

    /// The decimal type of an operand if the operation is one of decimals, else null.
    private static DataType.@Nullable Decimal decimal(Argument operand, DataType other) {
        if (operand.type() instanceof DataType.Decimal decimal) {
            return Types.isFloating(other) ? null : decimal;
        }
        if (!(other instanceof DataType.Decimal) || !Types.isIntegral(operand.type())) {
            return null;
        }
        DataType.Decimal digits = operand.ownDigits();
        return digits == null ? Decimals.forIntegral(operand.type()) : digits;
    }

    private static DataType operandType(
            ArithmeticOperator operator, Coercion coercion, DataType left, DataType right) {
        if (operator == ArithmeticOperator.DIVIDE) {
            return DataType.DOUBLE;
        }
        if (operator == ArithmeticOperator.INTEGRAL_DIVIDE) {
            return DataType.LONG;
        }
        DataType common = coercion.wider(left, right);
        return common == null ? DataType.DOUBLE : common;
    }

    private static void check(
            ArithmeticOperator operator, CallSite site, Argument left, Argument right) {
        boolean leftNumber = Types.isNumeric(left.type());
        boolean rightNumber = Types.isNumeric(right.type());
        if (leftNumber && rightNumber) {
            return;
        }
        if (!Types.sameShape(left.type(), right.type())) {
            throw TypeErrors.operandsDiffer(site, left, right);
        }
        String required =
                switch (operator) {
                    case ADD, SUBTRACT -> ADDABLE;
                    case MULTIPLY, REMAINDER -> "\"NUMERIC\"";
                    case DIVIDE -> "(\"DOUBLE\" or \"DECIMAL\")";
                    case INTEGRAL_DIVIDE -> "(\"BIGINT\" or \"DECIMAL\")";
                };
        throw TypeErrors.operandsWrong(site, required, left.type());
    }
}
