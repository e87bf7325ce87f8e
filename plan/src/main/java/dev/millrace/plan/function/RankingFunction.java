// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.expression.WindowFunction;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/// A function of a row's place in its window.
///
/// @param frame the frame that the column name shows
public record RankingFunction(
        String name,
        List<String> aliases,
        int minimumArguments,
        int maximumArguments,
        List<Literal> defaults,
        ShownFrame frame,
        Meaning meaning)
        implements FunctionDefinition {
    /// Ranks are shown in capitals, and no function shows that it ignores NULLs.
    @Override
    public Format format() {
        boolean isRank = name.endsWith("rank");
        int shown = Math.max(minimumArguments, defaults.size() + 1);
        return (written, arguments) ->
                Format.CALL.text(
                        isRank ? written.toUpperCase(Locale.ROOT) : written,
                        arguments.subList(0, Math.min(arguments.size(), shown)));
    }

    /// What a call means.
    @FunctionalInterface
    public interface Meaning {
        WindowFunction.Ranking of(CallSite site, List<Argument> arguments, boolean ignoreNulls);
    }

    /// The frame text of a function that has a fixed one, null for one that takes the window's.
    @FunctionalInterface
    public interface ShownFrame {
        @Nullable String text(List<Argument> arguments);

        ShownFrame TO_CURRENT_ROW = arguments -> "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW";
        ShownFrame OF_WINDOW = arguments -> null;
    }

    public RankingFunction {
        aliases = List.copyOf(aliases);
        defaults = List.copyOf(defaults);
    }
}
