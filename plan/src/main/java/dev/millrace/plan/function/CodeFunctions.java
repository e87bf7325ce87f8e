// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import static dev.millrace.plan.function.ArgumentRule.BINARY;
import static dev.millrace.plan.function.ArgumentRule.TEXT;
import static dev.millrace.spi.type.DataType.BOOLEAN;
import static dev.millrace.spi.type.DataType.STRING;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Case;
import dev.millrace.plan.expression.Expression.ComparisonOperator;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.function.Signature.Nullability;
import dev.millrace.spi.type.DataType;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Functions between text and bytes: character sets, URLs, encodings.
final class CodeFunctions {
    private CodeFunctions() {}

    static List<FunctionDefinition> all() {
        // Spark calls all of them through stubs whose result it takes for nullable.
        Signature text = Signature.of(STRING, TEXT).nullable(Nullability.ALWAYS);
        Signature url = Signature.of(STRING, TEXT, TEXT, TEXT).optional(1);
        List<FunctionDefinition> all = new ArrayList<>(ciphers());
        all.addAll(
                List.of(
                        ScalarFunction.of(
                                "encode",
                                Signature.of(DataType.BINARY, TEXT, TEXT)
                                        .nullable(Nullability.ALWAYS)),
                        ScalarFunction.of("decode", 2, Integer.MAX_VALUE, CodeFunctions::decode),
                        ScalarFunction.of(
                                "is_valid_utf8",
                                Signature.of(BOOLEAN, TEXT).nullable(Nullability.ALWAYS)),
                        ScalarFunction.of("make_valid_utf8", text),
                        ScalarFunction.of("validate_utf8", text),
                        ScalarFunction.of("try_validate_utf8", text),
                        ScalarFunction.of("url_encode", text),
                        ScalarFunction.of("url_decode", text),
                        ScalarFunction.of("try_url_decode", text),
                        ScalarFunction.of(
                                "parse_url",
                                2,
                                3,
                                (site, a) ->
                                        url.nullable(Nullability.ALWAYS)
                                                .call(
                                                        site.ansi() ? "parse_url" : "try_parse_url",
                                                        site,
                                                        a)),
                        ScalarFunction.of("try_parse_url", url.nullable(Nullability.ALWAYS)),
                        ScalarFunction.of("to_binary", 1, 2, (s, a) -> toBinary("to_binary", s, a)),
                        ScalarFunction.of(
                                "try_to_binary", 1, 2, (s, a) -> toBinary("try_to_binary", s, a))));
        return all;
    }

    /// `aes_encrypt(input, key[, mode[, padding[, iv[, aad]]]])` and the way back, which takes no
    /// initialisation vector: it stands in the input.
    private static List<FunctionDefinition> ciphers() {
        Literal mode = new Literal("GCM", STRING);
        Literal padding = new Literal("DEFAULT", STRING);
        Literal none = new Literal("", STRING);
        Signature encrypt =
                Signature.of(DataType.BINARY, BINARY, BINARY, TEXT, TEXT, BINARY, BINARY)
                        .optional(4)
                        .nullable(Nullability.ALWAYS);
        Signature decrypt =
                Signature.of(DataType.BINARY, BINARY, BINARY, TEXT, TEXT, BINARY)
                        .optional(3)
                        .nullable(Nullability.ALWAYS);
        return List.of(
                ScalarFunction.of("aes_encrypt", encrypt.nondeterministic())
                        .defaults(mode, padding, none, none),
                ScalarFunction.of("aes_decrypt", decrypt).defaults(mode, padding, none),
                ScalarFunction.of("try_aes_decrypt", decrypt).defaults(mode, padding, none));
    }

    /// `decode(bytes, charset)`, or with more arguments the value beside the first equal one.
    private static Expression decode(CallSite site, List<Argument> arguments) {
        if (arguments.size() == 2) {
            return Signature.of(STRING, BINARY, TEXT)
                    .nullable(Nullability.ALWAYS)
                    .call("decode", site, arguments);
        }
        List<Argument> values = new ArrayList<>();
        for (int i = 2; i < arguments.size(); i += 2) {
            values.add(arguments.get(i));
        }
        boolean hasOtherwise = arguments.size() % 2 == 0;
        if (hasOtherwise) {
            values.add(arguments.getLast());
        }
        DataType type = site.coercion().wider(values.stream().map(Argument::type).toList());
        if (type == null) {
            throw TypeErrors.differentTypes(site, values);
        }
        List<Case.Branch> branches = new ArrayList<>();
        for (int i = 1; i + 1 < arguments.size(); i += 2) {
            Expression same =
                    PredicateFunctions.compare(
                            ComparisonOperator.NULL_SAFE_EQUAL,
                            site,
                            arguments.getFirst(),
                            arguments.get(i));
            branches.add(
                    new Case.Branch(
                            same, site.coercion().cast(arguments.get(i + 1).expression(), type)));
        }
        Expression otherwise =
                hasOtherwise
                        ? site.coercion().cast(arguments.getLast().expression(), type)
                        : new Literal(null, type);
        return new Case(branches, otherwise);
    }

    private static Expression toBinary(String name, CallSite site, List<Argument> arguments) {
        List<Argument> complete = new ArrayList<>(arguments);
        if (complete.size() == 1) {
            complete.add(new Argument(new Literal("hex", STRING), "hex"));
        }
        Argument format = complete.get(1);
        if (!(format.expression() instanceof Literal(var value, var type))
                || !(Types.isText(type) || Types.isNull(type))) {
            throw TypeErrors.notFoldable(site, "fmt", format);
        }
        if (value instanceof String text) {
            String known = text.toLowerCase(Locale.ROOT);
            if (!List.of("hex", "utf-8", "utf8", "base64").contains(known)) {
                throw TypeErrors.mismatch("INVALID_ARG_VALUE", site.text(), site.origin())
                        .with("inputName", "fmt")
                        .with("requireType", "case-insensitive \"STRING\"")
                        .with("validValues", "'hex', 'utf-8', 'utf8', or 'base64'")
                        .with("inputValue", "'" + text + "'")
                        .text(
                                TypeErrors.cannotResolve(site.text())
                                        + "The fmt value must to be a case-insensitive"
                                        + " \"STRING\" literal of 'hex', 'utf-8', 'utf8', or"
                                        + " 'base64', but got '"
                                        + text
                                        + "'.");
            }
        }
        boolean isBase64 = "base64".equalsIgnoreCase(String.valueOf(value));
        return Signature.of(DataType.BINARY, TEXT, TEXT)
                .nullable(a -> name.startsWith("try_") || !isBase64 || a.getFirst().nullable())
                .call(name, site, complete);
    }
}
