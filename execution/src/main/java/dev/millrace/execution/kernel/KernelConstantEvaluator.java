// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.optimizer.ConstantEvaluator;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import java.time.ZoneId;
import java.util.List;
import java.util.Set;

/// Folds constants with the kernels themselves, so that a folded and an evaluated expression cannot
/// differ.
///
/// @param timeZone session time zone
public record KernelConstantEvaluator(ZoneId timeZone) implements ConstantEvaluator {
    /// Functions whose value is known only when the query or batch runs.
    private static final Set<String> LATE =
            Set.of(
                    "current_timestamp",
                    "current_date",
                    "now",
                    "localtimestamp",
                    "rand",
                    "randn",
                    "random_count",
                    "uuid",
                    "monotonically_increasing_id",
                    "spark_partition_id",
                    "assert_true",
                    "raise_error",
                    "unix_timestamp_now",
                    "current_database",
                    "current_user");

    @Override
    public Expression evaluate(Expression expression) {
        if (expression instanceof Literal || !isConstant(expression)) {
            return expression;
        }
        EvaluationContext context = new EvaluationContext(timeZone, 0, 0, 0);
        try {
            Evaluator evaluator = ExpressionCompiler.compile(expression, List.of());
            Column value = evaluator.evaluate(new ColumnBatch(1, List.of()), context);
            return new Literal(BoxedValues.read(value, expression.type(), 0), expression.type());
        } catch (MillraceException fails) {
            // the error belongs to the run, if the row is ever reached
            return expression;
        }
    }

    private static boolean isConstant(Expression expression) {
        boolean late =
                switch (expression) {
                    case Attribute ignored -> true;
                    case Expression.Lambda ignored -> true;
                    case Expression.LambdaVariable ignored -> true;
                    case Expression.UserCall ignored -> true;
                    case Expression.Call call ->
                            !call.isDeterministic() || LATE.contains(call.function());
                    case Expression.Cast cast -> isTimeText(cast) || isBytesAsText(cast);
                    default -> false;
                };
        if (late || expression.type() instanceof DataType.CalendarInterval) {
            return false;
        }
        for (Expression child : expression.children()) {
            if (child.type() instanceof DataType.CalendarInterval
                    ? !(child instanceof Literal)
                    : !isConstant(child)) {
                return false;
            }
        }
        return true;
    }

    /// A time of day without a date means today, which only the run knows.
    private static boolean isTimeText(Expression.Cast cast) {
        boolean toTimestamp =
                cast.type() instanceof DataType.Timestamp
                        || cast.type() instanceof DataType.TimestampNtz;
        return toTimestamp
                && cast.child() instanceof Literal(Object value, DataType ignored)
                && value instanceof String text
                && text.strip().indexOf(':') >= 0
                && text.strip().indexOf('-') < 0;
    }

    /// Bytes that are no UTF-8 do not survive as the text of a literal.
    private static boolean isBytesAsText(Expression.Cast cast) {
        return cast.type() instanceof DataType.Text
                && cast.child().type() instanceof DataType.Binary;
    }
}
