// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.expression.Misfit;
import dev.millrace.plan.relation.Origin;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/// The implicit conversions of Spark's analyser, under ANSI rules or the old ones.
public final class Coercion {
    private final boolean ansi;
    private final @Nullable Origin origin;
    private final Widening widening;

    /// @param origin of the expression whose operands are converted, for errors of the conversions
    public Coercion(boolean ansi, @Nullable Origin origin) {
        this.ansi = ansi;
        this.origin = origin;
        this.widening = new Widening(ansi);
    }

    /// The expression as a value of the type: itself, a converted literal or a cast.
    public Expression cast(Expression expression, DataType type) {
        if (Types.sameShape(expression.type(), type)) {
            return expression;
        }
        if (expression instanceof Literal(var value, var ignored) && value == null) {
            return new Literal(null, type);
        }
        if (expression instanceof Literal literal) {
            Literal converted = literal(literal, type);
            if (converted != null) {
                return converted;
            }
        }
        return new Expression.Cast(expression, type, Misfit.ofSession(ansi), origin);
    }

    /// As `cast`, also where the types differ in what can be NULL inside only.
    Expression exactly(Expression expression, DataType type) {
        Expression converted = cast(expression, type);
        return converted.type().equals(type)
                ? converted
                : new Expression.Cast(converted, type, Misfit.ofSession(ansi), origin);
    }

    /// Conversions between numbers that cannot fail are done at once.
    private static @Nullable Literal literal(Literal literal, DataType type) {
        if (!Types.isIntegral(literal.type()) || !(literal.value() instanceof Number number)) {
            return null;
        }
        long value = number.longValue();
        return switch (type) {
            case DataType.Int64 ignored -> new Literal(value, type);
            case DataType.Float64 ignored -> new Literal((double) value, type);
            case DataType.Int32 ignored when value == (int) value -> new Literal((int) value, type);
            // Spark calls a decimal that does not hold all values of the literal's type nullable,
            // though it holds the literal.
            case DataType.Decimal decimal when Widening.holds(decimal, literal.type()) ->
                    new Literal(BigDecimal.valueOf(value).setScale(decimal.scale()), type);
            default -> null;
        };
    }

    public @Nullable DataType tightest(DataType left, DataType right) {
        return widening.tightest(left, right);
    }

    public @Nullable DataType wider(DataType left, DataType right) {
        return widening.wider(left, right);
    }

    /// As `wider`; types that differ in the names of fields only have those of the left one.
    /// Comparisons and set operations look at the places of fields, not at their names.
    public @Nullable DataType widerByPlace(DataType left, DataType right) {
        DataType common = wider(left, right);
        return common == null && Types.withoutNames(left).equals(Types.withoutNames(right))
                ? wider(left, Types.renamed(right, left))
                : common;
    }

    /// The common type of all, null if there is none.
    public @Nullable DataType wider(List<DataType> types) {
        return widening.wider(types);
    }

    @Nullable DataType widerWithoutText(DataType left, DataType right) {
        return widening.widerWithoutText(left, right);
    }

    @Nullable DataType besideText(DataType left, DataType right) {
        return widening.withText(left, right);
    }

    /// All expressions as values of the type.
    public List<Expression> castAll(List<Argument> arguments, DataType type) {
        List<Expression> result = new ArrayList<>();
        arguments.forEach(a -> result.add(cast(a.expression(), type)));
        return result;
    }

    /// What a value of type `from` becomes where exactly `to` is wanted: `to`, or null if it is
    /// refused.
    @Nullable DataType implicit(DataType from, DataType to) {
        if (Types.sameShape(from, to)) {
            return from;
        }
        if (Types.isNull(from)) {
            return to;
        }
        boolean allowed = ansi ? storeAssignable(from, to) : loosely(from, to);
        return allowed ? to : null;
    }

    private static boolean storeAssignable(DataType from, DataType to) {
        if (Types.isText(from)) {
            return Types.isAtomic(to);
        }
        if (from instanceof DataType.Array a && to instanceof DataType.Array b) {
            return Types.sameShape(a.element(), b.element())
                    || Types.isNull(a.element())
                    || storeAssignable(a.element(), b.element());
        }
        if (Types.isNumeric(from) && Types.isNumeric(to)) {
            return true;
        }
        if (Types.isText(to)) {
            return Types.isAtomic(from) || Types.isInterval(from);
        }
        return Types.isDatetime(from) && Types.isDatetime(to);
    }

    private static boolean loosely(DataType from, DataType to) {
        if (Types.isText(from)) {
            return Types.isNumeric(to)
                    || Types.isDatetime(to)
                    || Types.isTimeOfDay(to)
                    || to instanceof DataType.Binary
                    || to instanceof DataType.Bool;
        }
        if (Types.isText(to)) {
            return Types.isAtomic(from);
        }
        if (from instanceof DataType.Array a && to instanceof DataType.Array b) {
            return Types.isNull(a.element()) || loosely(a.element(), b.element());
        }
        return (Types.isNumeric(from) && Types.isNumeric(to))
                || (Types.isDatetime(from) && Types.isDatetime(to));
    }
}
