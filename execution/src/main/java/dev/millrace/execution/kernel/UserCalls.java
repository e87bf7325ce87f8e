// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.function.UserFunction;
import dev.millrace.spi.type.DataType;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Calls of functions in user code.
final class UserCalls {
    private UserCalls() {}

    static Evaluator compile(Expression.UserCall call, List<Attribute> input) {
        UserFunction function = call.function();
        List<Evaluator> arguments =
                call.arguments().stream().map(a -> ExpressionCompiler.compile(a, input)).toList();
        List<DataType> types = call.arguments().stream().map(Expression::type).toList();
        return (batch, context) -> {
            List<Column> columns = new ArrayList<>(arguments.size());
            for (Evaluator argument : arguments) {
                columns.add(argument.evaluate(batch, context));
            }
            try {
                return function.apply(columns, types, batch.rowCount());
            } catch (MillraceException known) {
                throw known;
            } catch (RuntimeException failure) {
                throw failed(function, types, failure);
            }
        };
    }

    private static MillraceException failed(
            UserFunction function, List<DataType> types, RuntimeException failure) {
        Throwable reason = failure.getCause() == null ? failure : failure.getCause();
        String signature =
                types.stream().map(DataType::simpleName).collect(Collectors.joining(", "));
        String result = function.resultType().simpleName();
        return MillraceException.of(ErrorKind.EXECUTION, "FAILED_EXECUTE_UDF", "39000")
                .with("functionName", "`" + function.name() + "`")
                .with("signature", signature)
                .with("result", result)
                .with("reason", reason.toString())
                .cause(reason)
                .text(
                        "User defined function (`"
                                + function.name()
                                + "`: ("
                                + signature
                                + ") => "
                                + result
                                + ") failed due to: "
                                + reason
                                + ".");
    }
}
