// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

import dev.millrace.plan.relation.Origin;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Call;
import dev.millrace.plan.relation.ParsedExpression.Literal;
import dev.millrace.plan.relation.Relation;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;

/// Functions in the place of a table: `range(…)`, and generators such as `explode(…)`, which are
/// run over one row.
public final class TableFunctions {
    private TableFunctions() {}

    /// The rows of a call.
    ///
    /// @param alias name of the table, null for none
    /// @param columns names of its columns, empty to keep them
    /// @param origin of the whole call
    public static Relation relation(
            String name,
            List<ParsedExpression> arguments,
            @Nullable String alias,
            List<String> columns,
            @Nullable Origin origin) {
        if (!name.equalsIgnoreCase("range")) {
            return new Relation.LateralView(
                    new Relation.OneRow(),
                    new Call(name, arguments, false, null, false, origin),
                    false,
                    alias,
                    columns);
        }
        Relation range = range(arguments, origin);
        return alias == null ? range : new Relation.SubqueryAlias(range, alias, columns);
    }

    /// `range(end)`, `range(start, end[, step[, partitions]])`.
    private static Relation range(List<ParsedExpression> arguments, @Nullable Origin origin) {
        List<@Nullable Long> numbers = arguments.stream().map(TableFunctions::number).toList();
        boolean areKnown =
                !numbers.isEmpty()
                        && numbers.size() < 4
                        && numbers.stream().allMatch(Objects::nonNull);
        if (!areKnown) {
            return new Relation.RangeCall(arguments, origin);
        }
        List<Long> known = numbers.stream().map(Objects::requireNonNull).toList();
        if (known.size() == 1) {
            return new Relation.Range(0, known.getFirst(), 1);
        }
        long step = known.size() > 2 ? known.get(2) : 1;
        return step == 0
                ? new Relation.RangeCall(arguments, origin)
                : new Relation.Range(known.get(0), known.get(1), step);
    }

    private static @Nullable Long number(ParsedExpression argument) {
        return switch (argument) {
            case Literal(Integer value, var _) -> value.longValue();
            case Literal(Long value, var _) -> value;
            default -> null;
        };
    }
}
