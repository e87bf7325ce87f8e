// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import static dev.millrace.plan.function.ArgumentRule.ARRAY;
import static dev.millrace.plan.function.ArgumentRule.BOOLEAN;
import static dev.millrace.plan.function.ArgumentRule.INTEGER;
import static dev.millrace.plan.function.ArgumentRule.MAP;
import static dev.millrace.plan.function.ArgumentRule.TEXT;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Call;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.function.Signature.Nullability;
import dev.millrace.plan.function.Signature.ResultType;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.ArrayList;
import java.util.List;

/// Functions of arrays, maps and structs. `struct` itself is the analyser's, which knows the names
/// of its arguments.
final class CollectionFunctions {
    private static final ResultType ELEMENT = a -> ((DataType.Array) a.getFirst().type()).element();

    private CollectionFunctions() {}

    static List<FunctionDefinition> all() {
        List<FunctionDefinition> all = new ArrayList<>();
        all.addAll(constructors());
        all.addAll(arrays());
        all.addAll(maps());
        return all;
    }

    private static List<FunctionDefinition> constructors() {
        return List.of(
                ScalarFunction.of("array", 0, Integer.MAX_VALUE, CollectionFunctions::array),
                ScalarFunction.of("map", 0, Integer.MAX_VALUE, CollectionFunctions::map),
                ScalarFunction.of(
                        "named_struct", 2, Integer.MAX_VALUE, CollectionFunctions::namedStruct),
                ScalarFunction.of("sequence", 2, 3, CollectionFunctions::sequence));
    }

    private static Expression array(CallSite site, List<Argument> arguments) {
        DataType element = common(site, arguments);
        List<Expression> values = site.coercion().castAll(arguments, element);
        DataType type = new DataType.Array(element, values.stream().anyMatch(Expression::nullable));
        return new Call("array", values, type, false, true, site.origin());
    }

    private static DataType common(CallSite site, List<Argument> arguments) {
        DataType type = site.coercion().wider(arguments.stream().map(Argument::type).toList());
        if (type == null) {
            throw TypeErrors.differentTypes(site, arguments);
        }
        return type;
    }

