// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import static dev.millrace.plan.function.ArgumentRule.ANY;
import static dev.millrace.plan.function.ArgumentRule.DOUBLE;
import static dev.millrace.plan.function.ArgumentRule.INTEGER;
import static dev.millrace.plan.function.ArgumentRule.INTEGRAL;
import static dev.millrace.plan.function.ArgumentRule.LONG;
import static dev.millrace.plan.function.ArgumentRule.NUMERIC;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.ComparisonOperator;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.function.FunctionDefinition.Format;
import dev.millrace.plan.function.Signature.Nullability;
import dev.millrace.plan.function.Signature.ResultType;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import java.util.ArrayList;
import java.util.List;

/// Functions of numbers, bits and hashes.
final class MathFunctions {
    private MathFunctions() {}

    static List<FunctionDefinition> all() {
        List<FunctionDefinition> all = new ArrayList<>();
        all.addAll(doubles());
        all.addAll(rounding());
        all.addAll(signs());
        all.addAll(bits());
        all.add(hash("hash", DataType.INTEGER));
        all.add(hash("xxhash64", DataType.LONG));
        all.add(random());
        return all;
    }

    private static ScalarFunction hash(String name, DataType type) {
        Signature signature = Signature.of(type, ANY).variadic().nullable(Nullability.NEVER);
        return ScalarFunction.of(
                name,
                0,
                Integer.MAX_VALUE,
                (site, arguments) -> {
                    if (arguments.stream().anyMatch(argument -> hasMap(argument.type()))) {
                        throw TypeErrors.hashedMap(site);
                    }
                    return signature.call(name, site, arguments);
                });
    }

    private static boolean hasMap(DataType type) {
        return switch (type) {
            case DataType.Map ignored -> true;
            case DataType.Array array -> hasMap(array.element());
            case DataType.Struct struct ->
                    struct.fields().stream().anyMatch(field -> hasMap(field.type()));
            default -> false;
        };
    }

    private static List<FunctionDefinition> doubles() {
        // Spark declares all of them nullable; logarithms of numbers that are not positive are
        // NULL.
        Signature one = Signature.of(DataType.DOUBLE, DOUBLE).nullable(Nullability.ALWAYS);
        Signature logarithm = one;
        Signature two = Signature.of(DataType.DOUBLE, DOUBLE, DOUBLE);
        List<FunctionDefinition> all = new ArrayList<>();
        for (String name :
                List.of("sqrt", "cbrt", "exp", "sin", "cos", "tan", "asin", "acos", "atan")) {
            all.add(ScalarFunction.of(name, one).capital());
        }
        all.add(ScalarFunction.of("ln", logarithm));
        all.add(ScalarFunction.of("log10", logarithm).capital());
        all.add(ScalarFunction.of("log2", logarithm).capital());
        all.add(
                ScalarFunction.of("log", 1, 2, MathFunctions::logarithm)
                        .format(
                                (n, a) ->
                                        a.size() == 1
                                                ? "LOG(E(), " + a.getFirst() + ")"
                                                : Format.CALL.text("LOG", a)));
        all.add(ScalarFunction.of("pow", two).aliases("power").format(Format.capital("power")));
        all.add(ScalarFunction.of("atan2", two).capital());
        all.add(
                ScalarFunction.of("sign", 1, 1, MathFunctions::sign)
                        .aliases("signum")
                        .format(Format.capital("signum")));
        all.add(constant("pi", Math.PI));
        all.add(constant("e", Math.E));
        return all;
    }

    private static ScalarFunction constant(String name, double value) {
        return ScalarFunction.of(name, 0, 0, (site, a) -> new Literal(value, DataType.DOUBLE))
                .capital();
    }

    private static Expression logarithm(CallSite site, List<Argument> arguments) {
        Signature one = Signature.of(DataType.DOUBLE, DOUBLE).nullable(Nullability.ALWAYS);
        Signature two = Signature.of(DataType.DOUBLE, DOUBLE, DOUBLE).nullable(Nullability.ALWAYS);
        return arguments.size() == 1
                ? one.call("ln", site, arguments)
                : two.call("log", site, arguments);
    }

    private static Expression sign(CallSite site, List<Argument> arguments) {
        Argument given = arguments.getFirst();
        if (given.type() instanceof DataType.DayTimeInterval
                || given.type() instanceof DataType.YearMonthInterval) {
            Expression length = given.expression();
            boolean isMonths = given.type() instanceof DataType.YearMonthInterval;
            Literal zero =
                    new Literal(
                            isMonths ? (Object) Integer.valueOf(0) : Long.valueOf(0), given.type());
            return new Expression.Case(
                    List.of(
                            branch(ComparisonOperator.GREATER, length, zero, 1.0),
                            branch(ComparisonOperator.EQUAL, length, zero, 0.0),
                            branch(ComparisonOperator.LESS, length, zero, -1.0)),
                    new Literal(null, DataType.DOUBLE));
        }
        return Signature.of(DataType.DOUBLE, DOUBLE)
                .nullable(Nullability.ALWAYS)
                .call("sign", site, arguments);
    }

