// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.json;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Parses one JSON value at the start of a text; what follows it is not looked at. Strings and
/// names
/// may stand in single quotes, as Spark allows.
final class JsonParser {
    private static final int MAX_DEPTH = 1000;

    private final String text;
    private final boolean nonNumeric;
    private int at;
    private int depth;

    private JsonParser(String text, boolean nonNumeric) {
        this.text = text;
        this.nonNumeric = nonNumeric;
    }

    /// Text that is no JSON.
    static final class MalformedJson extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MalformedJson(String message) {
            super(message, null, false, false);
        }
    }

    /// The value; null if there is nothing but blanks.
    static @Nullable JsonValue parse(String text) {
        return parse(text, false);
    }

    /// @param nonNumeric `NaN` and `Infinity` are numbers too
    static @Nullable JsonValue parse(String text, boolean nonNumeric) {
        JsonParser parser = new JsonParser(text, nonNumeric);
        parser.skipBlanks();
        if (parser.at == text.length()) {
            return null;
        }
        JsonValue value = parser.value();
        boolean endsInside =
                value instanceof JsonValue.Number
                        && parser.at < text.length()
                        && text.charAt(parser.at) > ' ';
        if (endsInside) {
            throw parser.wrong("more behind a number");
        }
        return value;
    }

    private JsonValue value() {
        skipBlanks();
        char c = peek();
        return switch (c) {
            case '{' -> members();
            case '[' -> items();
            case '"', '\'' -> new JsonValue.Text(string());
            case 't' -> word("true", new JsonValue.Bool(true));
            case 'f' -> word("false", new JsonValue.Bool(false));
            case 'n' -> word("null", new JsonValue.Nothing());
            case 'N' -> nonNumeric ? word("NaN", new JsonValue.Text("NaN")) : number();
            case 'I' -> nonNumeric ? word("Infinity", new JsonValue.Text("Infinity")) : number();
            default -> number();
        };
    }

    private JsonValue members() {
        enter();
        Map<String, JsonValue> values = new LinkedHashMap<>();
        at++;
        skipBlanks();
        if (peek() == '}') {
            at++;
            depth--;
            return new JsonValue.Members(values);
        }
        while (true) {
            skipBlanks();
            String name = string();
            skipBlanks();
            expect(':');
            values.put(name, value());
            skipBlanks();
            if (peek() == '}') {
                at++;
                depth--;
                return new JsonValue.Members(values);
            }
            expect(',');
        }
    }

    private JsonValue items() {
        enter();
        List<JsonValue> values = new ArrayList<>();
        at++;
        skipBlanks();
        if (peek() == ']') {
            at++;
            depth--;
            return new JsonValue.Items(values);
        }
        while (true) {
            values.add(value());
            skipBlanks();
            if (peek() == ']') {
                at++;
                depth--;
                return new JsonValue.Items(values);
            }
            expect(',');
        }
    }

    private void enter() {
        if (++depth > MAX_DEPTH) {
            throw wrong("nested too deep");
        }
    }

    private String string() {
        char quote = peek();
        if (quote != '"' && quote != '\'') {
            throw wrong("expected a string");
        }
        at++;
        StringBuilder value = new StringBuilder();
        while (true) {
            char c = next();
            if (c == quote) {
                return value.toString();
            }
            if (c < ' ') {
                throw wrong("a control character in a string");
            }
            value.append(c == '\\' ? escaped() : c);
        }
    }

    private char escaped() {
        char c = next();
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case '"', '\\', '/', '\'' -> c;
            case 'u' -> {
                if (at + 4 > text.length()) {
                    throw wrong("expected four digits");
                }
                int code = 0;
                for (int i = 0; i < 4; i++) {
                    int digit = Character.digit(text.charAt(at++), 16);
                    if (digit < 0) {
                        throw wrong("expected four digits");
                    }
                    code = code * 16 + digit;
                }
                yield (char) code;
            }
            default -> throw wrong("an unknown escape");
        };
    }

    private JsonValue word(String word, JsonValue value) {
        if (!text.startsWith(word, at)) {
            throw wrong("an unknown word");
        }
        at += word.length();
        return value;
    }

    private JsonValue number() {
        int start = at;
        if (peek() == '-') {
            at++;
            if (nonNumeric && at < text.length() && text.charAt(at) == 'I') {
                return word("Infinity", new JsonValue.Text("-Infinity"));
            }
        }
        int first = at;
        digits();
        if (at - first > 1 && text.charAt(first) == '0') {
            throw wrong("a number with a leading zero");
        }
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            digits();
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
                at++;
            }
            digits();
        }
        if (at < text.length() && Character.isLetter(text.charAt(at))) {
            throw wrong("a letter in a number");
        }
        return new JsonValue.Number(text.substring(start, at));
    }

    private void digits() {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == start) {
            throw wrong("expected a digit");
        }
    }

    private void skipBlanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private void expect(char wanted) {
        if (next() != wanted) {
            throw wrong("expected '" + wanted + "'");
        }
    }

    private char peek() {
        if (at >= text.length()) {
            throw wrong("the end of the text");
        }
        return text.charAt(at);
    }

    private char next() {
        char c = peek();
        at++;
        return c;
    }

    private MalformedJson wrong(String found) {
        return new MalformedJson("at character " + at + ": " + found);
    }
}
