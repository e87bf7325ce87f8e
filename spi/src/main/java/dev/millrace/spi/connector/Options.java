// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.connector;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The options of a reader or writer; names are case-insensitive.
public final class Options {
    private final Map<String, String> values;

    public Options(Map<String, String> values) {
        TreeMap<String, String> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        sorted.putAll(values);
        this.values = Collections.unmodifiableMap(sorted);
    }

    public @Nullable String value(String name) {
        return values.get(name);
    }

    public String value(String name, String defaultValue) {
        return values.getOrDefault(name, defaultValue);
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /// `true` or `false` in any case; anything else is refused.
    public boolean flag(String name, boolean defaultValue) {
        String text = values.get(name);
        if (text == null) {
            return defaultValue;
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                            .text("For input string: \"" + text + "\"");
        };
    }

    public int integer(String name, int defaultValue) {
        String text = values.get(name);
        if (text == null) {
            return defaultValue;
        }
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                    .cause(e)
                    .text("Option '" + name + "' must be an integer, found '" + text + "'");
        }
    }

    /// Names and values as given, ordered by name.
    public Map<String, String> asMap() {
        return values;
    }

    /// Refuses every option that is not in `known` (lower case): an option that is accepted and
    /// ignored would be a defect.
    ///
    /// @param what the thing that has the options: `JSON reader`
    public void refuseUnknown(Set<String> known, String what) {
        for (String name : values.keySet()) {
            if (!known.contains(name.toLowerCase(Locale.ROOT))) {
                throw MillraceException.unsupported("the option '" + name + "' of the " + what);
            }
        }
    }
}
