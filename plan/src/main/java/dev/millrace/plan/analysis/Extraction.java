// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Call;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.function.Argument;
import dev.millrace.plan.function.CallSite;
import dev.millrace.plan.function.FunctionDefinition;
import dev.millrace.plan.function.ScalarFunction;
import dev.millrace.plan.relation.Origin;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Parts of nested values: fields of structs, elements of arrays, values of maps.
final class Extraction {
    private Extraction() {}

    /// `base.name`.
    static Resolved field(
            Resolved base, String name, AnalysisContext context, @Nullable Origin origin) {
        String text = base.text() + "." + name;
        return switch (base.expression().type()) {
            case DataType.Struct struct -> {
                int index = index(struct, name, context, origin);
                Expression value = new Expression.Field(base.expression(), index);
                yield new Resolved(value, text, name, struct.field(index).metadata());
            }
            case DataType.Array array when array.element() instanceof DataType.Struct struct ->
                    new Resolved(
                            fieldOfElements(base, array, struct, name, context, origin),
                            written(base) + "." + name,
                            name,
                            StructField.NO_METADATA);
            case DataType.Map ignored -> {
                Resolved key = Resolved.of(new Literal(name, DataType.STRING), name);
                Resolved value = element(base, key, context, origin);
                yield new Resolved(value.expression(), value.text(), name, value.metadata());
            }
            default -> throw noParts(base, base.expression().type(), origin);
        };
    }

    /// The fields of all elements of something converted: here Spark shows the conversion, which
    /// it leaves out of names elsewhere.
    private static String written(Resolved base) {
        boolean isCast =
                base.expression() instanceof Expression.Cast
                        || base.expression() instanceof Literal(var value, var ignored)
                                && value == null;
        return isCast
                ? "cast(" + base.text() + " as " + base.expression().type().simpleName() + ")"
                : base.text();
    }

    /// `base[key]`.
    static Resolved element(
            Resolved base, Resolved key, AnalysisContext context, @Nullable Origin origin) {
        DataType type = base.expression().type();
        boolean isField =
                key.expression() instanceof Literal literal && literal.value() instanceof String;
        if (isField && !(type instanceof DataType.Map)) {
            return field(base, key.text(), context, origin);
        }
        String function;
        if (type instanceof DataType.Array) {
            function = "get_array_item";
        } else if (type instanceof DataType.Map) {
            function = "get_map_value";
        } else {
            throw noParts(base, type, origin);
        }
        String text = base.text() + "[" + key.text() + "]";
        CallSite site = context.callSite(function, text, origin);
        FunctionDefinition definition = context.functions().find(function);
        if (!(definition instanceof ScalarFunction scalar)) {
            throw MillraceException.bug("no function " + function);
        }
        List<Argument> arguments = List.of(base.argument(), key.argument());
        return Resolved.of(scalar.meaning().of(site, arguments), text);
    }

    private static MillraceException noParts(
            Resolved base, DataType type, @Nullable Origin origin) {
        return NameErrors.error("INVALID_EXTRACT_BASE_FIELD_TYPE", "42000", origin)
                .with("base", "\"" + base.text() + "\"")
                .with("other", "\"" + type.sqlName() + "\"")
                .text(
                        "Can't extract a value from \""
                                + base.text()
                                + "\". Need a complex type [STRUCT, ARRAY, MAP] but got \""
                                + type.sqlName()
                                + "\".");
    }

    private static int index(
            DataType.Struct struct, String name, AnalysisContext context, @Nullable Origin origin) {
        List<Integer> matches = new ArrayList<>();
        for (int i = 0; i < struct.size(); i++) {
            if (context.sameName(struct.field(i).name(), name)) {
                matches.add(i);
            }
        }
        if (matches.size() == 1) {
            return matches.getFirst();
        }
        if (matches.isEmpty()) {
            String fields =
                    struct.names().stream()
                            .map(NameErrors::quoted)
                            .collect(Collectors.joining(", "));
            throw NameErrors.error("FIELD_NOT_FOUND", "42704", origin)
                    .with("fieldName", NameErrors.quoted(name))
                    .with("fields", fields)
                    .text(
                            "No such struct field "
                                    + NameErrors.quoted(name)
                                    + " in "
                                    + fields
                                    + ".");
        }
        throw NameErrors.error("AMBIGUOUS_REFERENCE_TO_FIELDS", "42000", origin)
                .with("field", NameErrors.quoted(name))
                .with("count", matches.size())
                .text(
                        "Ambiguous reference to the field "
                                + NameErrors.quoted(name)
                                + ". It appears "
                                + matches.size()
                                + " times in the schema.");
    }

    /// The kernel `get_array_struct_field(array, index)`: the field of every element.
    private static Expression fieldOfElements(
            Resolved base,
            DataType.Array array,
            DataType.Struct struct,
            String name,
            AnalysisContext context,
            @Nullable Origin origin) {
        int index = index(struct, name, context, origin);
        StructField field = struct.field(index);
        return new Call(
                "get_array_struct_field",
                List.of(base.expression(), new Literal(index, DataType.INTEGER)),
                new DataType.Array(field.type(), array.containsNull() || field.nullable()),
                base.expression().nullable(),
                true,
                origin);
    }
}
