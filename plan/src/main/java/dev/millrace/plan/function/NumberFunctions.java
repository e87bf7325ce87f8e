// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import static dev.millrace.plan.function.ArgumentRule.DOUBLE;
import static dev.millrace.plan.function.ArgumentRule.INTEGER;
import static dev.millrace.plan.function.ArgumentRule.INTEGRAL;
import static dev.millrace.plan.function.ArgumentRule.LONG;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Arithmetic;
import dev.millrace.plan.expression.Expression.ArithmeticOperator;
import dev.millrace.plan.expression.Expression.Call;
import dev.millrace.plan.expression.Expression.Cast;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.expression.Misfit;
import dev.millrace.plan.function.FunctionDefinition.Format;
import dev.millrace.plan.function.Signature.Nullability;
import dev.millrace.plan.function.Signature.ResultType;
import dev.millrace.spi.type.DataType;

import java.util.ArrayList;
import java.util.List;

/// More functions of numbers: hyperbolic ones, bits, arithmetic that gives NULL instead of errors,
/// random numbers.
final class NumberFunctions {
    private NumberFunctions() {}

    static List<FunctionDefinition> all() {
        List<FunctionDefinition> all = new ArrayList<>();
        all.addAll(doubles());
        all.addAll(bits());
        all.addAll(tries());
        all.addAll(random());
        all.addAll(bitmaps());
        return all;
    }

    /// Which bitmap a number belongs into, at which place, and how many numbers one holds.
    private static List<FunctionDefinition> bitmaps() {
        ArgumentRule binary =
                new ArgumentRule.Matching("BINARY", t -> t instanceof DataType.Binary, null);
        return List.of(
                ScalarFunction.of("bitmap_bucket_number", Signature.of(DataType.LONG, LONG)),
                ScalarFunction.of("bitmap_bit_position", Signature.of(DataType.LONG, LONG)),
                ScalarFunction.of("bitmap_count", Signature.of(DataType.LONG, binary)));
    }

    private static List<FunctionDefinition> doubles() {
        Signature one = Signature.of(DataType.DOUBLE, DOUBLE).nullable(Nullability.ALWAYS);
        List<FunctionDefinition> all = new ArrayList<>();
        for (String name :
                List.of(
                        "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "cot", "sec", "csc",
                        "expm1", "rint", "degrees", "radians")) {
            ScalarFunction function = ScalarFunction.of(name, one);
            all.add(name.equals("rint") ? function : function.capital());
        }
        all.add(ScalarFunction.of("log1p", one).capital());
        all.add(
                ScalarFunction.of("hypot", Signature.of(DataType.DOUBLE, DOUBLE, DOUBLE))
                        .capital());
        all.add(ScalarFunction.of("width_bucket", 4, 4, NumberFunctions::bucket));
        return all;
    }

    private static Expression bucket(CallSite site, List<Argument> arguments) {
        DataType first = arguments.getFirst().type();
        ArgumentRule rule = Types.isInterval(first) ? new ArgumentRule.OneOf(first) : DOUBLE;
        return Signature.of(DataType.LONG, rule, rule, rule, LONG)
                .nullable(Nullability.ALWAYS)
                .call("width_bucket", site, arguments);
    }

    private static List<FunctionDefinition> bits() {
        ArgumentRule countable =
                new ArgumentRule.Matching(
                        "INTEGRAL\" or \"BOOLEAN",
                        t -> Types.isIntegral(t) || t instanceof DataType.Bool,
                        null);
        ArgumentRule shifted = new ArgumentRule.OneOf(DataType.INTEGER, DataType.LONG);
        return List.of(
                ScalarFunction.of("bit_count", Signature.of(DataType.INTEGER, countable)),
                ScalarFunction.of("bit_get", Signature.of(DataType.BYTE, INTEGRAL, INTEGER))
                        .aliases("getbit"),
                ScalarFunction.of(
                                "shiftrightunsigned",
                                Signature.of(ResultType.FIRST, shifted, INTEGER))
                        .aliases(">>>")
                        .format(
                                (n, a) ->
                                        n.equals(">>>")
                                                ? Format.infix(">>>").text(n, a)
                                                : Format.CALL.text(n, a)));
    }

