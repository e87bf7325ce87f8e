// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Arithmetic;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.function.Argument;
import dev.millrace.plan.function.CallSite;
import dev.millrace.plan.function.ScalarFunction;
import dev.millrace.plan.function.TypeErrors;
import dev.millrace.plan.function.Types;
import dev.millrace.plan.relation.ParsedExpression.Call;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/// The calls `time_bucket(size, time[, origin])`. The origin that is left out is the start of 1970
/// by the session's clock, and is shown as if it had been written; size and origin are constants.
record TimeBuckets(AnalysisContext context) {
    static final String FUNCTION = "time_bucket";
    private static final long MICROS_PER_SECOND = 1_000_000L;

    Resolved resolve(ScalarFunction function, Call call, List<Argument> given) {
        List<Argument> arguments = new ArrayList<>(given);
        ZoneId zone = context.settings().timeZone();
        if (given.size() == 2) {
            Literal origin = epoch(given.get(1).type(), zone);
            arguments.add(new Argument(origin, LiteralText.of(origin, zone)));
        }
        String text = CallResolver.text(function, call.name(), arguments);
        CallSite site = context.callSite(call.name(), text, call.origin());
        Expression bucket = function.meaning().of(site, arguments);
        requireConstant(site, "bucketSize", arguments.get(0));
        requireConstant(site, "origin", arguments.get(2));
        Argument size = arguments.getFirst();
        Long value = value(size.expression());
        if (value != null && value <= 0) {
            throw notPositive(site, size.type(), value, zone);
        }
        return Resolved.of(bucket, text);
    }

    private static Literal epoch(DataType time, ZoneId zone) {
        if (time instanceof DataType.TimestampNtz) {
            return new Literal(0L, time);
        }
        long seconds = LocalDate.EPOCH.atStartOfDay(zone).toEpochSecond();
        return new Literal(seconds * MICROS_PER_SECOND, DataType.TIMESTAMP);
    }

    private static void requireConstant(CallSite site, String name, Argument argument) {
        if (!isConstant(argument.expression())) {
            throw TypeErrors.notFoldable(site, name, argument);
        }
    }

    private static boolean isConstant(Expression expression) {
        return !(expression instanceof Attribute)
                && expression.children().stream().allMatch(TimeBuckets::isConstant);
    }

    /// What sums of written intervals come to, null if that is not known here.
    private static @Nullable Long value(Expression expression) {
        if (expression instanceof Literal(Number number, var type) && !Types.isNumeric(type)) {
            return number.longValue();
        }
        if (!(expression instanceof Arithmetic sum)) {
            return null;
        }
        Long left = value(sum.left());
        Long right = value(sum.right());
        if (left == null || right == null) {
            return null;
        }
        return switch (sum.operator()) {
            case ADD -> left + right;
            case SUBTRACT -> left - right;
            case MULTIPLY, DIVIDE, REMAINDER, INTEGRAL_DIVIDE -> null;
        };
    }

    private static MillraceException notPositive(
            CallSite site, DataType type, long value, ZoneId zone) {
        Number stored = type instanceof DataType.YearMonthInterval ? (Number) (int) value : value;
        String shown = LiteralText.of(new Literal(stored, type), zone);
        return TypeErrors.outOfRange(site.text(), site.origin(), "`bucketSize`", "(0, inf)", shown);
    }
}
