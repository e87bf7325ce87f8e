// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Call;
import dev.millrace.plan.expression.Expression.Lambda;
import dev.millrace.plan.function.HigherOrderFunction.Arguments;
import dev.millrace.plan.function.HigherOrderFunction.Meaning;
import dev.millrace.plan.function.HigherOrderFunction.Parameter;
import dev.millrace.spi.type.DataType;

import java.util.List;

/// Functions that take lambdas.
final class HigherOrderFunctions {
    private static final Parameter INDEX = new Parameter(DataType.INTEGER, false);

    /// How a column name shows the order of `array_sort` without a comparator.
    private static final String NATURAL_ORDER =
            "lambdafunction((IF(((v IS NULL) AND (v IS NULL)), 0, (IF((v IS NULL), 1, (IF((v IS"
                    .concat(" NULL), -1, (IF((v < v), -1, (IF((v > v), 1, 0)))))))))),")
                    .concat(" v, v)")
                    .replace("v", "namedlambdavariable()");

    private HigherOrderFunctions() {}

    static List<FunctionDefinition> all() {
        return List.of(
                define("transform", 2, 2, HigherOrderFunctions::transform),
                define("filter", 2, 2, HigherOrderFunctions::filter),
                define("exists", 2, 2, a -> tested("exists", a)),
                define("forall", 2, 2, a -> tested("forall", a)),
                new HigherOrderFunction(
                        "aggregate", List.of("reduce"), 3, 4, HigherOrderFunctions::aggregate),
                define("zip_with", 3, 3, HigherOrderFunctions::zipWith),
                define("array_sort", 1, 2, HigherOrderFunctions::arraySort),
                define("map_filter", 2, 2, HigherOrderFunctions::mapFilter),
                define("transform_keys", 2, 2, HigherOrderFunctions::transformKeys),
                define("transform_values", 2, 2, HigherOrderFunctions::transformValues),
                define("map_zip_with", 3, 3, HigherOrderFunctions::mapZipWith));
    }

    private static HigherOrderFunction define(String name, int least, int most, Meaning meaning) {
        return new HigherOrderFunction(name, List.of(), least, most, meaning);
    }

    private static Call call(
            String name,
            Arguments arguments,
            DataType type,
            boolean nullable,
            Expression... values) {
        return new Call(name, List.of(values), type, nullable, true, arguments.site().origin());
    }

    private static Expression array(Arguments arguments, int index) {
        Argument argument = arguments.value(index);
        if (!(argument.type() instanceof DataType.Array)) {
            throw TypeErrors.unexpectedInput(arguments.site(), index, argument, "\"ARRAY\"");
        }
        return argument.expression();
    }

    private static Expression map(Arguments arguments, int index) {
        Argument argument = arguments.value(index);
        if (!(argument.type() instanceof DataType.Map)) {
            throw TypeErrors.unexpectedInput(arguments.site(), index, argument, "\"MAP\"");
        }
        return argument.expression();
    }

    private static Parameter element(Expression array) {
        DataType.Array type = (DataType.Array) array.type();
        return new Parameter(type.element(), type.containsNull());
    }

    private static Parameter key(DataType.Map type) {
        return new Parameter(type.key(), false);
    }

    private static Parameter value(DataType.Map type) {
        return new Parameter(type.value(), type.valueContainsNull());
    }

    /// A lambda that must return a boolean.
    private static Expression condition(Arguments arguments, int index, Argument bound) {
        Lambda lambda = (Lambda) bound.expression();
        if (Types.isNull(lambda.type())) {
            Expression none = new Expression.Literal(null, DataType.BOOLEAN);
            return new Lambda(lambda.parameters(), none);
        }
        if (!(lambda.type() instanceof DataType.Bool)) {
            throw TypeErrors.unexpectedInput(arguments.site(), index, bound, "\"BOOLEAN\"");
        }
        return lambda;
    }

    private static Expression transform(Arguments arguments) {
        Expression array = array(arguments, 0);
        Expression lambda = arguments.bind(1, 1, List.of(element(array), INDEX)).expression();
        DataType type = new DataType.Array(lambda.type(), lambda.nullable());
        return call("transform", arguments, type, array.nullable(), array, lambda);
    }

    private static Expression filter(Arguments arguments) {
        Expression array = array(arguments, 0);
        Argument lambda = arguments.bind(1, 1, List.of(element(array), INDEX));
        return call(
                "filter",
                arguments,
                array.type(),
                array.nullable(),
                array,
                condition(arguments, 1, lambda));
    }

    private static Expression tested(String name, Arguments arguments) {
        Expression array = array(arguments, 0);
        Expression lambda = condition(arguments, 1, arguments.bind(1, 1, List.of(element(array))));
        boolean nullable = array.nullable() || lambda.nullable();
        return call(name, arguments, DataType.BOOLEAN, nullable, array, lambda);
    }

