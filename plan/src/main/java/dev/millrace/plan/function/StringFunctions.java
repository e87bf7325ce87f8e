// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import static dev.millrace.plan.function.ArgumentRule.ANY;
import static dev.millrace.plan.function.ArgumentRule.BINARY;
import static dev.millrace.plan.function.ArgumentRule.INTEGER;
import static dev.millrace.plan.function.ArgumentRule.LONG;
import static dev.millrace.plan.function.ArgumentRule.NUMERIC;
import static dev.millrace.plan.function.ArgumentRule.TEXT;
import static dev.millrace.plan.function.ArgumentRule.TEXT_OR_BINARY;
import static dev.millrace.spi.type.DataType.BOOLEAN;
import static dev.millrace.spi.type.DataType.STRING;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.function.FunctionDefinition.Format;
import dev.millrace.plan.function.Signature.Nullability;
import dev.millrace.plan.function.Signature.ResultType;
import dev.millrace.spi.type.DataType;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Functions of text.
final class StringFunctions {
    private static final ArgumentRule HEXABLE =
            new ArgumentRule.OneOf(DataType.LONG, DataType.BINARY, STRING);

    private static final ArgumentRule DIGITS = new ArgumentRule.OneOf(DataType.INTEGER, STRING);

    private StringFunctions() {}

    static List<FunctionDefinition> all() {
        List<FunctionDefinition> all = new ArrayList<>();
        all.addAll(simple());
        all.addAll(searching());
        all.addAll(patterns());
        all.addAll(encodings());
        all.add(
                ScalarFunction.of("concat", 0, Integer.MAX_VALUE, StringFunctions::concat)
                        .aliases("||")
                        .format(Format.named("concat")));
        all.add(
                ScalarFunction.of(
                        "concat_ws", 1, Integer.MAX_VALUE, StringFunctions::concatWithSeparator));
        return all;
    }

    private static Signature text(ArgumentRule... rules) {
        return Signature.of(STRING, rules);
    }

    /// Texts are filled with spaces, bytes with zeros, unless a call says otherwise.
    private static ScalarFunction padding(String name) {
        Literal space = new Literal(" ", STRING);
        return ScalarFunction.of(
                        name,
                        2,
                        3,
                        (site, given) -> {
                            boolean isBytes =
                                    isBinary(given.get(0))
                                            && (isBinary(given.get(2))
                                                    || given.get(2).expression().equals(space));
                            if (!isBytes) {
                                return text(TEXT, INTEGER, TEXT).call(name, site, given);
                            }
                            List<Argument> all = new ArrayList<>(given);
                            if (given.get(2).expression().equals(space)) {
                                all.set(
                                        2,
                                        given.get(2)
                                                .with(new Literal(new byte[1], DataType.BINARY)));
                            }
                            return Signature.of(DataType.BINARY, BINARY, INTEGER, BINARY)
                                    .call(name, site, all);
                        })
                .defaults(space);
    }

    private static boolean isBinary(Argument argument) {
        return argument.type() instanceof DataType.Binary;
    }

    private static List<FunctionDefinition> simple() {
        return List.of(
                ScalarFunction.of("upper", text(TEXT)).aliases("ucase"),
                ScalarFunction.of("lower", text(TEXT)).aliases("lcase"),
                ScalarFunction.of("initcap", text(TEXT)),
                ScalarFunction.of("reverse", Signature.of(ResultType.FIRST, reversible())),
                ScalarFunction.of("length", Signature.of(DataType.INTEGER, TEXT_OR_BINARY))
                        .aliases("char_length", "character_length", "len"),
                ScalarFunction.of("octet_length", Signature.of(DataType.INTEGER, TEXT_OR_BINARY)),
                ScalarFunction.of("ascii", Signature.of(DataType.INTEGER, TEXT)),
                ScalarFunction.of("chr", text(LONG)).aliases("char"),
                ScalarFunction.of("repeat", text(TEXT, INTEGER)),
                trimming("trim", "TRIM(BOTH "),
                ScalarFunction.of("btrim", text(TEXT, TEXT).optional(1)),
                trimming("ltrim", "TRIM(LEADING "),
                trimming("rtrim", "TRIM(TRAILING "),
                padding("lpad"),
                padding("rpad"),
                ScalarFunction.of(
                                "substring",
                                Signature.of(ResultType.FIRST, TEXT_OR_BINARY, INTEGER, INTEGER)
                                        .optional(1))
                        .defaults(new Literal(Integer.MAX_VALUE, DataType.INTEGER))
                        .aliases("substr"),
                ScalarFunction.of("left", text(TEXT, INTEGER)),
                ScalarFunction.of("right", text(TEXT, INTEGER).nullable(Nullability.ALWAYS)),
                ScalarFunction.of("translate", text(TEXT, TEXT, TEXT)),
                ScalarFunction.of("replace", text(TEXT, TEXT, TEXT).optional(1))
                        .defaults(new Literal("", STRING)),
                ScalarFunction.of(
                        "split_part", text(TEXT, TEXT, INTEGER).nullable(Nullability.ALWAYS)),
                ScalarFunction.of(
                        "format_number", text(NUMERIC, DIGITS).nullable(Nullability.ALWAYS)),
                ScalarFunction.of(
                                "format_string",
                                text(TEXT, ANY).variadic().nullable(a -> a.getFirst().nullable()))
                        .aliases("printf"));
    }

    private static ArgumentRule reversible() {
        return new ArgumentRule.Matching(
                "STRING\" or \"ARRAY", t -> Types.isText(t) || t instanceof DataType.Array, STRING);
    }

