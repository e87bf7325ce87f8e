// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import static dev.millrace.plan.function.ArgumentRule.MAP;
import static dev.millrace.plan.function.ArgumentRule.TEXT;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Call;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.function.Signature.Nullability;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Functions that combine and search maps.
final class MapFunctions {
    private MapFunctions() {}

    static List<FunctionDefinition> all() {
        return List.of(
                ScalarFunction.of("map_concat", 0, Integer.MAX_VALUE, MapFunctions::concat),
                ScalarFunction.of("map_contains_key", 2, 2, MapFunctions::contains),
                ScalarFunction.of(
                        "map_entries", Signature.of(a -> entries(a.getFirst().type()), MAP)),
                ScalarFunction.of("map_from_entries", 1, 1, MapFunctions::fromEntries),
                ScalarFunction.of(
                                "str_to_map",
                                Signature.of(
                                                new DataType.Map(
                                                        DataType.STRING, DataType.STRING, true),
                                                TEXT,
                                                TEXT,
                                                TEXT)
                                        .optional(2))
                        .defaults(
                                new Literal(",", DataType.STRING),
                                new Literal(":", DataType.STRING)));
    }

    private static DataType entries(DataType type) {
        DataType.Map map = (DataType.Map) type;
        return new DataType.Array(
                new DataType.Struct(
                        List.of(
                                new StructField("key", map.key(), false),
                                new StructField("value", map.value(), map.valueContainsNull()))),
                false);
    }

    private static Expression concat(CallSite site, List<Argument> arguments) {
        if (arguments.isEmpty()) {
            return new Call(
                    "map_concat",
                    List.of(),
                    new DataType.Map(DataType.STRING, DataType.STRING, true),
                    false,
                    true,
                    site.origin());
        }
        List<String> types = arguments.stream().map(a -> TypeErrors.quoted(a.type())).toList();
        String shown = "[" + String.join(", ", types) + "]";
        if (!arguments.stream().allMatch(a -> a.type() instanceof DataType.Map)) {
            throw TypeErrors.mismatch("MAP_CONCAT_DIFF_TYPES", site.text(), site.origin())
                    .with("functionName", "`map_concat`")
                    .with("dataType", shown)
                    .text(
                            TypeErrors.cannotResolve(site.text())
                                    + "The `map_concat` should all be of type map, but it's "
                                    + shown
                                    + ".");
        }
        DataType common = common(site, arguments);
        if (common == null) {
            throw TypeErrors.differentTypes(site, arguments);
        }
        List<Expression> values = new ArrayList<>(site.coercion().castAll(arguments, common));
        return new Call(
                "map_concat",
                values,
                common,
                Nullability.ANY_ARGUMENT.of(values),
                true,
                site.origin());
    }

    private static @Nullable DataType common(CallSite site, List<Argument> arguments) {
        @Nullable DataType common = DataType.NULL;
        for (Argument argument : arguments) {
            common =
                    common == null
                            ? null
                            : site.coercion().widerWithoutText(common, argument.type());
        }
        return common;
    }

    private static Expression contains(CallSite site, List<Argument> arguments) {
        DataType type = arguments.get(0).type();
        Argument key = arguments.get(1);
        DataType common =
                type instanceof DataType.Map map && !Types.isNull(key.type())
                        ? site.coercion().tightest(map.key(), key.type())
                        : null;
        if (!(type instanceof DataType.Map map) || common == null) {
            if (Types.isNull(key.type())) {
                throw TypeErrors.mismatch("NULL_TYPE", site.text(), site.origin())
                        .with("functionName", "`map_contains_key`")
                        .text(
                                TypeErrors.cannotResolve(site.text())
                                        + "Null typed values cannot be used as arguments of"
                                        + " `map_contains_key`.");
            }
            throw TypeErrors.differs(site, "MAP_FUNCTION_DIFF_TYPES", "MAP", type, key.type());
        }
        List<Expression> values =
                List.of(
                        site.coercion()
                                .cast(
                                        arguments.getFirst().expression(),
                                        new DataType.Map(
                                                common, map.value(), map.valueContainsNull())),
                        site.coercion().cast(key.expression(), common));
        return new Call("map_contains_key", values, DataType.BOOLEAN, true, true, site.origin());
    }

    private static Expression fromEntries(CallSite site, List<Argument> arguments) {
        Argument entries = arguments.getFirst();
        if (!(entries.type() instanceof DataType.Array(var element, var hasNulls))
                || !(element instanceof DataType.Struct struct)
                || struct.size() != 2) {
            throw TypeErrors.unexpectedInput(site, 0, entries, "\"ARRAY\" of pair \"STRUCT\"");
        }
        StructField value = struct.field(1);
        return new Call(
                "map_from_entries",
                List.of(entries.expression()),
                new DataType.Map(struct.field(0).type(), value.type(), value.nullable()),
                entries.expression().nullable() || hasNulls,
                true,
                site.origin());
    }
}
