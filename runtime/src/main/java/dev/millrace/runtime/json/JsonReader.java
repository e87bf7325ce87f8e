// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads JSON text by recursive descent. Bad text is an `IllegalArgumentException` that names the
/// position.
final class JsonReader {
    /// Deeper nesting than any checkpoint has, but far from the end of the stack.
    private static final int MAX_DEPTH = 200;

    private final String text;
    private int at;

    JsonReader(String text) {
        this.text = text;
    }

    Json document() {
        Json value = value(0);
        skipBlanks();
        if (at < text.length()) {
            throw bad("the end");
        }
        return value;
    }

    private Json value(int depth) {
        skipBlanks();
        if (at >= text.length() || depth > MAX_DEPTH) {
            throw bad("a value");
        }
        return switch (text.charAt(at)) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> new Json.Text(string());
            case 't' -> word("true", Json.of(true));
            case 'f' -> word("false", Json.of(false));
            case 'n' -> word("null", Json.NULL);
            default -> number();
        };
    }

    private Json object(int depth) {
        at++;
        Map<String, Json> members = new LinkedHashMap<>();
        skipBlanks();
        if (take('}')) {
            return new Json.Struct(members);
        }
        do {
            skipBlanks();
            String name = string();
            skipBlanks();
            expect(':');
            members.put(name, value(depth + 1));
            skipBlanks();
        } while (take(','));
        expect('}');
        return new Json.Struct(members);
    }

    private Json array(int depth) {
        at++;
        List<Json> items = new ArrayList<>();
        skipBlanks();
        if (take(']')) {
            return new Json.Array(items);
        }
        do {
            items.add(value(depth + 1));
            skipBlanks();
        } while (take(','));
        expect(']');
        return new Json.Array(items);
    }

    private String string() {
        expect('"');
        StringBuilder out = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"') {
            char c = text.charAt(at++);
            out.append(c == '\\' ? escape() : c);
        }
        expect('"');
        return out.toString();
    }

    private char escape() {
        if (at >= text.length()) {
            throw bad("an escape");
        }
        char c = text.charAt(at++);
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case '"', '\\', '/' -> c;
            case 'u' -> unicode();
            default -> throw bad("an escape");
        };
    }

    private char unicode() {
        if (at + 4 > text.length()) {
            throw bad("four hexadecimal digits");
        }
        try {
            char c = (char) Integer.parseInt(text, at, at + 4, 16);
            at += 4;
            return c;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(bad("four hexadecimal digits").getMessage(), e);
        }
    }

    private Json number() {
        int start = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        if (start == at) {
            throw bad("a value");
        }
        return new Json.Numeral(text.substring(start, at));
    }

    private Json word(String word, Json value) {
        if (!text.startsWith(word, at)) {
            throw bad(word);
        }
        at += word.length();
        return value;
    }

    private void skipBlanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean take(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char c) {
        if (!take(c)) {
            throw bad("'" + c + "'");
        }
    }

    private IllegalArgumentException bad(String expected) {
        return new IllegalArgumentException(
                expected + " expected at position " + at + " of the JSON text " + text);
    }
}
