// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import dev.millrace.execution.kernel.call.CallSite;
import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.cast.CastKernels;
import dev.millrace.execution.kernel.comparison.ComparisonKernels;
import dev.millrace.execution.kernel.comparison.InKernels;
import dev.millrace.execution.kernel.number.ArithmeticKernels;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Comparison;
import dev.millrace.plan.expression.Expression.ComparisonOperator;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.error.MillraceException;

import java.util.ArrayList;
import java.util.List;

/// Turns a resolved expression into an `Evaluator`: one kernel per node, columns in between.
public final class ExpressionCompiler {
    private ExpressionCompiler() {}

    /// Compiles an expression over batches whose columns are `input`.
    public static Evaluator compile(Expression expression, List<Attribute> input) {
        return switch (expression) {
            case Attribute attribute -> {
                int ordinal = ordinal(attribute.id(), attribute, input);
                yield (batch, context) -> batch.column(ordinal);
            }
            case Expression.LambdaVariable variable -> {
                int ordinal = ordinal(variable.id(), variable, input);
                yield (batch, context) -> batch.column(ordinal);
            }
            case Expression.Lambda lambda -> throw MillraceException.bug("no place for " + lambda);
            case Literal literal -> new ConstantColumn(literal);
            case Expression.Cast cast ->
                    apply(
                            CastKernels.of(
                                    cast.child().type(), cast.type(), cast.misfit(), cast.origin()),
                            cast.children(),
                            input);
            case Expression.Call call -> call(call, input);
            case Expression.UserCall call -> UserCalls.compile(call, input);
            case Expression.Arithmetic arithmetic ->
                    apply(ArithmeticKernels.of(arithmetic), arithmetic.children(), input);
            case Comparison comparison -> comparison(comparison, input);
            case Expression.And(var left, var right) -> Logic.connective(left, right, false, input);
            case Expression.Or(var left, var right) -> Logic.connective(left, right, true, input);
            case Expression.Not(var child) -> Logic.not(compile(child, input));
            case Expression.IsNull(var child) -> Logic.isNull(compile(child, input));
            case Expression.Case conditional -> Logic.caseOf(conditional, input);
            case Expression.In in -> apply(InKernels.of(in), in.children(), input);
            case Expression.Field(var struct, var index) ->
                    Logic.field(compile(struct, input), index);
            case Expression.Struct struct -> struct(struct, input);
        };
    }

    /// Position of the column of this id.
    private static int ordinal(long id, Expression column, List<Attribute> input) {
        for (int i = 0; i < input.size(); i++) {
            if (input.get(i).id() == id) {
                return i;
            }
        }
        throw MillraceException.bug(column + " is not among the input " + input);
    }

    /// A kernel over the values of its arguments.
    private static Evaluator apply(
            Kernel kernel, List<Expression> arguments, List<Attribute> input) {
        Evaluator[] evaluators =
                arguments.stream().map(a -> compile(a, input)).toArray(Evaluator[]::new);
        return (batch, context) -> {
            Column[] columns = new Column[evaluators.length];
            for (int i = 0; i < columns.length; i++) {
                columns[i] = evaluators[i].evaluate(batch, context);
            }
            return kernel.evaluate(columns, batch.rowCount(), context);
        };
    }

    private static Evaluator call(Expression.Call call, List<Attribute> input) {
        if (call.function().equals("coalesce")) {
            return Logic.coalesce(call.arguments(), call.type(), input);
        }
        if (call.function().equals("try")) {
            return Attempt.of(call.arguments().getFirst(), input);
        }
        if (HigherOrderCalls.NAMES.contains(call.function())) {
            return HigherOrderCalls.compile(call, input);
        }
        return apply(KernelRegistry.kernel(new CallSite(call)), call.arguments(), input);
    }

    /// A constant goes to the right side, where kernels look for it.
    private static Evaluator comparison(Comparison comparison, List<Attribute> input) {
        Comparison turned = comparison;
        if (comparison.left() instanceof Literal && !(comparison.right() instanceof Literal)) {
            ComparisonOperator operator =
                    switch (comparison.operator()) {
                        case EQUAL -> ComparisonOperator.EQUAL;
                        case NULL_SAFE_EQUAL -> ComparisonOperator.NULL_SAFE_EQUAL;
                        case LESS -> ComparisonOperator.GREATER;
                        case LESS_OR_EQUAL -> ComparisonOperator.GREATER_OR_EQUAL;
                        case GREATER -> ComparisonOperator.LESS;
                        case GREATER_OR_EQUAL -> ComparisonOperator.LESS_OR_EQUAL;
                    };
            turned = new Comparison(operator, comparison.right(), comparison.left());
        }
        return apply(ComparisonKernels.of(turned), turned.children(), input);
    }

    private static Evaluator struct(Expression.Struct struct, List<Attribute> input) {
        Evaluator[] values =
                struct.values().stream().map(v -> compile(v, input)).toArray(Evaluator[]::new);
        return (batch, context) -> {
            List<Column> fields = new ArrayList<>(values.length);
            for (Evaluator value : values) {
                fields.add(value.evaluate(batch, context));
            }
            return new StructColumn(fields, null, batch.rowCount());
        };
    }
}
