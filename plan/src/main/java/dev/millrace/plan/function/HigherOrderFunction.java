// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import dev.millrace.plan.expression.Expression;
import dev.millrace.spi.type.DataType;

import java.util.List;

/// A function that applies functions to the elements of arrays or maps.
///
/// @param meaning the call of the evaluator of this name, with its lambdas bound
public record HigherOrderFunction(
        String name,
        List<String> aliases,
        int minimumArguments,
        int maximumArguments,
        Meaning meaning)
        implements FunctionDefinition {
    /// What a call means.
    @FunctionalInterface
    public interface Meaning {
        Expression of(Arguments arguments);
    }

    /// What a lambda's parameter stands for.
    public record Parameter(DataType type, boolean nullable) {}

    /// The arguments of a call, whose lambdas get their types one after the other: those of the
    /// second may depend on what the first returns.
    public interface Arguments {
        int count();

        /// How many parameters the lambda names; 0 for an argument that is none.
        int parameterCount(int index);

        /// An argument that is a value.
        Argument value(int index);

        /// The lambda over parameters of these types. It may name fewer of them only if
        /// `least` allows it; an argument that is no lambda becomes one that ignores its
        /// parameters.
        Argument bind(int index, int least, List<Parameter> parameters);

        /// Shows a default that is left out.
        void append(String text);

        /// The call with the texts of what is bound so far.
        CallSite site();
    }

    public HigherOrderFunction {
        aliases = List.copyOf(aliases);
    }
}
