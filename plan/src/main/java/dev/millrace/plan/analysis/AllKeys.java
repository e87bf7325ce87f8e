// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Name;
import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// `GROUP BY ALL` and `ORDER BY ALL`: the keys that stand in the list of the SELECT.
///
/// @param hasAggregate whether an expression contains an aggregate
record AllKeys(AnalysisContext context, Predicate<ParsedExpression> hasAggregate) {

    /// Whether a single key is the word ALL and no column of that name.
    boolean isMeant(List<ParsedExpression> keys, Scope input) {
        return keys.size() == 1
                && keys.getFirst() instanceof Name name
                && name.planId() == null
                && name.parts().size() == 1
                && name.parts().getFirst().equalsIgnoreCase("all")
                && input.find(name, context) == null;
    }

    /// The outputs without an aggregate. One that mixes columns with aggregates does not say what
    /// its keys are; alone, it leaves none.
    List<ParsedExpression> of(Relation.Aggregate aggregate) {
        List<ParsedExpression> keys = new ArrayList<>();
        boolean isMixed = false;
        for (ParsedExpression output : aggregate.outputs()) {
            ParsedExpression bare =
                    output instanceof ParsedExpression.Alias alias ? alias.child() : output;
            if (hasAggregate.test(bare)) {
                isMixed |= readsColumns(bare);
            } else {
                keys.add(bare);
            }
        }
        if (keys.isEmpty() && isMixed) {
            throw unresolved((Name) aggregate.keys().getFirst());
        }
        return keys;
    }

    /// Whether a column stands outside the aggregates.
    private boolean readsColumns(ParsedExpression expression) {
        return switch (expression) {
            case Name ignored -> true;
            case ParsedExpression.Call call -> {
                boolean isWhole =
                        hasAggregate.test(call)
                                && call.arguments().stream().noneMatch(hasAggregate);
                yield !isWhole && call.arguments().stream().anyMatch(this::readsColumns);
            }
            case ParsedExpression.Cast cast -> readsColumns(cast.child());
            case ParsedExpression.Extract(var child, var ignored) -> readsColumns(child);
            default -> false;
        };
    }

    private static MillraceException unresolved(Name all) {
        return NameErrors.error("UNRESOLVED_ALL_IN_GROUP_BY", "42803", all.origin())
                .text(
                        "Cannot infer grouping columns for GROUP BY ALL based on the select clause."
                                + " Please explicitly specify the grouping columns.");
    }

    /// Every output column as a key in the order of this one.
    static List<ParsedExpression.SortKey> ordinals(ParsedExpression.SortKey all, int count) {
        List<ParsedExpression.SortKey> keys = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            keys.add(
                    new ParsedExpression.SortKey(
                            new ParsedExpression.Literal(i, DataType.INTEGER),
                            all.ascending(),
                            all.nullsFirst()));
        }
        return keys;
    }
}
