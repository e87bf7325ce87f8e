// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Literal;

import java.util.List;

/// A function of one row's values.
///
/// @param meaning the expression that a call becomes: a call of the kernel of this name (see
/// `Signature`), or other expressions
public record ScalarFunction(
        String name,
        List<String> aliases,
        int minimumArguments,
        int maximumArguments,
        List<Literal> defaults,
        Format format,
        Meaning meaning)
        implements FunctionDefinition {
    /// What a call means.
    @FunctionalInterface
    public interface Meaning {
        Expression of(CallSite site, List<Argument> arguments);
    }

    public ScalarFunction {
        aliases = List.copyOf(aliases);
        defaults = List.copyOf(defaults);
    }

    /// A function with its own meaning.
    static ScalarFunction of(String name, int minimum, int maximum, Meaning meaning) {
        return new ScalarFunction(
                name, List.of(), minimum, maximum, List.of(), Format.CALL, meaning);
    }

    /// A function that a kernel computes.
    static ScalarFunction of(String name, Signature signature) {
        return of(
                name,
                signature.required(),
                signature.isVariadic() ? Integer.MAX_VALUE : signature.rules().size(),
                (site, arguments) -> signature.call(name, site, arguments));
    }

    ScalarFunction aliases(String... names) {
        return new ScalarFunction(
                name,
                List.of(names),
                minimumArguments,
                maximumArguments,
                defaults,
                format,
                meaning);
    }

    /// Values for the last arguments where they are left out.
    ScalarFunction defaults(Literal... values) {
        return new ScalarFunction(
                name,
                aliases,
                minimumArguments,
                maximumArguments,
                List.of(values),
                format,
                meaning);
    }

    ScalarFunction format(Format value) {
        return new ScalarFunction(
                name, aliases, minimumArguments, maximumArguments, defaults, value, meaning);
    }

    /// Shown in capitals when called by its first name.
    ScalarFunction capital() {
        return format(Format.capital(name));
    }
}