    private static List<FunctionDefinition> tries() {
        return List.of(
                tried("try_add", ArithmeticOperator.ADD),
                tried("try_subtract", ArithmeticOperator.SUBTRACT),
                tried("try_multiply", ArithmeticOperator.MULTIPLY),
                tried("try_mod", ArithmeticOperator.REMAINDER));
    }

    /// The operator, NULL where it would fail: the kernel of integers knows overflow.
    private static ScalarFunction tried(String name, ArithmeticOperator operator) {
        return ScalarFunction.of(
                name,
                2,
                2,
                (site, a) -> {
                    Expression plain =
                            ArithmeticFunctions.meaning(operator, site, a.get(0), a.get(1), false);
                    boolean wraps =
                            Types.isIntegral(plain.type())
                                    && operator != ArithmeticOperator.REMAINDER;
                    Expression failing =
                            plain instanceof Arithmetic arithmetic
                                    ? new Arithmetic(
                                            operator,
                                            arithmetic.left(),
                                            arithmetic.right(),
                                            arithmetic.type(),
                                            true,
                                            null)
                                    : plain;
                    return plain instanceof Arithmetic && plain.nullable() && !wraps
                            ? plain
                            : new Call("try", List.of(failing), plain.type(), true, true, null);
                });
    }

    private static List<FunctionDefinition> random() {
        return List.of(
                ScalarFunction.of(
                                "randn",
                                Signature.of(DataType.DOUBLE, LONG)
                                        .optional(1)
                                        .nullable(Nullability.NEVER)
                                        .nondeterministic())
                        .format((n, a) -> a.isEmpty() ? "randn()" : Format.CALL.text(n, a)),
                ScalarFunction.of("uniform", 2, 3, NumberFunctions::uniform),
                ScalarFunction.of(
                        "randstr",
                        Signature.of(DataType.STRING, INTEGER, LONG)
                                .optional(1)
                                .nullable(Nullability.NEVER)
                                .nondeterministic()));
    }

    /// A number between two constants: `least + (greatest - least) * rand(seed)`.
    private static Expression uniform(CallSite site, List<Argument> arguments) {
        for (int i = 0; i < 2; i++) {
            Argument argument = arguments.get(i);
            if (!Types.isNumeric(argument.type()) && !Types.isNull(argument.type())) {
                throw TypeErrors.unexpectedInput(site, i, argument, "integer or floating-point");
            }
        }
        DataType common = site.coercion().wider(arguments.get(0).type(), arguments.get(1).type());
        if (common == null || Types.isNull(common)) {
            return new Literal(null, DataType.NULL);
        }
        List<Expression> seed = new ArrayList<>();
        if (arguments.size() == 3) {
            seed.add(site.coercion().cast(arguments.get(2).expression(), DataType.LONG));
        }
        Coercion coercion = site.coercion();
        Expression least = coercion.cast(arguments.get(0).expression(), DataType.DOUBLE);
        Expression greatest = coercion.cast(arguments.get(1).expression(), DataType.DOUBLE);
        Expression draw = new Call("rand", seed, DataType.DOUBLE, false, false, site.origin());
        Expression value =
                sum(
                        ArithmeticOperator.ADD,
                        least,
                        sum(
                                ArithmeticOperator.MULTIPLY,
                                sum(ArithmeticOperator.SUBTRACT, greatest, least),
                                draw));
        return common instanceof DataType.Float64
                ? value
                : new Call(
                        "coalesce",
                        List.of(
                                new Cast(
                                        value,
                                        common,
                                        Misfit.ofSession(site.ansi()),
                                        site.origin())),
                        common,
                        false,
                        false,
                        site.origin());
    }

    private static Expression sum(ArithmeticOperator operator, Expression left, Expression right) {
        return new Arithmetic(operator, left, right, DataType.DOUBLE, true, null);
    }
}
