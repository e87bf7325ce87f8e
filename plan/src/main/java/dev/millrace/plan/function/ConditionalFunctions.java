// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Case;
import dev.millrace.plan.expression.Expression.ComparisonOperator;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Functions that choose between their arguments.
final class ConditionalFunctions {
    private ConditionalFunctions() {}

    static List<FunctionDefinition> all() {
        return List.of(
                ScalarFunction.of(
                                "when",
                                2,
                                Integer.MAX_VALUE,
                                (site, a) -> choose(site, "casewhen", a))
                        .aliases("case")
                        .format(ConditionalFunctions::caseText),
                ScalarFunction.of("if", 3, 3, (site, a) -> choose(site, "if", a))
                        .aliases("iff")
                        .format(
                                (n, a) ->
                                        n.equals("if")
                                                ? "(IF(" + String.join(", ", a) + "))"
                                                : FunctionDefinition.Format.CALL.text(n, a)),
                ScalarFunction.of("coalesce", 1, Integer.MAX_VALUE, ConditionalFunctions::coalesce),
                ScalarFunction.of("nvl", 2, 2, ConditionalFunctions::coalesce).aliases("ifnull"),
                ScalarFunction.of("nvl2", 3, 3, ConditionalFunctions::nvl2),
                ScalarFunction.of("nullif", 2, 2, ConditionalFunctions::nullIf),
                ScalarFunction.of("nullifzero", 1, 1, ConditionalFunctions::nullIfZero),
                ScalarFunction.of("zeroifnull", 1, 1, ConditionalFunctions::zeroIfNull),
                ScalarFunction.of(
                        "nanvl",
                        Signature.of(
                                Signature.ResultType.FIRST,
                                ArgumentRule.DOUBLE,
                                ArgumentRule.DOUBLE)),
                ScalarFunction.of(
                        "greatest", 2, Integer.MAX_VALUE, (s, a) -> extreme("greatest", s, a)),
                ScalarFunction.of("least", 2, Integer.MAX_VALUE, (s, a) -> extreme("least", s, a)));
    }

    /// Conditions and values in turn, an odd last one for all other rows.
    private static Expression choose(CallSite site, String name, List<Argument> arguments) {
        List<Argument> values = new ArrayList<>();
        for (int i = 1; i < arguments.size(); i += 2) {
            values.add(arguments.get(i));
        }
        boolean hasOtherwise = arguments.size() % 2 == 1;
        if (hasOtherwise) {
            values.add(arguments.getLast());
        }
        Coercion coercion = site.coercion();
        DataType type = common(site, name, values);
        List<Case.Branch> branches = new ArrayList<>();
        for (int i = 0; i + 1 < arguments.size(); i += 2) {
            branches.add(
                    new Case.Branch(
                            condition(site, i, arguments.get(i)),
                            coercion.cast(arguments.get(i + 1).expression(), type)));
        }
        // The last value gives a choice its type: elements and fields that can be NULL in any of
        // the values can be NULL in the choice.
        Expression otherwise =
                hasOtherwise
                        ? coercion.exactly(arguments.getLast().expression(), type)
                        : new Literal(null, type);
        return new Case(branches, otherwise);
    }

    private static Expression condition(CallSite site, int index, Argument argument) {
        if (argument.type() instanceof DataType.Bool) {
            // Spark looks at both sides of IF to tell whether it can be NULL, also where the first
            // one is always taken.
            boolean isAlwaysTaken =
                    site.name().startsWith("if") && argument.expression().equals(Literal.TRUE);
            return isAlwaysTaken ? new Expression.Not(Literal.FALSE) : argument.expression();
        }
        if (Types.isNull(argument.type())) {
            return new Literal(null, DataType.BOOLEAN);
        }
        throw TypeErrors.unexpectedInput(site, index, argument, "\"BOOLEAN\"");
    }

    private static DataType common(CallSite site, String name, List<Argument> values) {
        DataType type = site.coercion().wider(values.stream().map(Argument::type).toList());
        if (type == null) {
            throw TypeErrors.differentTypes(
                    new CallSite(name, site.text(), site.ansi(), site.timeZone(), site.origin()),
                    values);
        }
        return type;
    }

    private static Expression coalesce(CallSite site, List<Argument> arguments) {
        DataType type = common(site, "coalesce", arguments);
        List<Expression> values = site.coercion().castAll(arguments, type);
        if (values.size() == 1) {
            return values.getFirst();
        }
        return new Expression.Call(
                "coalesce",
                values,
                type,
                values.stream().allMatch(Expression::nullable),
                true,
                site.origin());
    }

    private static Expression nvl2(CallSite site, List<Argument> arguments) {
        Expression isPresent =
                new Expression.Not(new Expression.IsNull(arguments.getFirst().expression()));
        return choose(
                site,
                "nvl2",
                List.of(
                        new Argument(isPresent, arguments.getFirst().text()),
                        arguments.get(1),
                        arguments.get(2)));
    }

    private static Expression nullIf(CallSite site, List<Argument> arguments) {
        Argument value = arguments.getFirst();
        Expression equal =
                PredicateFunctions.compare(
                        ComparisonOperator.EQUAL, site, value, arguments.getLast());
        Literal none = new Literal(null, value.type());
        return new Case(List.of(new Case.Branch(equal, none)), value.expression());
    }

    private static Expression nullIfZero(CallSite site, List<Argument> arguments) {
        Argument zero = new Argument(new Literal(0, DataType.INTEGER), "0");
        return nullIf(site, List.of(arguments.getFirst(), zero));
    }

    private static Expression zeroIfNull(CallSite site, List<Argument> arguments) {
        Argument zero = new Argument(new Literal(0, DataType.INTEGER), "0");
        return coalesce(site, List.of(arguments.getFirst(), zero));
    }

    private static Expression extreme(String name, CallSite site, List<Argument> arguments) {
        Coercion coercion = site.coercion();
        @Nullable DataType type = DataType.NULL;
        for (Argument argument : arguments) {
            type = type == null ? null : coercion.widerWithoutText(type, argument.type());
        }
        if (type == null) {
            throw TypeErrors.differentTypes(site, arguments);
        }
        if (!Types.isOrderable(type)) {
            throw TypeErrors.notOrdered(site, type);
        }
        List<Expression> values = coercion.castAll(arguments, type);
        return new Expression.Call(
                name,
                values,
                type,
                values.stream().allMatch(Expression::nullable),
                true,
                site.origin());
    }

    private static String caseText(String name, List<String> arguments) {
        StringBuilder text = new StringBuilder("CASE");
        int i = 0;
        for (; i + 1 < arguments.size(); i += 2) {
            text.append(" WHEN ").append(arguments.get(i));
            text.append(" THEN ").append(arguments.get(i + 1));
        }
        if (i < arguments.size()) {
            text.append(" ELSE ").append(arguments.get(i));
        }
        return text.append(" END").toString();
    }
}
