// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Call;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.spi.type.DataType;

import java.util.ArrayList;
import java.util.List;

/// Functions of vectors: arrays of floats, and of nothing else.
final class VectorFunctions {
    private static final DataType VECTOR = new DataType.Array(DataType.FLOAT, true);

    private VectorFunctions() {}

    static List<FunctionDefinition> all() {
        Literal two = new Literal(2.0, DataType.FLOAT);
        return List.of(
                pair("vector_cosine_similarity"),
                pair("vector_inner_product"),
                pair("vector_l2_distance"),
                ScalarFunction.of("vector_norm", 1, 2, (s, a) -> norm("vector_norm", s, a))
                        .defaults(two),
                ScalarFunction.of(
                                "vector_normalize", 1, 2, (s, a) -> norm("vector_normalize", s, a))
                        .defaults(two));
    }

    private static ScalarFunction pair(String name) {
        return ScalarFunction.of(
                name,
                2,
                2,
                (site, a) ->
                        new Call(
                                name,
                                List.of(vector(site, a, 0), vector(site, a, 1)),
                                DataType.FLOAT,
                                true,
                                true,
                                site.origin()));
    }

    private static Expression vector(CallSite site, List<Argument> arguments, int index) {
        Argument argument = arguments.get(index);
        if (!Types.sameShape(argument.type(), VECTOR)) {
            throw TypeErrors.unexpectedInput(site, index, argument, TypeErrors.quoted(VECTOR));
        }
        return argument.expression();
    }

    private static Expression norm(String name, CallSite site, List<Argument> arguments) {
        Expression vector = vector(site, arguments, 0);
        Argument degree = arguments.get(1);
        if (!(degree.type() instanceof DataType.Float32)) {
            throw TypeErrors.unexpectedInput(site, 1, degree, TypeErrors.quoted(DataType.FLOAT));
        }
        List<Expression> values = new ArrayList<>(List.of(vector, degree.expression()));
        DataType type = name.equals("vector_norm") ? DataType.FLOAT : VECTOR;
        return new Call(name, values, type, true, true, site.origin());
    }
}
