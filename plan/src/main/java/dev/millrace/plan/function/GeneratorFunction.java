// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import dev.millrace.plan.expression.Expression;
import dev.millrace.spi.type.StructField;

import java.util.List;

/// A function that makes several rows of one. `explode_outer` and its like are names of the same
/// function with `isOuter`.
///
/// @param function what the operator runs: the name without `_outer`
public record GeneratorFunction(
        String name,
        List<String> aliases,
        int minimumArguments,
        int maximumArguments,
        String function,
        boolean isOuter,
        Meaning meaning)
        implements FunctionDefinition {
    /// What a call means.
    @FunctionalInterface
    public interface Meaning {
        Generated of(CallSite site, List<Argument> arguments);
    }

    /// The converted arguments and the columns that come out.
    public record Generated(List<Expression> arguments, List<StructField> columns) {
        public Generated {
            arguments = List.copyOf(arguments);
            columns = List.copyOf(columns);
        }
    }

    public GeneratorFunction {
        aliases = List.copyOf(aliases);
    }
}
