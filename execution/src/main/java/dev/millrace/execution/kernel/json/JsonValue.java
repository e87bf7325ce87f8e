// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.json;

import java.util.List;
import java.util.Map;

/// A parsed JSON text.
sealed interface JsonValue {
    /// The literal `null`.
    record Nothing() implements JsonValue {}

    record Bool(boolean value) implements JsonValue {}

    /// @param text as written
    record Number(String text) implements JsonValue {
        boolean isWhole() {
            return text.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
        }

        /// The number as a writer prints it: fractions as the nearest `double`.
        String normal() {
            return isWhole() ? text : Double.toString(Double.parseDouble(text));
        }
    }

    record Text(String value) implements JsonValue {}

    record Items(List<JsonValue> values) implements JsonValue {}

    /// The last of several members of one name counts.
    record Members(Map<String, JsonValue> values) implements JsonValue {}

    /// Appends the value as JSON without blanks.
    default void append(StringBuilder target) {
        switch (this) {
            case Nothing ignored -> target.append("null");
            case Bool(var value) -> target.append(value);
            case Number number -> target.append(number.normal());
            case Text(var value) -> quote(value, target);
            case Items(var values) -> {
                target.append('[');
                for (int i = 0; i < values.size(); i++) {
                    target.append(i == 0 ? "" : ",");
                    values.get(i).append(target);
                }
                target.append(']');
            }
            case Members(var values) -> {
                String separator = "{";
                for (Map.Entry<String, JsonValue> member : values.entrySet()) {
                    target.append(separator);
                    quote(member.getKey(), target);
                    target.append(':');
                    member.getValue().append(target);
                    separator = ",";
                }
                target.append(values.isEmpty() ? "{}" : "}");
            }
        }
    }

    /// The value as JSON without blanks.
    default String compact() {
        StringBuilder target = new StringBuilder();
        append(target);
        return target.toString();
    }

    private static void quote(String text, StringBuilder target) {
        target.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> target.append('\\').append(c);
                case '\n' -> target.append("\\n");
                case '\r' -> target.append("\\r");
                case '\t' -> target.append("\\t");
                case '\b' -> target.append("\\b");
                case '\f' -> target.append("\\f");
                default -> {
                    if (c < ' ') {
                        target.append(String.format("\\u%04X", (int) c));
                    } else {
                        target.append(c);
                    }
                }
            }
        }
        target.append('"');
    }
}