    private static Expression map(CallSite site, List<Argument> arguments) {
        if (arguments.size() % 2 != 0) {
            throw TypeErrors.wrongCount("map", "2n (n > 0)", arguments.size(), site.origin());
        }
        List<Argument> keys = new ArrayList<>();
        List<Argument> values = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            keys.add(arguments.get(i));
            values.add(arguments.get(i + 1));
        }
        DataType key = common(site, keys);
        DataType value = common(site, values);
        List<Expression> entries = new ArrayList<>();
        boolean hasNulls = false;
        for (int i = 0; i < keys.size(); i++) {
            entries.add(site.coercion().cast(keys.get(i).expression(), key));
            Expression converted = site.coercion().cast(values.get(i).expression(), value);
            hasNulls |= converted.nullable();
            entries.add(converted);
        }
        DataType type = new DataType.Map(key, value, hasNulls);
        return new Call("map", entries, type, false, true, site.origin());
    }

    private static Expression namedStruct(CallSite site, List<Argument> arguments) {
        if (arguments.size() % 2 != 0) {
            throw TypeErrors.wrongCount(
                    "named_struct", "2n (n > 0)", arguments.size(), site.origin());
        }
        List<StructField> fields = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            if (!(arguments.get(i).expression() instanceof Literal(var name, var ignored))
                    || !(name instanceof String text)) {
                throw TypeErrors.notFoldable(site, "name", arguments.get(i));
            }
            Expression value = arguments.get(i + 1).expression();
            fields.add(new StructField(text, value.type(), value.nullable()));
            values.add(value);
        }
        return new Expression.Struct(new DataType.Struct(fields), values);
    }

    private static Expression sequence(CallSite site, List<Argument> arguments) {
        Coercion coercion = site.coercion();
        DataType type = common(site, arguments.subList(0, 2));
        if (!Types.isIntegral(type) && !Types.isDatetime(type)) {
            throw TypeErrors.unexpectedInput(
                    site, 0, arguments.getFirst(), "(\"INTEGRAL\" or \"DATE\" or \"TIMESTAMP\")");
        }
        List<Expression> values = new ArrayList<>(coercion.castAll(arguments.subList(0, 2), type));
        if (arguments.size() == 3) {
            Expression step = arguments.get(2).expression();
            values.add(Types.isIntegral(type) ? coercion.cast(step, type) : step);
        }
        return new Call(
                "sequence",
                values,
                new DataType.Array(type, false),
                Nullability.ANY_ARGUMENT.of(values),
                true,
                site.origin());
    }

    private static List<FunctionDefinition> arrays() {
        ArgumentRule sized =
                new ArgumentRule.Matching(
                        "ARRAY\" or \"MAP",
                        t -> t instanceof DataType.Array || t instanceof DataType.Map,
                        null);
        return List.of(
                ScalarFunction.of("size", Signature.of(DataType.INTEGER, sized))
                        .aliases("cardinality", "array_size"),
                ScalarFunction.of("array_contains", 2, 2, CollectionFunctions::arrayContains),
                ScalarFunction.of("element_at", 2, 2, (s, a) -> elementAt("element_at", s, a)),
                ordered("array_distinct", Signature.of(ResultType.FIRST, ARRAY)),
                ScalarFunction.of(
                        "array_join",
                        Signature.of(
                                        DataType.STRING,
                                        new ArgumentRule.OneOf(
                                                new DataType.Array(DataType.STRING, true)),
                                        TEXT,
                                        TEXT)
                                .optional(1)),
                ScalarFunction.of("sort_array", 1, 2, CollectionFunctions::sorted)
                        .defaults(Literal.TRUE),
                ordered("array_max", Signature.of(ELEMENT, ARRAY).nullable(Nullability.ALWAYS)),
                ordered("array_min", Signature.of(ELEMENT, ARRAY).nullable(Nullability.ALWAYS)),
                ScalarFunction.of("slice", Signature.of(ResultType.FIRST, ARRAY, INTEGER, INTEGER)),
                ScalarFunction.of("flatten", 1, 1, CollectionFunctions::flatten));
    }

    /// A function of an array that compares its elements.
    private static ScalarFunction ordered(String name, Signature signature) {
        return ScalarFunction.of(
                name,
                1,
                1,
                (site, arguments) -> {
                    TypeErrors.requireOrderedElements(site, arguments.getFirst().type());
                    return signature.call(name, site, arguments);
                });
    }

    private static Expression sorted(CallSite site, List<Argument> arguments) {
        DataType type = arguments.getFirst().type();
        if (type instanceof DataType.Array array && !Types.isOrderable(array.element())) {
            throw TypeErrors.notOrdered(site, array);
        }
        return Signature.of(ResultType.FIRST, ARRAY, BOOLEAN).call("sort_array", site, arguments);
    }

    private static Expression arrayContains(CallSite site, List<Argument> arguments) {
        if (!(arguments.getFirst().type() instanceof DataType.Array array)) {
            throw TypeErrors.unexpectedInput(site, 0, arguments.getFirst(), "\"ARRAY\"");
        }
        DataType common = site.coercion().wider(array.element(), arguments.get(1).type());
        if (common == null) {
            throw TypeErrors.mismatch("ARRAY_FUNCTION_DIFF_TYPES", site.text(), site.origin())
                    .with("functionName", "`array_contains`")
                    .with("dataType", "\"ARRAY\"")
                    .with("leftType", TypeErrors.quoted(array))
                    .with("rightType", TypeErrors.quoted(arguments.get(1).type()))
                    .text(
                            TypeErrors.cannotResolve(site.text())
                                    + "Input to `array_contains` should have been \"ARRAY\""
                                    + " followed by a value with same element type, but it's ["
                                    + TypeErrors.quoted(array)
                                    + ", "
                                    + TypeErrors.quoted(arguments.get(1).type())
                                    + "].");
        }
        if (!Types.isOrderable(common)) {
            throw TypeErrors.notOrdered(site, common);
        }
        Coercion coercion = site.coercion();
        Expression list =
                coercion.cast(
                        arguments.getFirst().expression(),
                        new DataType.Array(common, array.containsNull()));
        Expression value = coercion.cast(arguments.get(1).expression(), common);
        return new Call(
                "array_contains",
                List.of(list, value),
                DataType.BOOLEAN,
                list.nullable() || value.nullable() || array.containsNull(),
                true,
                site.origin());
    }

    /// Elements count from 1; values of maps are found by their key.
    static Expression elementAt(String name, CallSite site, List<Argument> arguments) {
        Argument key = arguments.get(1);
        return switch (arguments.getFirst().type()) {
            case DataType.Map map ->
                    new Call(
                            name,
                            List.of(
                                    arguments.getFirst().expression(),
                                    site.coercion().cast(key.expression(), map.key())),
                            map.value(),
                            true,
                            true,
                            site.origin());
            default ->
                    Signature.of(ELEMENT, ARRAY, INTEGER)
                            .nullable(a -> mayLack(a, 1))
                            .call(name, site, arguments);
        };
    }

    /// False if the element of a list of values written out is surely there and never NULL.
    ///
    /// @param first the number of the first element
    static boolean mayLack(List<Expression> arguments, int first) {
        if (!(arguments.get(0) instanceof Call call)
                || !call.function().equals("array")
                || !(arguments.get(1) instanceof Literal(var value, var type))
                || !(value instanceof Integer index)) {
            return true;
        }
        int size = call.arguments().size();
        int place = index < 0 && first == 1 ? size + index : index - first;
        return place < 0 || place >= size || call.arguments().get(place).nullable();
    }

    private static Expression flatten(CallSite site, List<Argument> arguments) {
        Argument argument = arguments.getFirst();
        if (!(argument.type() instanceof DataType.Array outer)
                || !(outer.element() instanceof DataType.Array inner)) {
            throw TypeErrors.unexpectedInput(site, 0, argument, "\"ARRAY\" of \"ARRAY\"");
        }
        return new Call(
                "flatten",
                List.of(argument.expression()),
                inner,
                argument.expression().nullable() || outer.containsNull(),
                true,
                site.origin());
    }

    private static List<FunctionDefinition> maps() {
        ResultType keys = a -> new DataType.Array(((DataType.Map) a.getFirst().type()).key(), true);
        ResultType values =
                a -> {
                    DataType.Map map = (DataType.Map) a.getFirst().type();
                    return new DataType.Array(map.value(), true);
                };
        ResultType entries =
                a -> {
                    DataType.Array key = (DataType.Array) a.get(0).type();
                    DataType.Array value = (DataType.Array) a.get(1).type();
                    return new DataType.Map(key.element(), value.element(), value.containsNull());
                };
        return List.of(
                ScalarFunction.of("map_keys", Signature.of(keys, MAP)),
                ScalarFunction.of("map_values", Signature.of(values, MAP)),
                ScalarFunction.of("map_from_arrays", Signature.of(entries, ARRAY, ARRAY)),
                ScalarFunction.of("get_array_item", 2, 2, CollectionFunctions::arrayItem),
                ScalarFunction.of("get_map_value", 2, 2, CollectionFunctions::mapValue));
    }

    /// `array[index]`, from 0: an index outside is an error under ANSI.
    static Expression arrayItem(CallSite site, List<Argument> arguments) {
        if (!(arguments.getFirst().type() instanceof DataType.Array array)) {
            throw MillraceException.bug("get_array_item of " + arguments.getFirst().type());
        }
        Argument index = arguments.get(1);
        if (!Types.isIntegral(index.type()) && !Types.isNull(index.type())) {
            throw TypeErrors.unexpectedInput(site, 1, index, "\"INTEGRAL\"");
        }
        List<Expression> values =
                List.of(
                        arguments.getFirst().expression(),
                        site.coercion().cast(index.expression(), DataType.INTEGER));
        return new Call(
                "get_array_item", values, array.element(), mayLack(values, 0), true, site.origin());
    }

    /// `map[key]`: NULL for a key that is not there.
    static Expression mapValue(CallSite site, List<Argument> arguments) {
        if (!(arguments.getFirst().type() instanceof DataType.Map map)) {
            throw MillraceException.bug("get_map_value of " + arguments.getFirst().type());
        }
        Argument key = arguments.get(1);
        if (site.coercion().implicit(key.type(), map.key()) == null) {
            throw TypeErrors.unexpectedInput(site, 1, key, TypeErrors.quoted(map.key()));
        }
        return new Call(
                "get_map_value",
                List.of(
                        arguments.getFirst().expression(),
                        site.coercion().cast(key.expression(), map.key())),
                map.value(),
                true,
                true,
                site.origin());
    }
}
