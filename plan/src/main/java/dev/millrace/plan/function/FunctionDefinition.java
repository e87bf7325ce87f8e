// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import dev.millrace.plan.expression.Expression.Literal;

import java.util.List;
import java.util.Locale;

/// A built-in function, as data: its names, how many arguments it takes, how a column name shows
/// it, and what a call of it means.
public sealed interface FunctionDefinition
        permits ScalarFunction,
                HigherOrderFunction,
                AggregateFunction,
                RankingFunction,
                GeneratorFunction {
    /// Canonical lower-case name; the kernel or operator that computes it has the same.
    String name();

    /// Other names, lower case.
    List<String> aliases();

    int minimumArguments();

    /// `Integer.MAX_VALUE` for any number.
    int maximumArguments();

    /// True if a call may have so many arguments.
    default boolean takes(int count) {
        return count >= minimumArguments() && count <= maximumArguments();
    }

    /// Values of the last arguments where a call leaves them out; column names show them.
    default List<Literal> defaults() {
        return List.of();
    }

    default Format format() {
        return Format.CALL;
    }

    /// How column names and messages show a call.
    @FunctionalInterface
    interface Format {
        /// @param name the written name in lower case
        String text(String name, List<String> arguments);

        Format CALL = (name, arguments) -> name + "(" + String.join(", ", arguments) + ")";

        /// Calls under one fixed name.
        static Format named(String fixed) {
            return (name, arguments) -> CALL.text(fixed, arguments);
        }

        /// The call in capitals if it is written `name`; aliases stay as written.
        static Format capital(String name) {
            return (written, arguments) ->
                    CALL.text(
                            written.equals(name) ? written.toUpperCase(Locale.ROOT) : written,
                            arguments);
        }

        /// `(left symbol right)`.
        static Format infix(String symbol) {
            return (name, arguments) ->
                    arguments.size() == 2
                            ? "(" + arguments.get(0) + " " + symbol + " " + arguments.get(1) + ")"
                            : CALL.text(name, arguments);
        }
    }
}