    /// `trim(characters, text)`; the kernel takes the text first, as `btrim` does.
    private static ScalarFunction trimming(String name, String opening) {
        return ScalarFunction.of(
                        name,
                        1,
                        2,
                        (site, a) ->
                                text(TEXT, TEXT)
                                        .optional(1)
                                        .call(name, site, a.size() == 1 ? a : a.reversed()))
                .format(
                        (n, a) ->
                                a.size() == 2
                                        ? opening + a.get(0) + " FROM " + a.get(1) + ")"
                                        : Format.CALL.text(n, a));
    }

    private static List<FunctionDefinition> searching() {
        return List.of(
                ScalarFunction.of("instr", Signature.of(DataType.INTEGER, TEXT, TEXT)),
                ScalarFunction.of(
                                "locate",
                                Signature.of(DataType.INTEGER, TEXT, TEXT, INTEGER).optional(1))
                        .aliases("position")
                        .defaults(new Literal(1, DataType.INTEGER)),
                part("startswith"),
                part("endswith"),
                part("contains"));
    }

    /// Whether one is a part of the other; that of bytes is declared nullable.
    private static ScalarFunction part(String name) {
        return ScalarFunction.of(
                name,
                2,
                2,
                (site, given) ->
                        given.stream().allMatch(StringFunctions::isBinary)
                                ? Signature.of(BOOLEAN, BINARY, BINARY)
                                        .nullable(Nullability.ALWAYS)
                                        .call(name, site, given)
                                : Signature.of(BOOLEAN, TEXT, TEXT).call(name, site, given));
    }

    private static List<FunctionDefinition> patterns() {
        return List.of(
                ScalarFunction.of("like", Signature.of(BOOLEAN, TEXT, TEXT, TEXT).optional(1))
                        .format(StringFunctions::likeText),
                ScalarFunction.of("ilike", Signature.of(BOOLEAN, TEXT, TEXT, TEXT).optional(1)),
                ScalarFunction.of("rlike", Signature.of(BOOLEAN, TEXT, TEXT))
                        .aliases("regexp", "regexp_like")
                        .format((n, a) -> Format.CALL.text(n.toUpperCase(Locale.ROOT), a)),
                ScalarFunction.of("regexp_replace", text(TEXT, TEXT, TEXT, INTEGER).optional(1))
                        .defaults(new Literal(1, DataType.INTEGER)),
                ScalarFunction.of("regexp_extract", text(TEXT, TEXT, INTEGER).optional(1))
                        .defaults(new Literal(1, DataType.INTEGER)),
                ScalarFunction.of(
                                "split",
                                Signature.of(new DataType.Array(STRING, false), TEXT, TEXT, INTEGER)
                                        .optional(1))
                        .defaults(new Literal(-1, DataType.INTEGER)));
    }

    private static String likeText(String name, List<String> arguments) {
        String plain = arguments.get(0) + " LIKE " + arguments.get(1);
        return arguments.size() == 2 || arguments.get(2).equals("\\")
                ? plain
                : plain + " ESCAPE '" + arguments.get(2) + "'";
    }

    private static List<FunctionDefinition> encodings() {
        return List.of(
                ScalarFunction.of("base64", text(BINARY)),
                ScalarFunction.of("unbase64", Signature.of(DataType.BINARY, TEXT)),
                ScalarFunction.of("hex", text(HEXABLE)),
                ScalarFunction.of(
                        "unhex", Signature.of(DataType.BINARY, TEXT).nullable(Nullability.ALWAYS)),
                ScalarFunction.of("md5", text(BINARY)),
                ScalarFunction.of("sha1", text(BINARY)).aliases("sha"),
                ScalarFunction.of("sha2", text(BINARY, INTEGER).nullable(Nullability.ALWAYS)),
                ScalarFunction.of("crc32", Signature.of(DataType.LONG, BINARY)));
    }

    private static Expression concat(CallSite site, List<Argument> arguments) {
        Coercion coercion = site.coercion();
        DataType type = STRING;
        if (arguments.stream().anyMatch(a -> a.type() instanceof DataType.Array)) {
            DataType common = coercion.wider(arguments.stream().map(Argument::type).toList());
            if (common == null) {
                throw TypeErrors.differentTypes(site, arguments);
            }
            type = common;
        } else if (!arguments.isEmpty()
                && arguments.stream().allMatch(a -> a.type() instanceof DataType.Binary)) {
            type = DataType.BINARY;
        } else {
            for (int i = 0; i < arguments.size(); i++) {
                if (coercion.implicit(arguments.get(i).type(), STRING) == null) {
                    throw TypeErrors.unexpectedInput(
                            site, i, arguments.get(i), "(\"STRING\" or \"BINARY\" or \"ARRAY\")");
                }
            }
        }
        List<Expression> values = coercion.castAll(arguments, type);
        return new Expression.Call(
                "concat",
                values,
                type,
                values.stream().anyMatch(Expression::nullable),
                true,
                site.origin());
    }

    private static Expression concatWithSeparator(CallSite site, List<Argument> arguments) {
        Coercion coercion = site.coercion();
        List<Expression> values = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            Argument argument = arguments.get(i);
            boolean isList = i > 0 && argument.type() instanceof DataType.Array;
            DataType wanted = isList ? new DataType.Array(STRING, true) : STRING;
            if (coercion.implicit(argument.type(), wanted) == null) {
                throw TypeErrors.unexpectedInput(
                        site,
                        i,
                        argument,
                        i == 0 ? "\"STRING\"" : "(\"ARRAY<STRING>\" or \"STRING\")");
            }
            values.add(coercion.cast(argument.expression(), wanted));
        }
        return new Expression.Call(
                "concat_ws", values, STRING, values.getFirst().nullable(), true, site.origin());
    }
}
