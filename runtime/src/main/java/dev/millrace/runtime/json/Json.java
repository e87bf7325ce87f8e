// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.json;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A JSON value. `toString` is its text without blanks; members keep the order in which they were
/// put.
public sealed interface Json {
    Json NULL = new Null();

    static Json of(@Nullable String text) {
        return text == null ? NULL : new Text(text);
    }

    static Json of(long value) {
        return new Numeral(Long.toString(value));
    }

    static Json of(double value) {
        return new Numeral(Double.toString(value));
    }

    static Json of(boolean value) {
        return new Bool(value);
    }

    record Null() implements Json {
        @Override
        public String toString() {
            return "null";
        }
    }

    record Bool(boolean value) implements Json {
        @Override
        public String toString() {
            return Boolean.toString(value);
        }
    }

    /// A number as it is written.
    record Numeral(String literal) implements Json {
        /// The value as a whole number; fails with `NumberFormatException` if it is none.
        public long asLong() {
            return Long.parseLong(literal);
        }

        @Override
        public String toString() {
            return literal;
        }
    }

    record Text(String value) implements Json {
        @Override
        public String toString() {
            StringBuilder out = new StringBuilder(value.length() + 2);
            quote(value, out);
            return out.toString();
        }
    }

    record Array(List<Json> items) implements Json {
        public Array {
            items = List.copyOf(items);
        }

        @Override
        public String toString() {
            StringBuilder out = new StringBuilder("[");
            for (int i = 0; i < items.size(); i++) {
                out.append(i == 0 ? "" : ",").append(items.get(i));
            }
            return out.append(']').toString();
        }
    }

    record Struct(Map<String, Json> members) implements Json {
        public Struct {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        public @Nullable Json member(String name) {
            return members.get(name);
        }

        @Override
        public String toString() {
            StringBuilder out = new StringBuilder("{");
            members.forEach(
                    (name, value) -> {
                        if (out.length() > 1) {
                            out.append(',');
                        }
                        quote(name, out);
                        out.append(':').append(value);
                    });
            return out.append('}').toString();
        }
    }

    /// Collects the members of an object in order.
    final class Builder {
        private final Map<String, Json> members = new LinkedHashMap<>();

        public Builder put(String name, Json value) {
            members.put(name, value);
            return this;
        }

        public Builder put(String name, @Nullable String value) {
            return put(name, of(value));
        }

        public Builder put(String name, long value) {
            return put(name, of(value));
        }

        public Struct build() {
            return new Struct(members);
        }
    }

    static Builder object() {
        return new Builder();
    }

    static Array array(List<? extends Json> items) {
        return new Array(new ArrayList<>(items));
    }

    /// Reads a text that is one JSON value and nothing more.
    static Json parse(String text) {
        return new JsonReader(text).document();
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ') {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
