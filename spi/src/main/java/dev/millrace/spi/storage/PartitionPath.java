// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.storage;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

/// Names of partition directories: `column=value` with the escaping that Hive introduced.
public final class PartitionPath {
    /// Stands for NULL, and for the empty string, which Spark does not tell apart.
    public static final String NULL_VALUE = "__HIVE_DEFAULT_PARTITION__";

    private static final String ESCAPED = "\"#%'*/:=?[\\]^{\u007f";

    private PartitionPath() {}

    /// One level of a partition path.
    ///
    /// @param rawValue as it stands in the path, still escaped
    public record Level(String column, String rawValue) {}

    /// The directory name of a value, null for NULL.
    public static String segment(String column, @Nullable String value) {
        return escape(column)
                + "="
                + (value == null || value.isEmpty() ? NULL_VALUE : escape(value));
    }

    /// Reads a directory name; null if it is not of the form `column=value`.
    public static @Nullable Level parse(String segment) {
        int equals = segment.indexOf('=');
        if (equals < 0) {
            return null;
        }
        String column = unescape(segment.substring(0, equals));
        String value = segment.substring(equals + 1);
        if (column.isEmpty()) {
            throw MillraceException.of(ErrorKind.RUNTIME, "EMPTY_PARTITION_COLUMN_NAME", "KD009")
                    .with("columnSpec", segment)
                    .text(
                            "Found an empty partition column name in the path segment '"
                                    + segment
                                    + "'. Each partition directory must have a non-empty column"
                                    + " name before the '=' sign (e.g., 'col=value').");
        }
        if (value.isEmpty()) {
            throw MillraceException.of(ErrorKind.RUNTIME, "EMPTY_PARTITION_COLUMN_VALUE", "KD009")
                    .with("columnSpec", segment)
                    .text(
                            "Found an empty partition column value in the path segment '"
                                    + segment
                                    + "'. Each partition directory must have a non-empty value"
                                    + " after the '=' sign (e.g., 'col=value').");
        }
        return new Level(column, value);
    }

    /// Replaces characters that may not stand in a directory name by `%` and two hex digits.
    public static String escape(String text) {
        StringBuilder escaped = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || ESCAPED.indexOf(c) >= 0) {
                if (escaped == null) {
                    escaped = new StringBuilder(text.length() + 16).append(text, 0, i);
                }
                escaped.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            } else if (escaped != null) {
                escaped.append(c);
            }
        }
        return escaped == null ? text : escaped.toString();
    }

    /// Undoes `escape`; a percent sign without two hex digits stands for itself.
    public static String unescape(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%' && i + 2 < text.length()) {
                int high = Character.digit(text.charAt(i + 1), 16);
                int low = Character.digit(text.charAt(i + 2), 16);
                if (high >= 0 && low >= 0) {
                    plain.append((char) (high * 16 + low));
                    i += 2;
                    continue;
                }
            }
            plain.append(c);
        }
        return plain.toString();
    }
}
