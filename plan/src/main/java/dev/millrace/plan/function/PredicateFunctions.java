// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Comparison;
import dev.millrace.plan.expression.Expression.ComparisonOperator;
import dev.millrace.plan.function.FunctionDefinition.Format;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Comparisons, `and`, `or`, `not`, `in` and tests for NULL: functions that are expressions of
/// their own, without kernels.
final class PredicateFunctions {
    private static final Signature LOGIC =
            Signature.of(DataType.BOOLEAN, ArgumentRule.BOOLEAN, ArgumentRule.BOOLEAN);
    private static final Signature NEGATION = Signature.of(DataType.BOOLEAN, ArgumentRule.BOOLEAN);

    private PredicateFunctions() {}

    static List<FunctionDefinition> all() {
        return List.of(
                comparison(ComparisonOperator.EQUAL).aliases("=="),
                comparison(ComparisonOperator.NULL_SAFE_EQUAL),
                comparison(ComparisonOperator.LESS),
                comparison(ComparisonOperator.LESS_OR_EQUAL),
                comparison(ComparisonOperator.GREATER),
                comparison(ComparisonOperator.GREATER_OR_EQUAL),
                ScalarFunction.of("<>", 2, 2, PredicateFunctions::notEqual)
                        .aliases("!=")
                        .format((n, a) -> "(NOT (" + a.get(0) + " = " + a.get(1) + "))"),
                equalNull(),
                between(),
                ScalarFunction.of("and", 2, 2, PredicateFunctions::and).format(Format.infix("AND")),
                ScalarFunction.of("or", 2, 2, PredicateFunctions::or).format(Format.infix("OR")),
                ScalarFunction.of("not", 1, 1, PredicateFunctions::not)
                        .aliases("!")
                        .format((n, a) -> "(NOT " + a.getFirst() + ")"),
                ScalarFunction.of("in", 2, Integer.MAX_VALUE, PredicateFunctions::in)
                        .format(PredicateFunctions::inText),
                isNull("isnull", "NULL"),
                isNotNull("isnotnull", "NULL"),
                isNull("is unknown", "UNKNOWN"),
                isNotNull("is not unknown", "UNKNOWN"));
    }

    private static ScalarFunction isNull(String name, String text) {
        return ScalarFunction.of(name, 1, 1, (site, a) -> isNull(a.getFirst()))
                .format((n, a) -> "(" + a.getFirst() + " IS " + text + ")");
    }

    private static ScalarFunction isNotNull(String name, String text) {
        return ScalarFunction.of(name, 1, 1, (site, a) -> new Expression.Not(isNull(a.getFirst())))
                .format((n, a) -> "(" + a.getFirst() + " IS NOT " + text + ")");
    }

    private static ScalarFunction comparison(ComparisonOperator operator) {
        return ScalarFunction.of(
                        operator.symbol(),
                        2,
                        2,
                        (site, a) -> compare(operator, site, a.get(0), a.get(1)))
                .format(Format.infix(operator.symbol()));
    }

    private static ScalarFunction equalNull() {
        return ScalarFunction.of(
                "equal_null",
                2,
                2,
                (site, a) -> compare(ComparisonOperator.NULL_SAFE_EQUAL, site, a.get(0), a.get(1)));
    }

    private static ScalarFunction between() {
        return ScalarFunction.of(
                "between",
                3,
                3,
                (site, a) ->
                        new Expression.And(
                                compare(
                                        ComparisonOperator.GREATER_OR_EQUAL,
                                        site,
                                        a.get(0),
                                        a.get(1)),
                                compare(
                                        ComparisonOperator.LESS_OR_EQUAL,
                                        site,
                                        a.get(0),
                                        a.get(2))));
    }

