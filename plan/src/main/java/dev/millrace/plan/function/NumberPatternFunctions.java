// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.DataType.Decimal;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Numbers as text by patterns.
final class NumberPatternFunctions {
    private NumberPatternFunctions() {}

    static List<FunctionDefinition> all() {
        return List.of(
                ScalarFunction.of("to_number", 2, 2, (s, a) -> toNumber("to_number", s, a)),
                ScalarFunction.of("try_to_number", 2, 2, (s, a) -> toNumber("try_to_number", s, a)),
                ScalarFunction.of("to_char", 2, 2, NumberPatternFunctions::toCharacters)
                        .aliases("to_varchar")
                        .format(FunctionDefinition.Format.named("to_char")));
    }

    private static Expression toNumber(String name, CallSite site, List<Argument> arguments) {
        List<Expression> values =
                Signature.of(DataType.STRING, ArgumentRule.TEXT, ArgumentRule.TEXT)
                        .convert(site, arguments);
        NumberPattern pattern = pattern(site, arguments.get(1));
        DataType type = Decimal.FOR_INT;
        if (pattern != null) {
            int precision = pattern.whole() + pattern.fraction();
            if (precision > Decimal.MAX_PRECISION) {
                throw MillraceException.of(
                                ErrorKind.ARITHMETIC,
                                "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION",
                                "22003")
                        .with("precision", precision)
                        .with("maxPrecision", Decimal.MAX_PRECISION)
                        .text("Decimal precision " + precision + " exceeds max precision 38.");
            }
            type = new Decimal(precision, pattern.fraction());
        }
        boolean nullable =
                name.startsWith("try_") || values.stream().anyMatch(Expression::nullable);
        return new Expression.Call(name, values, type, nullable, true, site.origin());
    }

    /// The pattern of a constant, null for NULL.
    private static @Nullable NumberPattern pattern(CallSite site, Argument argument) {
        if (!(argument.expression() instanceof Literal(var value, var ignored))) {
            throw TypeErrors.notFoldable(site, "attributereference", argument);
        }
        return value == null ? null : NumberPattern.of(String.valueOf(value), site.origin());
    }

    private static Expression toCharacters(CallSite site, List<Argument> arguments) {
        DataType type = decimal(arguments.getFirst().type());
        if (type == null) {
            throw TypeErrors.unexpectedInput(site, 0, arguments.getFirst(), "\"DECIMAL\"");
        }
        List<Expression> values =
                Signature.of(DataType.STRING, new ArgumentRule.OneOf(type), ArgumentRule.TEXT)
                        .convert(site, arguments);
        pattern(site, arguments.get(1));
        boolean nullable = values.stream().anyMatch(Expression::nullable);
        return new Expression.Call(
                "to_char", values, DataType.STRING, nullable, true, site.origin());
    }

    /// Numbers become the decimal that holds them; null if there is none.
    private static @Nullable DataType decimal(DataType given) {
        return switch (given) {
            case Decimal decimal -> decimal;
            case DataType.Null ignored -> Decimal.FOR_INT;
            case DataType.Text ignored -> new Decimal(38, 18);
            case DataType.Float32 ignored -> new Decimal(14, 7);
            case DataType.Float64 ignored -> new Decimal(30, 15);
            default -> Decimals.forIntegral(given);
        };
    }
}
