// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import static dev.millrace.plan.function.ArgumentRule.BOOLEAN;
import static dev.millrace.plan.function.ArgumentRule.LONG;
import static dev.millrace.plan.function.ArgumentRule.TEXT;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Call;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.function.FunctionDefinition.Format;
import dev.millrace.plan.function.Signature.Nullability;
import dev.millrace.spi.type.DataType;

import java.util.ArrayList;
import java.util.List;

/// JSON, facts about the session and the row, and deliberate errors.
final class MiscFunctions {
    private MiscFunctions() {}

    static List<FunctionDefinition> all(SchemaParser schemas) {
        List<FunctionDefinition> all = new ArrayList<>();
        all.addAll(json(schemas));
        all.addAll(RecordFunctions.all(schemas));
        all.addAll(session());
        all.addAll(row());
        all.addAll(errors());
        return all;
    }

    private static List<FunctionDefinition> json(SchemaParser schemas) {
        return List.of(
                ScalarFunction.of("to_json", 1, 2, MiscFunctions::toJson)
                        .format((n, a) -> Format.CALL.text(n, a.subList(0, 1))),
                ScalarFunction.of("from_json", 2, 3, (site, a) -> fromJson(schemas, site, a))
                        .format((n, a) -> Format.CALL.text(n, a.subList(0, 1))),
                ScalarFunction.of(
                        "get_json_object",
                        Signature.of(DataType.STRING, TEXT, TEXT).nullable(Nullability.ALWAYS)));
    }

    /// `to_json(value[, options])`; options are a map of constants.
    private static Expression toJson(CallSite site, List<Argument> arguments) {
        Argument value = arguments.getFirst();
        if (!Types.isNested(value.type())) {
            throw TypeErrors.unexpectedInput(
                    site, 0, value, "(\"STRUCT\" or \"MAP\" or \"ARRAY\" or \"VARIANT\")");
        }
        return new Call(
                "to_json",
                arguments.stream().map(Argument::expression).toList(),
                DataType.STRING,
                true,
                true,
                site.origin());
    }

    /// `from_json(text, schema[, options])`: the schema becomes the type of the call, whose
    /// arguments are the text and the options.
    private static Expression fromJson(
            SchemaParser schemas, CallSite site, List<Argument> arguments) {
        if (!(arguments.get(1).expression() instanceof Literal(var value, var ignored))
                || !(value instanceof String text)) {
            throw TypeErrors.noSchemaText(site, arguments.get(1));
        }
        DataType type = schemas.parse(text);
        DataType nullable = type instanceof DataType.Struct struct ? struct.asNullable() : type;
        List<Expression> values = new ArrayList<>();
        values.add(
                Signature.of(DataType.STRING, TEXT)
                        .convert(site, arguments.subList(0, 1))
                        .getFirst());
        if (arguments.size() == 3) {
            values.add(arguments.get(2).expression());
        }
        return new Call("from_json", values, nullable, true, true, site.origin());
    }

    /// What a session knows; analysis puts its own values in the place of database and user.
    private static List<FunctionDefinition> session() {
        Format schema = Format.named("current_schema");
        return List.of(
                constant("version", "4.2.0"),
                constant("current_database", "default").aliases("current_schema").format(schema),
                constant("current_user", "").aliases("user", "session_user"),
                constant("current_catalog", "spark_catalog"));
    }

    private static ScalarFunction constant(String name, String value) {
        return ScalarFunction.of(name, 0, 0, (site, a) -> new Literal(value, DataType.STRING));
    }

    private static List<FunctionDefinition> row() {
        Signature number =
                Signature.of(DataType.LONG).nullable(Nullability.NEVER).nondeterministic();
        Signature text =
                Signature.of(DataType.STRING).nullable(Nullability.NEVER).nondeterministic();
        return List.of(
                ScalarFunction.of("monotonically_increasing_id", number),
                ScalarFunction.of(
                                "spark_partition_id",
                                Signature.of(DataType.INTEGER)
                                        .nullable(Nullability.NEVER)
                                        .nondeterministic())
                        .capital(),
                ScalarFunction.of(
                                "uuid",
                                Signature.of(DataType.STRING, LONG)
                                        .optional(1)
                                        .nullable(Nullability.NEVER)
                                        .nondeterministic())
                        .format((n, a) -> "uuid()"),
                ScalarFunction.of("input_file_name", text),
                ScalarFunction.of("input_file_block_start", number),
                ScalarFunction.of("input_file_block_length", number),
                ScalarFunction.of(
                        "typeof",
                        1,
                        1,
                        (site, a) ->
                                new Literal(a.getFirst().type().simpleName(), DataType.STRING)));
    }

    private static List<FunctionDefinition> errors() {
        // Both do something other than computing a value: they must run for every row, in place.
        return List.of(
                ScalarFunction.of("assert_true", 1, 2, MiscFunctions::assertTrue)
                        .format(
                                (n, a) ->
                                        a.size() == 2
                                                ? Format.CALL.text(n, a)
                                                : n
                                                        + "("
                                                        + a.getFirst()
                                                        + ", '"
                                                        + a.getFirst()
                                                        + "' is not true!)"),
                ScalarFunction.of(
                                "raise_error",
                                Signature.of(DataType.NULL, TEXT)
                                        .nullable(Nullability.ALWAYS)
                                        .nondeterministic())
                        .format(
                                (n, a) ->
                                        "raise_error(USER_RAISED_EXCEPTION, map(errorMessage, "
                                                + a.getFirst()
                                                + "))"));
    }

    private static Expression assertTrue(CallSite site, List<Argument> arguments) {
        List<Argument> complete = new ArrayList<>(arguments);
        if (complete.size() == 1) {
            String message = "'" + complete.getFirst().text() + "' is not true!";
            complete.add(new Argument(new Literal(message, DataType.STRING), message));
        }
        return Signature.of(DataType.NULL, BOOLEAN, TEXT)
                .nullable(Nullability.ALWAYS)
                .nondeterministic()
                .call("assert_true", site, complete);
    }
}
