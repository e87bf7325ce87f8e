// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import static dev.millrace.plan.function.ArgumentRule.TEXT;
import static dev.millrace.spi.type.DataType.STRING;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Call;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.function.FunctionDefinition.Format;
import dev.millrace.plan.function.GeneratorFunction.Generated;
import dev.millrace.plan.function.Signature.Nullability;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.ArrayList;
import java.util.List;

/// Records written as text: CSV, and what is known about JSON without a schema.
final class RecordFunctions {
    private RecordFunctions() {}

    static List<FunctionDefinition> all(SchemaParser schemas) {
        DataType names = new DataType.Array(STRING, true);
        return List.of(
                ScalarFunction.of(
                        "json_array_length",
                        Signature.of(DataType.INTEGER, TEXT).nullable(Nullability.ALWAYS)),
                ScalarFunction.of(
                        "json_object_keys", Signature.of(names, TEXT).nullable(Nullability.ALWAYS)),
                ScalarFunction.of("schema_of_json", 1, 2, (s, a) -> schema("schema_of_json", s, a))
                        .format(RecordFunctions::first),
                ScalarFunction.of("schema_of_csv", 1, 2, (s, a) -> schema("schema_of_csv", s, a))
                        .format(RecordFunctions::first),
                ScalarFunction.of("from_csv", 2, 3, (site, a) -> fromCsv(schemas, site, a))
                        .format(RecordFunctions::first),
                ScalarFunction.of("to_csv", 1, 2, RecordFunctions::toCsv)
                        .format(RecordFunctions::first),
                new GeneratorFunction(
                        "json_tuple",
                        List.of(),
                        2,
                        Integer.MAX_VALUE,
                        "inline",
                        false,
                        RecordFunctions::tuple));
    }

    private static String first(String name, List<String> arguments) {
        return Format.CALL.text(name, arguments.subList(0, 1));
    }

    /// The schema of an example, which must be a constant.
    private static Expression schema(String name, CallSite site, List<Argument> arguments) {
        Argument example = arguments.getFirst();
        if (!(example.expression() instanceof Literal(var value, var type))
                || !(Types.isText(type) || Types.isNull(type))) {
            throw TypeErrors.notFoldable(
                    site, name.equals("schema_of_csv") ? "csv" : "json", example);
        }
        if (value == null) {
            throw TypeErrors.unexpectedNull(site, name.equals("schema_of_csv") ? "csv" : "json");
        }
        return new Call(
                name,
                arguments.stream().map(Argument::expression).toList(),
                STRING,
                false,
                true,
                site.origin());
    }

    private static Expression fromCsv(
            SchemaParser schemas, CallSite site, List<Argument> arguments) {
        if (!(arguments.get(1).expression() instanceof Literal(var value, var ignored))
                || !(value instanceof String text)) {
            throw TypeErrors.noSchemaText(site, arguments.get(1));
        }
        if (!(schemas.parse(text) instanceof DataType.Struct struct)) {
            throw TypeErrors.noSchemaText(site, arguments.get(1));
        }
        List<Expression> values = new ArrayList<>();
        values.addAll(Signature.of(STRING, TEXT).convert(site, arguments.subList(0, 1)));
        if (arguments.size() == 3) {
            values.add(arguments.get(2).expression());
        }
        boolean nullable = values.getFirst().nullable();
        return new Call("from_csv", values, struct.asNullable(), nullable, true, site.origin());
    }

    private static Expression toCsv(CallSite site, List<Argument> arguments) {
        Argument value = arguments.getFirst();
        if (!(value.type() instanceof DataType.Struct)) {
            throw TypeErrors.unsupportedInput(site, value.type());
        }
        return new Call(
                "to_csv",
                arguments.stream().map(Argument::expression).toList(),
                STRING,
                true,
                true,
                site.origin());
    }

    /// `json_tuple(json, name, …)`: one row of the members of these names as text.
    private static Generated tuple(CallSite site, List<Argument> arguments) {
        List<Expression> values = new ArrayList<>();
        List<StructField> columns = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            Argument argument = arguments.get(i);
            if (!Types.isText(argument.type()) && !Types.isNull(argument.type())) {
                throw TypeErrors.mismatch("NON_STRING_TYPE", site.text(), site.origin())
                        .with("funcName", "`json_tuple`")
                        .text(
                                TypeErrors.cannotResolve(site.text())
                                        + "All arguments of the function `json_tuple` must be"
                                        + " strings.");
            }
            values.add(site.coercion().cast(argument.expression(), STRING));
            if (i > 0) {
                columns.add(new StructField("c" + (i - 1), STRING, true));
            }
        }
        DataType struct = new DataType.Struct(columns);
        DataType rows = new DataType.Array(struct, false);
        Expression found = new Call("json_tuple", values, rows, false, true, site.origin());
        return new Generated(List.of(found), columns);
    }
}