    private static Expression.Case.Branch branch(
            ComparisonOperator operator, Expression value, Literal zero, double sign) {
        return new Expression.Case.Branch(
                new Expression.Comparison(operator, value, zero),
                new Literal(sign, DataType.DOUBLE));
    }

    private static List<FunctionDefinition> rounding() {
        return List.of(
                ScalarFunction.of("round", 1, 2, (s, a) -> rounded("round", s, a))
                        .defaults(new Literal(0, DataType.INTEGER)),
                ScalarFunction.of("bround", 1, 2, (s, a) -> rounded("bround", s, a))
                        .defaults(new Literal(0, DataType.INTEGER)),
                ScalarFunction.of("ceil", 1, 2, (s, a) -> whole("ceil", s, a))
                        .aliases("ceiling")
                        .format(shortened("ceil")),
                ScalarFunction.of("floor", 1, 2, (s, a) -> whole("floor", s, a))
                        .format(shortened("floor")));
    }

    private static Expression rounded(String name, CallSite site, List<Argument> arguments) {
        if (!(arguments.get(1).expression() instanceof Literal(var value, var ignored))) {
            throw TypeErrors.notFoldable(site, "scale", arguments.get(1));
        }
        int scale = value instanceof Number number ? number.intValue() : 0;
        ResultType result =
                a ->
                        a.getFirst().type() instanceof DataType.Decimal decimal
                                ? roundedDecimal(decimal, scale)
                                : a.getFirst().type();
        return Signature.of(result, NUMERIC, INTEGER)
                .nullable(Nullability.ALWAYS)
                .call(name, site, arguments);
    }

    /// One more digit before the point where rounding drops digits; at least the digits that a
    /// negative scale asks for.
    private static DataType roundedDecimal(DataType.Decimal type, int scale) {
        int digits = type.precision() - type.scale() + 1;
        if (scale < 0) {
            return Decimals.bounded(Math.max(digits, -scale + 1), 0);
        }
        int kept = Math.min(type.scale(), scale);
        return Decimals.bounded(digits + kept, kept);
    }

    /// With a number of digits, `ceil` and `floor` read as other functions do.
    private static Format shortened(String name) {
        return (n, a) -> a.size() == 2 ? Format.CALL.text(n, a) : Format.capital(name).text(n, a);
    }

    /// To a number of digits: always a decimal, doubles by the digits that they print.
    private static Expression cut(String name, CallSite site, List<Argument> arguments) {
        if (!(arguments.get(1).expression() instanceof Literal(var value, var ignored))) {
            throw TypeErrors.notFoldable(site, "scale", arguments.get(1));
        }
        int scale = value instanceof Number number ? number.intValue() : 0;
        Argument number = arguments.getFirst();
        DataType.Decimal given =
                switch (number.type()) {
                    case DataType.Decimal decimal -> decimal;
                    case DataType.Float32 ignoredFloat -> new DataType.Decimal(14, 7);
                    case DataType.Float64 ignoredDouble -> new DataType.Decimal(30, 15);
                    default -> {
                        DataType.Decimal integral = Decimals.forIntegral(number.type());
                        yield integral == null ? new DataType.Decimal(30, 15) : integral;
                    }
                };
        Expression exact = site.coercion().cast(number.expression(), given);
        return Signature.of(
                        a -> roundedDecimal(given, scale), new ArgumentRule.OneOf(given), INTEGER)
                .nullable(Nullability.ALWAYS)
                .call(name, site, List.of(number.with(exact), arguments.get(1)));
    }

    /// What is whole already gets no digit more.
    private static DataType wholeDecimal(DataType.Decimal type) {
        return type.scale() == 0 ? type : Decimals.bounded(type.precision() - type.scale() + 1, 0);
    }

    private static Expression whole(String name, CallSite site, List<Argument> arguments) {
        if (arguments.size() == 2) {
            return cut(name, site, arguments);
        }
        ResultType result =
                a ->
                        a.getFirst().type() instanceof DataType.Decimal decimal
                                ? wholeDecimal(decimal)
                                : DataType.LONG;
        ArgumentRule rule = new ArgumentRule.Matching("NUMERIC", Types::isNumeric, DataType.DOUBLE);
        Argument argument = arguments.getFirst();
        Argument wide =
                Types.isIntegral(argument.type())
                        ? argument.with(site.coercion().cast(argument.expression(), DataType.LONG))
                        : argument.type() instanceof DataType.Float32
                                ? argument.with(
                                        site.coercion()
                                                .cast(argument.expression(), DataType.DOUBLE))
                                : argument;
        return Signature.of(result, rule)
                .nullable(Nullability.ALWAYS)
                .call(name, site, List.of(wide));
    }

