// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/// Integers beside a decimal literal: `n > 2.5` is `n > 2`, which is also what Spark calls it, and
/// it compares integers (`DecimalPrecision` in Spark's analyser).
public final class IntegralComparison {
    private static final BigDecimal SMALLEST = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);

    private IntegralComparison() {}

    /// The operands as they are compared; the answer alone where no integer of 64 bits gives
    /// another; all other calls as they are.
    public static List<Argument> simplified(String operator, List<Argument> operands) {
        if (operands.size() != 2 || !List.of("<", "<=", ">", ">=").contains(operator)) {
            return operands;
        }
        Argument left = operands.getFirst();
        Argument right = operands.getLast();
        BigDecimal bound = decimal(right);
        boolean isRight = bound != null && Types.isIntegral(left.type());
        bound = isRight ? bound : decimal(left);
        if (bound == null || (!isRight && !Types.isIntegral(right.type()))) {
            return operands;
        }
        boolean isLowerBound = operator.startsWith(">") == isRight;
        if (bound.compareTo(SMALLEST) < 0 || bound.compareTo(LARGEST) > 0) {
            boolean holds = (bound.signum() < 0) == isLowerBound;
            return List.of(
                    new Argument(new Literal(holds, DataType.BOOLEAN), Boolean.toString(holds)));
        }
        boolean includesBound = operator.endsWith("=");
        RoundingMode mode =
                isLowerBound == includesBound ? RoundingMode.CEILING : RoundingMode.FLOOR;
        long whole = bound.setScale(0, mode).longValueExact();
        Argument simple = new Argument(new Literal(whole, DataType.LONG), Long.toString(whole));
        return isRight ? List.of(left, simple) : List.of(simple, right);
    }

    private static @Nullable BigDecimal decimal(Argument argument) {
        return argument.isWrittenNumber()
                        && argument.expression() instanceof Literal(var value, var ignored)
                        && value instanceof BigDecimal decimal
                ? decimal
                : null;
    }
}
