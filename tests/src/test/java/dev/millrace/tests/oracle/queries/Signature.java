// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle.queries;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// One way to write an expression: text with places in braces for what may differ.
///
/// `{TYPE}` is any expression of a type, `{TYPE~}` one of small numbers, `{=one|two}` one of these
/// texts, `{#1..5}` a number, `{x:TYPE}` a new variable of a lambda.
///
/// @param isOrdered its value depends on the order of the rows
record Signature(Type result, List<Part> parts, boolean isOrdered, String source) {
    private static final Pattern CALL = Pattern.compile("(\\w+|\\{=[a-z_0-9|]+})\\([^()]*\\)");

    sealed interface Part {
        record Text(String text) implements Part {}

        record Argument(Type type, boolean isSmall) implements Part {}

        record Words(List<String> words) implements Part {}

        record Number(int least, int greatest) implements Part {}

        record Variable(Type type) implements Part {}
    }

    Signature {
        parts = List.copyOf(parts);
    }

    /// True if it needs no brackets inside another expression: a name and its arguments.
    boolean isCall() {
        return CALL.matcher(source).matches();
    }

    /// Reads `TYPE: text`, or `!TYPE: text` for one that depends on the order of rows.
    static Signature parse(String line) {
        boolean isOrdered = line.startsWith("!");
        int colon = line.indexOf(": ");
        Type result = Type.parse(line.substring(isOrdered ? 1 : 0, colon));
        String text = line.substring(colon + 2).strip();
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int open = text.indexOf('{', at);
            if (open < 0) {
                parts.add(new Part.Text(text.substring(at)));
                break;
            }
            if (open > at) {
                parts.add(new Part.Text(text.substring(at, open)));
            }
            int close = text.indexOf('}', open);
            parts.add(part(text.substring(open + 1, close)));
            at = close + 1;
        }
        return new Signature(result, parts, isOrdered, text);
    }

    private static Part part(String text) {
        if (text.startsWith("=")) {
            return new Part.Words(List.of(text.substring(1).split("\\|", -1)));
        }
        if (text.startsWith("#")) {
            String[] ends = text.substring(1).split("\\.\\.");
            return new Part.Number(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]));
        }
        if (text.startsWith("x:")) {
            return new Part.Variable(Type.parse(text.substring(2)));
        }
        boolean isSmall = text.endsWith("~");
        return new Part.Argument(
                Type.parse(isSmall ? text.substring(0, text.length() - 1) : text), isSmall);
    }
}
