// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.parquet;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A small JSON parser for metadata: objects as `Map`, arrays as `List`, numbers as `Double`.
final class JsonTree {
    private final String text;
    private int at;

    JsonTree(String text) {
        this.text = text;
    }

    /// The value that begins here.
    @Nullable Object value() {
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            default -> word();
        };
    }

    private char peek() {
        while (Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return text.charAt(at);
    }

    private void pass(char wanted) {
        if (peek() != wanted) {
            throw new IllegalArgumentException("'" + wanted + "' expected at " + at);
        }
        at++;
    }

    private Map<String, @Nullable Object> object() {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        pass('{');
        while (peek() != '}') {
            if (!members.isEmpty()) {
                pass(',');
                peek();
            }
            String name = string();
            pass(':');
            members.put(name, value());
        }
        pass('}');
        return members;
    }

    private List<@Nullable Object> array() {
        List<@Nullable Object> elements = new ArrayList<>();
        pass('[');
        while (peek() != ']') {
            if (!elements.isEmpty()) {
                pass(',');
            }
            elements.add(value());
        }
        pass(']');
        return elements;
    }

    private String string() {
        pass('"');
        StringBuilder out = new StringBuilder();
        while (text.charAt(at) != '"') {
            char c = text.charAt(at++);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char escaped = text.charAt(at++);
            switch (escaped) {
                case 'n' -> out.append('\n');
                case 't' -> out.append('\t');
                case 'r' -> out.append('\r');
                case 'b' -> out.append('\b');
                case 'f' -> out.append('\f');
                case 'u' -> {
                    out.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
                    at += 4;
                }
                default -> out.append(escaped);
            }
        }
        at++;
        return out.toString();
    }

    private @Nullable Object word() {
        int start = at;
        while (at < text.length() && "{}[],:\" \n\r\t".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(start, at);
        return switch (word) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            case "null" -> null;
            default -> Double.valueOf(word);
        };
    }
}