    /// `aggregate(array, start, merge[, finish])`.
    private static Expression aggregate(Arguments arguments) {
        Expression array = array(arguments, 0);
        Expression start = arguments.value(1).expression();
        Parameter sum = new Parameter(start.type(), true);
        Argument merge = arguments.bind(2, 2, List.of(sum, element(array)));
        Lambda merged = (Lambda) merge.expression();
        if (arguments.count() == 3) {
            arguments.append("lambdafunction(namedlambdavariable(), namedlambdavariable())");
        }
        if (!Types.sameShape(merged.type(), start.type())) {
            if (!Types.isNull(merged.type())) {
                throw TypeErrors.unexpectedInput(
                        arguments.site(), 2, merge, TypeErrors.quoted(start.type()));
            }
            merged = new Lambda(merged.parameters(), new Expression.Literal(null, start.type()));
        }
        if (arguments.count() == 3) {
            return call("aggregate", arguments, start.type(), true, array, start, merged);
        }
        Expression finish = arguments.bind(3, 1, List.of(sum)).expression();
        boolean nullable = array.nullable() || finish.nullable();
        return call("aggregate", arguments, finish.type(), nullable, array, start, merged, finish);
    }

    private static Expression zipWith(Arguments arguments) {
        Expression left = array(arguments, 0);
        Expression right = array(arguments, 1);
        Parameter a = new Parameter(element(left).type(), true);
        Parameter b = new Parameter(element(right).type(), true);
        Expression lambda = arguments.bind(2, 2, List.of(a, b)).expression();
        DataType type = new DataType.Array(lambda.type(), lambda.nullable());
        boolean nullable = left.nullable() || right.nullable();
        return call("zip_with", arguments, type, nullable, left, right, lambda);
    }

    private static Expression arraySort(Arguments arguments) {
        Expression array = array(arguments, 0);
        DataType element = ((DataType.Array) array.type()).element();
        if (arguments.count() == 1) {
            arguments.append(NATURAL_ORDER);
            if (!Types.isOrderable(element)) {
                String compared = "(namedlambdavariable() < namedlambdavariable())";
                CallSite site = arguments.site();
                throw TypeErrors.notOrdered(
                        new CallSite("<", compared, site.ansi(), site.timeZone(), site.origin()),
                        element);
            }
            return call("array_sort", arguments, array.type(), array.nullable(), array);
        }
        Parameter compared = element(array);
        Argument order = arguments.bind(1, 2, List.of(compared, compared));
        if (!(order.type() instanceof DataType.Int32)) {
            throw TypeErrors.lambdaReturns(arguments.site(), order.type());
        }
        return call(
                "array_sort", arguments, array.type(), array.nullable(), array, order.expression());
    }

    private static Expression mapFilter(Arguments arguments) {
        Expression map = map(arguments, 0);
        DataType.Map type = (DataType.Map) map.type();
        Argument lambda = arguments.bind(1, 2, List.of(key(type), value(type)));
        Expression condition = condition(arguments, 1, lambda);
        return call("map_filter", arguments, type, map.nullable(), map, condition);
    }

    private static Expression transformKeys(Arguments arguments) {
        Expression map = map(arguments, 0);
        DataType.Map type = (DataType.Map) map.type();
        Expression lambda = arguments.bind(1, 2, List.of(key(type), value(type))).expression();
        if (lambda.type() instanceof DataType.Map) {
            throw TypeErrors.mapKey(arguments.site());
        }
        DataType result = new DataType.Map(lambda.type(), type.value(), type.valueContainsNull());
        return call("transform_keys", arguments, result, map.nullable(), map, lambda);
    }

    private static Expression transformValues(Arguments arguments) {
        Expression map = map(arguments, 0);
        DataType.Map type = (DataType.Map) map.type();
        Expression lambda = arguments.bind(1, 2, List.of(key(type), value(type))).expression();
        DataType result = new DataType.Map(type.key(), lambda.type(), lambda.nullable());
        return call("transform_values", arguments, result, map.nullable(), map, lambda);
    }

    private static Expression mapZipWith(Arguments arguments) {
        Expression left = map(arguments, 0);
        Expression right = map(arguments, 1);
        DataType.Map a = (DataType.Map) left.type();
        DataType.Map b = (DataType.Map) right.type();
        DataType key = arguments.site().coercion().widerWithoutText(a.key(), b.key());
        if (key == null) {
            throw TypeErrors.mapZipKeys(arguments.site(), a.key(), b.key());
        }
        Expression lambda =
                arguments
                        .bind(
                                2,
                                3,
                                List.of(
                                        new Parameter(key, false),
                                        new Parameter(a.value(), true),
                                        new Parameter(b.value(), true)))
                        .expression();
        Coercion coercion = arguments.site().coercion();
        return call(
                "map_zip_with",
                arguments,
                new DataType.Map(key, lambda.type(), lambda.nullable()),
                left.nullable() || right.nullable(),
                coercion.cast(left, new DataType.Map(key, a.value(), a.valueContainsNull())),
                coercion.cast(right, new DataType.Map(key, b.value(), b.valueContainsNull())),
                lambda);
    }
}
