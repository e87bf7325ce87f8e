// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import static dev.millrace.plan.function.ArgumentRule.INTEGER;
import static dev.millrace.plan.function.ArgumentRule.LONG;
import static dev.millrace.plan.function.ArgumentRule.TEXT;
import static dev.millrace.plan.function.ArgumentRule.TEXT_OR_BINARY;
import static dev.millrace.spi.type.DataType.BOOLEAN;
import static dev.millrace.spi.type.DataType.STRING;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.function.Signature.Nullability;
import dev.millrace.spi.type.DataType;

import java.util.ArrayList;
import java.util.List;

/// Functions that look inside text: parts, words, likeness and regular expressions.
final class WordFunctions {
    private WordFunctions() {}

    static List<FunctionDefinition> all() {
        List<FunctionDefinition> all = new ArrayList<>();
        all.addAll(parts());
        all.addAll(words());
        all.addAll(patterns());
        return all;
    }

    private static Literal number(int value) {
        return new Literal(value, DataType.INTEGER);
    }

    private static List<FunctionDefinition> parts() {
        return List.of(
                ScalarFunction.of("bin", Signature.of(STRING, LONG)),
                ScalarFunction.of("bit_length", Signature.of(DataType.INTEGER, TEXT_OR_BINARY)),
                ScalarFunction.of(
                        "conv",
                        2 + 1,
                        3,
                        (site, a) ->
                                Signature.of(STRING, TEXT, INTEGER, INTEGER)
                                        .nullable(Nullability.ALWAYS)
                                        .call(site.ansi() ? "conv" : "try_conv", site, a)),
                ScalarFunction.of("elt", 2, Integer.MAX_VALUE, WordFunctions::elementOf),
                ScalarFunction.of("find_in_set", Signature.of(DataType.INTEGER, TEXT, TEXT)),
                ScalarFunction.of("overlay", 3, 4, WordFunctions::overlay).defaults(number(-1)),
                ScalarFunction.of("quote", Signature.of(STRING, TEXT).nullable(Nullability.ALWAYS)),
                ScalarFunction.of("space", Signature.of(STRING, INTEGER)),
                ScalarFunction.of("substring_index", Signature.of(STRING, TEXT, TEXT, INTEGER)));
    }

    /// `elt(n, a, b, …)`: strings, or bytes if all are.
    private static Expression elementOf(CallSite site, List<Argument> arguments) {
        List<Argument> values = arguments.subList(1, arguments.size());
        boolean isBinary = values.stream().allMatch(v -> v.type() instanceof DataType.Binary);
        ArgumentRule rule = isBinary ? ArgumentRule.BINARY : TEXT;
        DataType type = isBinary ? DataType.BINARY : STRING;
        return Signature.of(type, INTEGER, rule)
                .nullable(Nullability.ALWAYS)
                .call(site.ansi() ? "elt" : "try_elt", site, arguments);
    }

    private static Expression overlay(CallSite site, List<Argument> arguments) {
        boolean isBinary = arguments.getFirst().type() instanceof DataType.Binary;
        ArgumentRule rule = isBinary ? ArgumentRule.BINARY : TEXT;
        return Signature.of(isBinary ? DataType.BINARY : STRING, rule, rule, INTEGER, INTEGER)
                .call("overlay", site, arguments);
    }

    private static List<FunctionDefinition> words() {
        DataType sentences = new DataType.Array(new DataType.Array(STRING, false), false);
        return List.of(
                ScalarFunction.of(
                        "levenshtein",
                        Signature.of(DataType.INTEGER, TEXT, TEXT, INTEGER).optional(1)),
                ScalarFunction.of(
                        "luhn_check", Signature.of(BOOLEAN, TEXT).nullable(Nullability.ALWAYS)),
                ScalarFunction.of("soundex", Signature.of(STRING, TEXT)),
                ScalarFunction.of(
                                "sentences",
                                Signature.of(sentences, TEXT, TEXT, TEXT)
                                        .optional(2)
                                        .nullable(Nullability.ALWAYS))
                        .defaults(new Literal("", STRING), new Literal("", STRING)));
    }

    private static List<FunctionDefinition> patterns() {
        return List.of(
                likeness("like any"),
                likeness("like all"),
                likeness("not like any"),
                likeness("not like all"),
                ScalarFunction.of("regexp_count", Signature.of(DataType.INTEGER, TEXT, TEXT)),
                ScalarFunction.of(
                                "regexp_extract_all",
                                Signature.of(new DataType.Array(STRING, true), TEXT, TEXT, INTEGER)
                                        .optional(1))
                        .defaults(number(1)),
                ScalarFunction.of(
                                "regexp_instr",
                                Signature.of(DataType.INTEGER, TEXT, TEXT, INTEGER).optional(1))
                        .defaults(number(0)),
                ScalarFunction.of(
                        "regexp_substr",
                        Signature.of(STRING, TEXT, TEXT).nullable(Nullability.ALWAYS)),
                ScalarFunction.of("collation", 1, 1, WordFunctions::collation));
    }

    /// A text and many literal patterns. Spark's name of the call tells the text only. SQL text
    /// has no function of such a name: a parser makes the call.
    private static ScalarFunction likeness(String name) {
        String shown = name.replace(" ", "");
        return ScalarFunction.of(
                        name,
                        Signature.of(BOOLEAN, TEXT, TEXT).variadic().nullable(Nullability.ALWAYS))
                .format((called, arguments) -> shown + "(" + arguments.getFirst() + ")");
    }

    /// All text has the one collation that Millrace knows.
    private static Expression collation(CallSite site, List<Argument> arguments) {
        Argument argument = arguments.getFirst();
        if (TEXT.target(argument.type(), site.coercion()) == null) {
            throw TypeErrors.unexpectedInput(site, 0, argument, TEXT.required());
        }
        return new Literal("SYSTEM.BUILTIN.UTF8_BINARY", STRING);
    }
}
