// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.TextLimit;

import java.util.ArrayList;
import java.util.List;

/// The texts of `CHAR(n)` columns have blanks behind them up to their length, and what they are
/// compared with gets the same: another such column, or constants. Nothing else does.
public final class Padding {
    private Padding() {}

    /// The text, filled up with blanks.
    public static Expression of(Expression text, int length) {
        return call("char_padding", text, length);
    }

    /// The text as a column with this limit stores it; one that is too long even without the blanks
    /// at its end fails with EXCEED_LIMIT_LENGTH.
    public static Expression stored(Expression text, TextLimit limit) {
        return call(limit.isFixed() ? "char_storage" : "varchar_storage", text, limit.length());
    }

    private static Expression call(String function, Expression text, int length) {
        return new Expression.Call(
                function,
                List.of(text, new Literal(length, DataType.INTEGER)),
                DataType.STRING,
                text.nullable(),
                true,
                null);
    }

    /// One side of a comparison, made as long as the other.
    static Argument beside(Argument argument, Argument other) {
        int own = length(argument);
        int wanted = length(other);
        boolean isComparable = isColumn(argument) || isColumn(other);
        return isComparable && own >= 0 && own < wanted ? padded(argument, wanted) : argument;
    }

    /// A column and the constants that it is looked up in, all made as long as the longest.
    static List<Argument> amid(List<Argument> arguments) {
        if (!isColumn(arguments.getFirst())) {
            return arguments;
        }
        int wanted = 0;
        for (Argument argument : arguments) {
            int own = length(argument);
            if (own < 0) {
                return arguments;
            }
            wanted = Math.max(wanted, own);
        }
        List<Argument> padded = new ArrayList<>();
        for (Argument argument : arguments) {
            int own = length(argument);
            padded.add(own >= 0 && own < wanted ? padded(argument, wanted) : argument);
        }
        return padded;
    }

    private static boolean isColumn(Argument argument) {
        return argument.expression() instanceof Attribute column
                && TextLimit.fixedLength(column.metadata()) >= 0;
    }

    /// Characters of a constant or of all texts of a column, -1 if that is not known.
    private static int length(Argument argument) {
        return switch (argument.expression()) {
            case Attribute column -> TextLimit.fixedLength(column.metadata());
            case Literal(String text, var type) when Types.isText(type) ->
                    text.codePointCount(0, text.length());
            default -> -1;
        };
    }

    private static Argument padded(Argument argument, int length) {
        if (argument.expression() instanceof Literal(String text, var type)) {
            int missing = length - text.codePointCount(0, text.length());
            return argument.with(new Literal(text + " ".repeat(missing), type));
        }
        return argument.with(of(argument.expression(), length));
    }
}
