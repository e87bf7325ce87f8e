// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.physical;

import dev.millrace.execution.kernel.EvaluationContext;
import dev.millrace.execution.kernel.Evaluator;
import dev.millrace.execution.operator.row.ValueOrder;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.spi.column.BooleanBuilder;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.type.DataType;

import java.util.List;

/// Compiles the few expressions that operator tests need, row by row.
public final class TestCompiler implements EvaluatorCompiler {
    @Override
    public Evaluator compile(Expression expression, List<Attribute> input) {
        return switch (expression) {
            case Attribute attribute -> {
                int index = -1;
                for (int i = 0; i < input.size(); i++) {
                    index = input.get(i).id() == attribute.id() ? i : index;
                }
                int found = index;
                yield (batch, context) -> batch.column(found);
            }
            case Expression.Literal(var value, var type) ->
                    (batch, context) -> {
                        ColumnBuilder builder = ColumnBuilder.of(type);
                        for (int i = 0; i < batch.rowCount(); i++) {
                            builder.appendBoxed(value);
                        }
                        return builder.build();
                    };
            case Expression.Comparison(var operator, var left, var right) ->
                    comparison(operator, compile(left, input), compile(right, input));
            case Expression.Arithmetic(var operator, var left, var right, var type, var _, var _)
                    when operator == Expression.ArithmeticOperator.ADD
                            && type.equals(DataType.INTEGER) ->
                    sum(compile(left, input), compile(right, input));
            default -> throw new IllegalArgumentException("not needed so far: " + expression);
        };
    }

    private static Evaluator sum(Evaluator left, Evaluator right) {
        return (ColumnBatch batch, EvaluationContext context) -> {
            IntColumn a = (IntColumn) left.evaluate(batch, context);
            IntColumn b = (IntColumn) right.evaluate(batch, context);
            ColumnBuilder builder = ColumnBuilder.of(DataType.INTEGER);
            for (int i = 0; i < batch.rowCount(); i++) {
                boolean isNull = a.isNull(i) || b.isNull(i);
                builder.appendBoxed(isNull ? null : Math.addExact(a.value(i), b.value(i)));
            }
            return builder.build();
        };
    }

    private static Evaluator comparison(
            Expression.ComparisonOperator operator, Evaluator left, Evaluator right) {
        return (ColumnBatch batch, EvaluationContext context) -> {
            Column a = left.evaluate(batch, context);
            Column b = right.evaluate(batch, context);
            BooleanBuilder result = new BooleanBuilder(batch.rowCount());
            for (int i = 0; i < batch.rowCount(); i++) {
                if (a.isNull(i) || b.isNull(i)) {
                    result.appendNull();
                    continue;
                }
                int order = ValueOrder.compare(a, i, b, i);
                result.append(
                        switch (operator) {
                            case EQUAL, NULL_SAFE_EQUAL -> order == 0;
                            case LESS -> order < 0;
                            case LESS_OR_EQUAL -> order <= 0;
                            case GREATER -> order > 0;
                            case GREATER_OR_EQUAL -> order >= 0;
                        });
            }
            return result.build();
        };
    }
}
