// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Call;
import dev.millrace.plan.relation.ParsedExpression.Literal;
import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Functions in the place of a table: `range(…)`, and generators such as `explode(…)`, which are
/// run over one row.
public final class TableFunctions {
    private TableFunctions() {}

    /// The rows of a call.
    ///
    /// @param alias name of the table, null for none
    /// @param columns names of its columns, empty to keep them
    public static Relation relation(
            String name,
            List<ParsedExpression> arguments,
            @Nullable String alias,
            List<String> columns) {
        if (!name.equalsIgnoreCase("range")) {
            return new Relation.LateralView(
                    new Relation.OneRow(),
                    new Call(name, arguments, false, null, false, null),
                    false,
                    alias,
                    columns);
        }
        Relation range = range(arguments);
        return alias == null ? range : new Relation.SubqueryAlias(range, alias, columns);
    }

    /// `range(end)`, `range(start, end[, step[, partitions]])`.
    private static Relation range(List<ParsedExpression> arguments) {
        if (arguments.isEmpty() || arguments.size() > 4) {
            throw MillraceException.unsupported(
                    "the table function range with " + arguments.size() + " arguments");
        }
        if (arguments.size() == 1) {
            return new Relation.Range(0, number(arguments.getFirst()), 1);
        }
        long step = arguments.size() > 2 ? number(arguments.get(2)) : 1;
        if (step == 0) {
            throw MillraceException.unsupported("the table function range with a step of 0");
        }
        return new Relation.Range(number(arguments.get(0)), number(arguments.get(1)), step);
    }

    private static long number(ParsedExpression argument) {
        return switch (argument) {
            case Literal(Integer value, var ignored) -> value;
            case Literal(Long value, var ignored) -> value;
            case Call(var name, var arguments, _, _, _, _)
                    when name.equals("unary -") && arguments.size() == 1 ->
                    -number(arguments.getFirst());
            default ->
                    throw MillraceException.unsupported(
                            "the table function range with arguments that are not integer"
                                    + " literals");
        };
    }
}
