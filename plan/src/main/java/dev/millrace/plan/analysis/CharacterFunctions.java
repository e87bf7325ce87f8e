// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.function.Argument;
import dev.millrace.plan.function.ScalarFunction;
import dev.millrace.plan.function.Types;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/// `to_char` of times and of bytes stands for other functions, which it is also shown as.
final class CharacterFunctions {
    private CharacterFunctions() {}

    /// The name of the function that a call stands for, null if it stands for itself.
    static @Nullable String meant(ScalarFunction function, List<Argument> arguments) {
        if (!function.name().equals("to_char")) {
            return null;
        }
        DataType type = arguments.getFirst().type();
        if (Types.isDatetime(type)) {
            return "date_format";
        }
        return type instanceof DataType.Binary ? ofBytes(arguments.get(1)) : null;
    }

    private static String ofBytes(Argument format) {
        Object text = format.expression() instanceof Literal(var value, var ignored) ? value : null;
        if (text == null) {
            throw MillraceException.unsupported("`to_char` of bytes by a format that is no text");
        }
        return switch (String.valueOf(text).strip().toLowerCase(Locale.ROOT)) {
            case "base64" -> "base64";
            case "hex" -> "hex";
            case "utf-8" -> "decode";
            default -> throw badFormat(String.valueOf(text));
        };
    }

    private static MillraceException badFormat(String format) {
        return NameErrors.error("INVALID_PARAMETER_VALUE.BINARY_FORMAT", "22023", null)
                .with("parameter", "`format`")
                .with("functionName", "`to_char`")
                .with("invalidFormat", "'" + format + "'")
                .text(
                        "The value of parameter(s) `format` in `to_char` is invalid: expects one of"
                                + " binary formats 'base64', 'hex', 'utf-8', but got '"
                                + format
                                + "'.");
    }
}