    private static List<FunctionDefinition> signs() {
        ArgumentRule signed =
                new ArgumentRule.Matching(
                        "NUMERIC\" or \"INTERVAL",
                        t -> Types.isNumeric(t) || Types.isInterval(t),
                        DataType.DOUBLE);
        return List.of(
                ScalarFunction.of("abs", Signature.of(ResultType.FIRST, signed)),
                ScalarFunction.of("negative", 1, 1, MathFunctions::negative)
                        .aliases(MINUS)
                        .format(
                                (n, a) ->
                                        n.equals(MINUS)
                                                ? "(- " + a.getFirst() + ")"
                                                : n + "(" + a.getFirst() + ")"),
                ScalarFunction.of("positive", 1, 1, (site, a) -> a.getFirst().expression())
                        .format((n, a) -> "(+ " + a.getFirst() + ")"),
                ScalarFunction.of("pmod", 2, 2, MathFunctions::positiveRemainder),
                ScalarFunction.of(
                        "isnan",
                        Signature.of(DataType.BOOLEAN, DOUBLE).nullable(Nullability.NEVER)));
    }

    /// The sign in SQL text, which Spark shows as such.
    private static final String MINUS = "unary -";

    /// Numbers; intervals have gone another way.
    private static final ArgumentRule NEGATABLE =
            new ArgumentRule.Matching(
                    "NUMERIC\" or \"INTERVAL DAY TO SECOND\" or \"INTERVAL YEAR TO MONTH\" or"
                            + " \"INTERVAL",
                    Types::isNumeric,
                    DataType.DOUBLE);

    private static Expression negative(CallSite site, List<Argument> arguments) {
        Expression value = arguments.getFirst().expression();
        if (Types.isInterval(value.type())) {
            return IntervalArithmetic.negative(site, value);
        }
        return Signature.of(ResultType.FIRST, NEGATABLE).call("negative", site, arguments);
    }

    private static Expression positiveRemainder(CallSite site, List<Argument> arguments) {
        Expression remainder =
                ArithmeticFunctions.meaning(
                        Expression.ArithmeticOperator.REMAINDER,
                        site,
                        arguments.get(0),
                        arguments.get(1),
                        site.ansi());
        Expression positive =
                new Expression.Call(
                        "pmod", remainder.children(), remainder.type(), true, true, site.origin());
        return site.ansi()
                ? positive
                : new Expression.Call(
                        "try", List.of(positive), positive.type(), true, true, site.origin());
    }

    private static List<FunctionDefinition> bits() {
        List<FunctionDefinition> all = new ArrayList<>();
        all.add(bitwise("bitand", "&"));
        all.add(bitwise("bitor", "|"));
        all.add(bitwise("bitxor", "^"));
        all.add(
                ScalarFunction.of("bitnot", Signature.of(ResultType.FIRST, INTEGRAL))
                        .aliases("~")
                        .format((n, a) -> "~" + a.getFirst()));
        all.add(shift("shiftleft", "<<"));
        all.add(shift("shiftright", ">>"));
        all.add(
                ScalarFunction.of(
                        "factorial",
                        Signature.of(DataType.LONG, INTEGER).nullable(Nullability.ALWAYS)));
        return all;
    }

    /// Without ANSI text counts as a fraction.
    private static MillraceException notBits(CallSite site, Argument left, Argument right) {
        Argument one = site.ansi() ? left : asFraction(left);
        Argument other = site.ansi() ? right : asFraction(right);
        return one.type().equals(other.type())
                ? TypeErrors.operandsWrong(site, "\"INTEGRAL\"", one.type())
                : TypeErrors.operandsDiffer(site, one, other);
    }

    private static Argument asFraction(Argument argument) {
        return Types.isText(argument.type())
                ? argument.with(new Literal(null, DataType.DOUBLE))
                : argument;
    }

    private static ScalarFunction bitwise(String name, String symbol) {
        return ScalarFunction.of(
                        name,
                        2,
                        2,
                        (site, a) -> {
                            DataType common =
                                    site.coercion().wider(a.get(0).type(), a.get(1).type());
                            if (common == null || !Types.isIntegral(common)) {
                                throw notBits(site, a.get(0), a.get(1));
                            }
                            List<Expression> sides = site.coercion().castAll(a, common);
                            return new Expression.Call(
                                    name,
                                    sides,
                                    common,
                                    Nullability.ANY_ARGUMENT.of(sides),
                                    true,
                                    site.origin());
                        })
                .aliases(symbol)
                .format(Format.infix(symbol));
    }

    private static ScalarFunction shift(String name, String symbol) {
        ArgumentRule shifted = new ArgumentRule.OneOf(DataType.INTEGER, DataType.LONG);
        return ScalarFunction.of(name, Signature.of(ResultType.FIRST, shifted, INTEGER))
                .aliases(symbol)
                .format(
                        (n, a) ->
                                n.equals(symbol)
                                        ? Format.infix(symbol).text(n, a)
                                        : Format.CALL.text(n, a));
    }

    private static ScalarFunction random() {
        return ScalarFunction.of(
                        "rand",
                        Signature.of(DataType.DOUBLE, LONG)
                                .optional(1)
                                .nullable(Nullability.NEVER)
                                .nondeterministic())
                .aliases("random")
                .format(Format.named("rand"));
    }
}
