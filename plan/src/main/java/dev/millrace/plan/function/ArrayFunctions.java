// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import static dev.millrace.plan.function.ArgumentRule.ANY;
import static dev.millrace.plan.function.ArgumentRule.ARRAY;
import static dev.millrace.plan.function.ArgumentRule.INTEGER;
import static dev.millrace.plan.function.ArgumentRule.LONG;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Call;
import dev.millrace.plan.function.Signature.Nullability;
import dev.millrace.plan.function.Signature.ResultType;
import dev.millrace.spi.type.DataType;

import java.util.ArrayList;
import java.util.List;

/// Functions that change, compare and search arrays. `arrays_zip` is the analyser's, which knows
/// the names of its arguments.
final class ArrayFunctions {
    private ArrayFunctions() {}

    static List<FunctionDefinition> all() {
        return List.of(
                ScalarFunction.of("array_append", 2, 2, (s, a) -> extended("array_append", s, a)),
                ScalarFunction.of("array_prepend", 2, 2, (s, a) -> extended("array_prepend", s, a)),
                ScalarFunction.of(
                        "array_compact",
                        Signature.of(a -> withNulls(a.getFirst().type(), false), ARRAY)),
                ScalarFunction.of("array_insert", 3, 3, ArrayFunctions::insert),
                ScalarFunction.of("array_position", 2, 2, ArrayFunctions::position),
                ScalarFunction.of("array_remove", 2, 2, ArrayFunctions::remove),
                ScalarFunction.of(
                        "array_repeat",
                        Signature.of(
                                        (ResultType)
                                                a ->
                                                        new DataType.Array(
                                                                a.getFirst().type(),
                                                                a.getFirst().nullable()),
                                        ANY,
                                        INTEGER)
                                .nullable(a -> a.get(1).nullable())),
                ScalarFunction.of("array_union", 2, 2, (s, a) -> combined("array_union", s, a)),
                ScalarFunction.of(
                        "array_intersect", 2, 2, (s, a) -> combined("array_intersect", s, a)),
                ScalarFunction.of("array_except", 2, 2, (s, a) -> combined("array_except", s, a)),
                ScalarFunction.of("arrays_overlap", 2, 2, ArrayFunctions::overlap),
                ScalarFunction.of("get", 2, 2, ArrayFunctions::get),
                ScalarFunction.of("try_element_at", 2, 2, ArrayFunctions::tryElementAt),
                ScalarFunction.of(
                                "shuffle",
                                Signature.of(ResultType.FIRST, ARRAY, LONG)
                                        .optional(1)
                                        .nullable(a -> a.getFirst().nullable())
                                        .nondeterministic())
                        .format((n, a) -> n + "(" + a.getFirst() + ")"));
    }

    private static Expression get(CallSite site, List<Argument> arguments) {
        if (!(arguments.getFirst().type() instanceof DataType.Array(var element, var ignored))) {
            throw TypeErrors.unexpectedInput(site, 0, arguments.getFirst(), ARRAY.required());
        }
        return Signature.of(element, ARRAY, INTEGER)
                .nullable(a -> CollectionFunctions.mayLack(a, 0))
                .call("get", site, arguments);
    }

    private static DataType withNulls(DataType array, boolean hasNulls) {
        return array instanceof DataType.Array(var element, var ignored)
                ? new DataType.Array(element, hasNulls)
                : array;
    }

    private static Call call(
            String name, CallSite site, DataType type, boolean nullable, List<Expression> values) {
        return new Call(name, values, type, nullable, true, site.origin());
    }

    /// The array and the value with one element type.
    ///
    /// @param place of the value among the arguments
    private static List<Expression> withValue(CallSite site, List<Argument> arguments, int place) {
        Argument first = arguments.getFirst();
        Argument value = arguments.get(place);
        if (!(first.type() instanceof DataType.Array(var element, var hasNulls))) {
            throw TypeErrors.differs(
                    site, "ARRAY_FUNCTION_DIFF_TYPES", "ARRAY", first.type(), value.type());
        }
        DataType common = site.coercion().tightest(element, value.type());
        if (common == null) {
            throw TypeErrors.differs(
                    site, "ARRAY_FUNCTION_DIFF_TYPES", "ARRAY", first.type(), value.type());
        }
        List<Expression> values = new ArrayList<>();
        values.add(site.coercion().cast(first.expression(), new DataType.Array(common, hasNulls)));
        values.add(site.coercion().cast(value.expression(), common));
        return values;
    }

