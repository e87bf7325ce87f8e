// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.function.GeneratorFunction.Generated;
import dev.millrace.plan.function.GeneratorFunction.Meaning;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.ArrayList;
import java.util.List;

/// Functions that make rows.
final class GeneratorFunctions {
    private GeneratorFunctions() {}

    static List<FunctionDefinition> all() {
        List<FunctionDefinition> all = new ArrayList<>();
        all.addAll(both("explode", (site, a) -> exploded(site, a, false)));
        all.addAll(both("posexplode", (site, a) -> exploded(site, a, true)));
        all.addAll(both("inline", GeneratorFunctions::inline));
        all.add(
                new GeneratorFunction(
                        "stack",
                        List.of(),
                        2,
                        Integer.MAX_VALUE,
                        "stack",
                        false,
                        GeneratorFunctions::stack));
        return all;
    }

    private static List<FunctionDefinition> both(String name, Meaning meaning) {
        return List.of(
                new GeneratorFunction(name, List.of(), 1, 1, name, false, meaning),
                new GeneratorFunction(name + "_outer", List.of(), 1, 1, name, true, meaning));
    }

    private static Generated exploded(CallSite site, List<Argument> arguments, boolean numbered) {
        Expression value = arguments.getFirst().expression();
        List<StructField> columns = new ArrayList<>();
        if (numbered) {
            columns.add(new StructField("pos", DataType.INTEGER, false));
        }
        switch (value.type()) {
            case DataType.Array array ->
                    columns.add(new StructField("col", array.element(), array.containsNull()));
            case DataType.Map map -> {
                columns.add(new StructField("key", map.key(), false));
                columns.add(new StructField("value", map.value(), map.valueContainsNull()));
            }
            default ->
                    throw TypeErrors.unexpectedInput(
                            site, 0, arguments.getFirst(), "(\"ARRAY\" or \"MAP\")");
        }
        return new Generated(List.of(value), columns);
    }

    private static Generated inline(CallSite site, List<Argument> arguments) {
        Expression value = arguments.getFirst().expression();
        if (!(value.type() instanceof DataType.Array array)
                || !(array.element() instanceof DataType.Struct struct)) {
            throw TypeErrors.unexpectedInput(site, 0, arguments.getFirst(), "\"ARRAY<STRUCT>\"");
        }
        List<StructField> columns = new ArrayList<>();
        for (StructField field : struct.fields()) {
            columns.add(
                    new StructField(
                            field.name(),
                            field.type(),
                            field.nullable() || array.containsNull(),
                            field.metadata()));
        }
        return new Generated(List.of(value), columns);
    }

    /// `stack(n, v1, v2, …)`: the values in `n` rows, filled up with NULLs.
    private static Generated stack(CallSite site, List<Argument> arguments) {
        if (!(arguments.getFirst().expression() instanceof Literal(var count, var ignored))
                || !(count instanceof Integer rows)
                || rows < 1) {
            throw TypeErrors.notFoldable(site, "n", arguments.getFirst());
        }
        List<Argument> values = arguments.subList(1, arguments.size());
        int width = (values.size() + rows - 1) / rows;
        List<Expression> converted = new ArrayList<>();
        converted.add(arguments.getFirst().expression());
        List<StructField> columns = new ArrayList<>();
        for (int column = 0; column < width; column++) {
            DataType type = columnType(site, values, column, width);
            columns.add(new StructField("col" + column, type, true));
        }
        for (int i = 0; i < values.size(); i++) {
            converted.add(
                    site.coercion()
                            .cast(values.get(i).expression(), columns.get(i % width).type()));
        }
        return new Generated(converted, columns);
    }

    /// The type that all values of a column have, NULLs aside.
    private static DataType columnType(
            CallSite site, List<Argument> values, int column, int width) {
        int first = column;
        while (first + width < values.size() && Types.isNull(values.get(first).type())) {
            first += width;
        }
        DataType type = values.get(first).type();
        for (int i = first + width; i < values.size(); i += width) {
            DataType other = values.get(i).type();
            if (!Types.isNull(other) && !Types.sameShape(type, other)) {
                throw TypeErrors.stackedTypes(site, column, first + 1, type, i + 1, other);
            }
        }
        return type;
    }
}
