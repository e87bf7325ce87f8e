// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import dev.millrace.plan.expression.AggregateCall;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.expression.SortOrder;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A function of the rows of a group. Arguments of the resulting call have the type in which the
/// operator accumulates: integers come to `sum` as long, numbers but decimals to `avg` as double.
public record AggregateFunction(
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
        AggregateCall of(CallSite site, List<Argument> arguments, Modifiers modifiers);
    }

    /// What stands around the arguments: `DISTINCT`, `FILTER (WHERE …)`, `IGNORE NULLS`, `WITHIN
    /// GROUP (ORDER BY …)`.
    public record Modifiers(
            boolean distinct,
            @Nullable Expression filter,
            boolean ignoreNulls,
            List<SortOrder> order) {
        public Modifiers {
            order = List.copyOf(order);
        }

        public Modifiers(boolean distinct, @Nullable Expression filter, boolean ignoreNulls) {
            this(distinct, filter, ignoreNulls, List.of());
        }
    }

    /// True for the functions that `WITHIN GROUP` may follow.
    public boolean takesOrder() {
        return List.of("listagg", "mode", "percentile_cont", "percentile_disc").contains(name);
    }

    public AggregateFunction {
        aliases = List.copyOf(aliases);
        defaults = List.copyOf(defaults);
    }

    static AggregateFunction of(String name, int minimum, int maximum, Meaning meaning) {
        return new AggregateFunction(
                name, List.of(), minimum, maximum, List.of(), Format.CALL, meaning);
    }

    AggregateFunction aliases(String... names) {
        return new AggregateFunction(
                name,
                List.of(names),
                minimumArguments,
                maximumArguments,
                defaults,
                format,
                meaning);
    }

    AggregateFunction defaults(Literal... values) {
        return new AggregateFunction(
                name,
                aliases,
                minimumArguments,
                maximumArguments,
                List.of(values),
                format,
                meaning);
    }

    AggregateFunction format(Format value) {
        return new AggregateFunction(
                name, aliases, minimumArguments, maximumArguments, defaults, value, meaning);
    }
}