    private static Expression extended(String name, CallSite site, List<Argument> arguments) {
        if (!(arguments.getFirst().type() instanceof DataType.Array)) {
            throw TypeErrors.unexpectedInput(site, 0, arguments.getFirst(), "\"ARRAY\"");
        }
        List<Expression> values = withValue(site, arguments, 1);
        DataType type = values.getFirst().type().asNullable();
        return call(name, site, type, values.getFirst().nullable(), values);
    }

    private static Expression insert(CallSite site, List<Argument> arguments) {
        List<Expression> values = withValue(site, arguments, 2);
        Argument place = arguments.get(1);
        DataType target = INTEGER.target(place.type(), site.coercion());
        if (target == null || !(Types.isIntegral(place.type()) || Types.isNull(place.type()))) {
            throw TypeErrors.unexpectedInput(site, 1, place, "\"INT\"");
        }
        values.add(1, site.coercion().cast(place.expression(), DataType.INTEGER));
        return call(
                "array_insert",
                site,
                values.getFirst().type().asNullable(),
                values.get(0).nullable() || values.get(1).nullable(),
                values);
    }

    private static Expression position(CallSite site, List<Argument> arguments) {
        List<Expression> values = withValue(site, arguments, 1);
        TypeErrors.requireOrderedElements(site, values.getFirst().type());
        boolean nullable = Nullability.ANY_ARGUMENT.of(values);
        return call("array_position", site, DataType.LONG, nullable, values);
    }

    private static Expression remove(CallSite site, List<Argument> arguments) {
        List<Expression> values = withValue(site, arguments, 1);
        TypeErrors.requireOrderedElements(site, values.getFirst().type());
        boolean nullable = Nullability.ANY_ARGUMENT.of(values);
        return call("array_remove", site, values.getFirst().type(), nullable, values);
    }

    /// The one type of two arrays.
    private static DataType.Array common(CallSite site, List<Argument> arguments) {
        DataType left = arguments.get(0).type();
        DataType right = arguments.get(1).type();
        if (!(left instanceof DataType.Array)
                || !(right instanceof DataType.Array)
                || !(site.coercion().widerWithoutText(left, right)
                        instanceof DataType.Array common)) {
            throw TypeErrors.arraysDiffer(site, left, right);
        }
        TypeErrors.requireOrderedElements(site, common);
        return common;
    }

    private static Expression combined(String name, CallSite site, List<Argument> arguments) {
        DataType common = common(site, arguments);
        List<Expression> values = site.coercion().castAll(arguments, common);
        boolean left = ((DataType.Array) arguments.get(0).type()).containsNull();
        boolean right = ((DataType.Array) arguments.get(1).type()).containsNull();
        boolean hasNulls =
                switch (name) {
                    case "array_union" -> left || right;
                    case "array_intersect" -> left && right;
                    default -> left;
                };
        return call(
                name,
                site,
                withNulls(
                        name.equals("array_except") ? values.getFirst().type() : common, hasNulls),
                Nullability.ANY_ARGUMENT.of(values),
                values);
    }

    private static Expression overlap(CallSite site, List<Argument> arguments) {
        List<Expression> values = site.coercion().castAll(arguments, common(site, arguments));
        boolean hasNulls =
                arguments.stream().anyMatch(a -> ((DataType.Array) a.type()).containsNull());
        boolean nullable = hasNulls || Nullability.ANY_ARGUMENT.of(values);
        return call("arrays_overlap", site, DataType.BOOLEAN, nullable, values);
    }

    private static Expression tryElementAt(CallSite site, List<Argument> arguments) {
        return CollectionFunctions.elementAt("try_element_at", site, arguments);
    }
}
