// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.function.TypeErrors;
import dev.millrace.plan.function.Types;
import dev.millrace.plan.relation.Origin;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.Relation;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.List;

/// The arguments of the table function `range`: constants of any type that can stand for a BIGINT.
record RangeArguments(AnalysisContext context, ExpressionResolver expressions) {
    private static final String RANGE = "`range`";
    private static final int START = 0;
    private static final int END = 1;
    private static final int STEP = 2;
    private static final List<String> NAMES = List.of("start", "end", "step", "numSlices");

    Relation.Range range(Relation.RangeCall call) {
        List<ParsedExpression> arguments = call.arguments();
        if (arguments.isEmpty() || arguments.size() > NAMES.size()) {
            throw TypeErrors.wrongCount("range", "[1, 2, 3, 4]", arguments.size(), call.origin());
        }
        if (arguments.size() == 1) {
            return new Relation.Range(0, number(arguments.getFirst(), END, call.origin()), 1);
        }
        long[] numbers = {0, 0, 1, 0};
        for (int i = 0; i < arguments.size(); i++) {
            numbers[i] = number(arguments.get(i), i, call.origin());
        }
        if (numbers[STEP] == 0) {
            throw NameErrors.error("FAILED_FUNCTION_CALL", "38000", call.origin())
                    .with("funcName", RANGE)
                    .text("The step of a range cannot be 0.");
        }
        return new Relation.Range(numbers[START], numbers[END], numbers[STEP]);
    }

    private long number(ParsedExpression argument, int index, @Nullable Origin origin) {
        if (argument instanceof ParsedExpression.Subquery) {
            throw notConstant(index, origin);
        }
        Resolved resolved = expressions.resolve(argument);
        if (!Constants.isConstant(resolved.expression())) {
            throw notConstant(index, origin);
        }
        DataType type = resolved.expression().type();
        if (!Types.isNumeric(type) && !Types.isText(type)) {
            throw unexpected(resolved, index, origin);
        }
        Expression converted = context.coercion(origin).cast(resolved.expression(), DataType.LONG);
        if (context.constants().evaluate(converted) instanceof Literal(var value, var _)) {
            if (value instanceof Long number) {
                return number;
            }
            throw unexpected(resolved, index, origin);
        }
        BigDecimal value = Constants.value(converted);
        if (value == null) {
            throw MillraceException.unsupported(
                    "the table function range with the argument " + resolved.text());
        }
        return value.longValue();
    }

    private static MillraceException notConstant(int index, @Nullable Origin origin) {
        return NameErrors.error("NON_FOLDABLE_ARGUMENT", "42K08", origin)
                .with("funcName", RANGE)
                .with("paramName", NameErrors.quoted(NAMES.get(index)))
                .with("paramType", TypeErrors.quoted(required(index)))
                .text("The argument `" + NAMES.get(index) + "` of range has to be constant.");
    }

    private static MillraceException unexpected(
            Resolved argument, int index, @Nullable Origin origin) {
        DataType type = argument.expression().type();
        return NameErrors.error("UNEXPECTED_INPUT_TYPE", "42K09", origin)
                .with("functionName", RANGE)
                .with("paramIndex", TypeErrors.ordinal(index))
                .with("requiredType", TypeErrors.quoted(required(index)))
                .with("inputSql", TypeErrors.quoted(argument.text()))
                .with("inputType", TypeErrors.quoted(type))
                .text("The argument " + argument.text() + " of range is no number.");
    }

    private static DataType required(int index) {
        return index < NAMES.size() - 1 ? DataType.LONG : DataType.INTEGER;
    }
}