    /// `left op right` with both sides of their common type.
    static Expression compare(
            ComparisonOperator operator, CallSite site, Argument first, Argument second) {
        Argument left = Padding.beside(first, second);
        Argument right = Padding.beside(second, first);
        DataType common = common(site, left, right);
        if (common == null) {
            throw TypeErrors.operandsDiffer(site, left, right);
        }
        if (!Types.isOrderable(common)) {
            throw TypeErrors.notOrdered(site, common);
        }
        Coercion coercion = site.coercion();
        return new Comparison(
                operator,
                operand(coercion, left, right.type(), common),
                operand(coercion, right, left.type(), common));
    }

    private static Expression operand(
            Coercion coercion, Argument argument, DataType other, DataType common) {
        DataType first = typeBeside(argument, other);
        return coercion.cast(coercion.cast(argument.expression(), first), common);
    }

    private static @Nullable DataType common(CallSite site, Argument left, Argument right) {
        DataType a = typeBeside(left, right.type());
        DataType b = typeBeside(right, left.type());
        if (!site.ansi() && Types.isText(a) != Types.isText(b)) {
            DataType other = Types.isText(a) ? b : a;
            if (other instanceof DataType.Decimal) {
                return DataType.DOUBLE;
            }
            return Types.isNull(other) ? DataType.STRING : Types.isAtomic(other) ? other : null;
        }
        return site.coercion().widerByPlace(a, b);
    }

    /// The type that a side is of before it is compared: an integer that stands beside a decimal is
    /// a decimal of its own digits first, so that it might not fit for all that the type tells.
    private static DataType typeBeside(Argument argument, DataType other) {
        DataType.Decimal digits = other instanceof DataType.Decimal ? argument.ownDigits() : null;
        return digits == null ? argument.type() : digits;
    }

    private static Expression notEqual(CallSite site, List<Argument> arguments) {
        return new Expression.Not(
                compare(ComparisonOperator.EQUAL, site, arguments.get(0), arguments.get(1)));
    }

    private static Expression and(CallSite site, List<Argument> arguments) {
        List<Expression> sides = sides(site, arguments);
        return new Expression.And(sides.get(0), sides.get(1));
    }

    private static List<Expression> sides(CallSite site, List<Argument> arguments) {
        Argument left = arguments.get(0);
        Argument right = arguments.get(1);
        boolean accepted =
                ArgumentRule.BOOLEAN.target(left.type(), site.coercion()) != null
                        && ArgumentRule.BOOLEAN.target(right.type(), site.coercion()) != null;
        if (!accepted) {
            throw Types.sameShape(left.type(), right.type())
                    ? TypeErrors.operandsWrong(site, "\"BOOLEAN\"", left.type())
                    : TypeErrors.operandsDiffer(site, left, right);
        }
        return LOGIC.convert(site, arguments);
    }

    private static Expression or(CallSite site, List<Argument> arguments) {
        List<Expression> sides = sides(site, arguments);
        return new Expression.Or(sides.get(0), sides.get(1));
    }

    private static Expression not(CallSite site, List<Argument> arguments) {
        return new Expression.Not(NEGATION.convert(site, arguments).getFirst());
    }

    private static Expression isNull(Argument argument) {
        return new Expression.IsNull(argument.expression());
    }

    /// Values of a common type, or structs whose fields have the same types by their place.
    private static Expression in(CallSite site, List<Argument> given) {
        List<Argument> arguments = Padding.amid(given);
        Coercion coercion = site.coercion();
        DataType common = coercion.wider(arguments.stream().map(Argument::type).toList());
        if (common == null) {
            common = Types.withoutNames(arguments.getFirst().type());
            for (Argument argument : arguments) {
                if (!common.equals(Types.withoutNames(argument.type()))) {
                    throw TypeErrors.differentTypes(site, arguments);
                }
            }
        }
        List<Expression> values = coercion.castAll(arguments, common);
        return new Expression.In(values.getFirst(), values.subList(1, values.size()));
    }

    private static String inText(String name, List<String> arguments) {
        return "("
                + arguments.getFirst()
                + " IN ("
                + String.join(", ", arguments.subList(1, arguments.size()))
                + "))";
    }
}
