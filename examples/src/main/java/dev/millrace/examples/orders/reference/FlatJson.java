// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.orders.reference;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/// Reads one JSON object without nested values, all that an orders line can be. A string is given
/// as [Text], a number as [Number] with its digits, null as absent.
final class FlatJson {

    sealed interface Value permits Text, Number {}

    record Text(String text) implements Value {}

    record Number(String digits) implements Value {}

    private final String line;
    private int position;

    private FlatJson(String line) {
        this.line = line;
    }

    /// @return the values by name, or null if the line is no such object
    static @Nullable Map<String, Value> parse(String line) {
        return new FlatJson(line).object();
    }

    private @Nullable Map<String, Value> object() {
        Map<String, Value> values = new LinkedHashMap<>();
        if (!accept('{')) {
            return null;
        }
        do {
            String name = string();
            if (name == null || !accept(':')) {
                return null;
            }
            if (line.startsWith("null", position)) {
                position += "null".length();
                continue;
            }
            Value value = value();
            if (value == null) {
                return null;
            }
            values.put(name, value);
        } while (accept(','));
        return accept('}') && position == line.length() ? values : null;
    }

    private @Nullable Value value() {
        if (position < line.length() && line.charAt(position) == '"') {
            String text = string();
            return text == null ? null : new Text(text);
        }
        int start = position;
        while (position < line.length() && "+-.eE0123456789".indexOf(line.charAt(position)) >= 0) {
            position++;
        }
        return position == start ? null : new Number(line.substring(start, position));
    }

    /// A string without escapes: orders have none, so a line with one is not an order.
    private @Nullable String string() {
        if (!accept('"')) {
            return null;
        }
        int end = line.indexOf('"', position);
        if (end < 0 || line.substring(position, end).indexOf('\\') >= 0) {
            return null;
        }
        String text = line.substring(position, end);
        position = end + 1;
        return text;
    }

    private boolean accept(char expected) {
        if (position < line.length() && line.charAt(position) == expected) {
            position++;
            return true;
        }
        return false;
    }
}
