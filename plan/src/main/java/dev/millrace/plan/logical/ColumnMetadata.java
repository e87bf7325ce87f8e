// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.logical;

import org.jspecify.annotations.Nullable;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads and writes single entries of a column's metadata, which is JSON object text (see
/// `StructField`). Only top-level entries with numbers or booleans as values are touched.
public final class ColumnMetadata {
    private ColumnMetadata() {}

    /// The metadata with the entry set to `value`, which is JSON text.
    public static String with(String metadata, String key, String value) {
        String rest = without(metadata, key);
        String entry = "\"" + key + "\":" + value;
        return rest.equals("{}")
                ? "{" + entry + "}"
                : rest.substring(0, rest.length() - 1) + "," + entry + "}";
    }

    /// The metadata without the entry.
    public static String without(String metadata, String key) {
        String trimmed = metadata.strip();
        Matcher entry = entry(key).matcher(trimmed);
        if (!entry.find()) {
            return trimmed;
        }
        String before = trimmed.substring(0, entry.start());
        String after = trimmed.substring(entry.end()).stripLeading();
        if (after.startsWith(",")) {
            after = after.substring(1).stripLeading();
        } else if (before.stripTrailing().endsWith(",")) {
            before = before.substring(0, before.lastIndexOf(','));
        }
        return before + after;
    }

    /// The number under the key, null if there is none.
    public static @Nullable Long number(String metadata, String key) {
        Matcher entry = entry(key).matcher(metadata);
        if (!entry.find()) {
            return null;
        }
        String value = entry.group(1);
        return value.equals("true") || value.equals("false") ? null : Long.valueOf(value);
    }

    /// True if the entry is there, whatever its value.
    public static boolean has(String metadata, String key) {
        return entry(key).matcher(metadata).find();
    }

    private static Pattern entry(String key) {
        return Pattern.compile("\"" + Pattern.quote(key) + "\"\\s*:\\s*(true|false|-?\\d+)");
    }
}
