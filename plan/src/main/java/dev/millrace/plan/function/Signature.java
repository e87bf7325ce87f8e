// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import dev.millrace.plan.expression.Expression;
import dev.millrace.spi.type.DataType;

import java.util.ArrayList;
import java.util.List;

/// The types of a kernel: rules for the arguments, the type and nullability of the result.
///
/// @param required how many of the rules must have an argument
/// @param isVariadic the last rule holds for any number of further arguments
public record Signature(
        List<ArgumentRule> rules,
        int required,
        boolean isVariadic,
        ResultType result,
        Nullability nullability,
        boolean isDeterministic) {
    /// The type of the result, from the converted arguments.
    @FunctionalInterface
    public interface ResultType {
        DataType of(List<Expression> arguments);

        /// The type of the first argument.
        ResultType FIRST = arguments -> arguments.getFirst().type();
    }

    /// Whether the result can be NULL, from the converted arguments.
    @FunctionalInterface
    public interface Nullability {
        boolean of(List<Expression> arguments);

        /// NULL exactly where an argument is.
        Nullability ANY_ARGUMENT = arguments -> arguments.stream().anyMatch(Expression::nullable);

        Nullability ALWAYS = arguments -> true;
        Nullability NEVER = arguments -> false;
    }

    public Signature {
        rules = List.copyOf(rules);
    }

    /// A deterministic signature that is NULL where an argument is.
    static Signature of(DataType result, ArgumentRule... rules) {
        return of(arguments -> result, rules);
    }

    static Signature of(ResultType result, ArgumentRule... rules) {
        return new Signature(
                List.of(rules), rules.length, false, result, Nullability.ANY_ARGUMENT, true);
    }

    /// The last `count` arguments may be left out.
    Signature optional(int count) {
        return new Signature(
                rules, rules.size() - count, isVariadic, result, nullability, isDeterministic);
    }

    /// The last argument may come any number of times, also never.
    Signature variadic() {
        return new Signature(rules, rules.size() - 1, true, result, nullability, isDeterministic);
    }

    Signature nullable(Nullability value) {
        return new Signature(rules, required, isVariadic, result, value, isDeterministic);
    }

    Signature nondeterministic() {
        return new Signature(rules, required, isVariadic, result, nullability, false);
    }

    /// The call of the kernel `name` with the arguments converted.
    ///
    /// @throws dev.millrace.spi.error.MillraceException DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE
    Expression call(String name, CallSite site, List<Argument> arguments) {
        List<Expression> converted = convert(site, arguments);
        return new Expression.Call(
                name,
                converted,
                result.of(converted),
                nullability.of(converted),
                isDeterministic,
                site.origin());
    }

    List<Expression> convert(CallSite site, List<Argument> arguments) {
        Coercion coercion = site.coercion();
        List<Expression> converted = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            ArgumentRule rule = rules.get(Math.min(i, rules.size() - 1));
            Argument argument = arguments.get(i);
            DataType target = rule.target(argument.type(), coercion);
            if (target == null) {
                throw TypeErrors.unexpectedInput(site, i, argument, rule.required());
            }
            converted.add(coercion.cast(argument.expression(), target));
        }
        return converted;
    }
}
