// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.json;

import dev.millrace.spi.error.MillraceException;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// One record of CSV, in fields and back.
///
/// @param nullValue what stands for NULL
/// @param emptyValue what stands for an empty text when it is written
/// @param failsFast `mode=FAILFAST`: malformed text is an error
record CsvText(
        String separator,
        char quote,
        char escape,
        String nullValue,
        String emptyValue,
        boolean failsFast,
        boolean trimsStart,
        boolean trimsEnd,
        Map<String, String> timeOptions) {
    /// Reads options given as names (in any case) and values. Those of times are left for
    /// `JsonOptions`, which knows them by the same names; an unknown one is refused there.
    ///
    /// @param writing spaces around a field are written only where the options ask for them, but
    /// read unless they say otherwise
    static CsvText of(Map<String, String> options, boolean writing) {
        String separator = ",";
        String nullValue = "";
        String emptyValue = "\"\"";
        char quote = '"';
        char escape = '\\';
        boolean failsFast = false;
        boolean trimsStart = writing;
        boolean trimsEnd = writing;
        Map<String, String> others = new java.util.LinkedHashMap<>();
        for (Map.Entry<String, String> option : options.entrySet()) {
            String value = option.getValue();
            switch (option.getKey().toLowerCase(Locale.ROOT)) {
                case "sep", "delimiter" -> separator = value;
                case "quote" -> quote = value.isEmpty() ? 0 : value.charAt(0);
                case "escape" -> escape = value.isEmpty() ? 0 : value.charAt(0);
                case "nullvalue" -> nullValue = value;
                case "emptyvalue" -> emptyValue = value;
                case "mode" -> failsFast = value.equalsIgnoreCase("FAILFAST");
                case "ignoreleadingwhitespace" -> trimsStart = Boolean.parseBoolean(value);
                case "ignoretrailingwhitespace" -> trimsEnd = Boolean.parseBoolean(value);
                default -> others.put(option.getKey(), value);
            }
        }
        if (separator.isEmpty()) {
            throw MillraceException.unsupported("an empty CSV separator");
        }
        return new CsvText(
                separator,
                quote,
                escape,
                nullValue,
                emptyValue,
                failsFast,
                trimsStart,
                trimsEnd,
                others);
    }

    /// The fields of a line.
    List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        int at = 0;
        while (true) {
            StringBuilder field = new StringBuilder();
            if (at < line.length() && line.charAt(at) == quote && quote != 0) {
                int behind = quoted(line, at + 1, field);
                // a quote in the middle: the field is taken as it stands
                boolean isWhole = behind == line.length() || line.startsWith(separator, behind);
                at = isWhole ? behind : at;
                field.setLength(isWhole ? field.length() : 0);
            }
            int end = line.indexOf(separator, at);
            int stop = end < 0 ? line.length() : end;
            field.append(line, at, stop);
            fields.add(trimmed(field.toString()));
            if (end < 0) {
                return fields;
            }
            at = end + separator.length();
        }
    }

    private int quoted(String line, int start, StringBuilder field) {
        int at = start;
        while (at < line.length()) {
            char c = line.charAt(at);
            boolean escapes =
                    c == escape && at + 1 < line.length() && isSpecial(line.charAt(at + 1));
            boolean doubles = c == quote && at + 1 < line.length() && line.charAt(at + 1) == quote;
            if (escapes || doubles) {
                field.append(line.charAt(at + 1));
                at += 2;
            } else if (c == quote) {
                return at + 1;
            } else {
                field.append(c);
                at++;
            }
        }
        return at;
    }

    private boolean isSpecial(char c) {
        return c == quote || c == escape;
    }

    private String trimmed(String field) {
        String start = trimsStart ? field.stripLeading() : field;
        return trimsEnd ? start.stripTrailing() : start;
    }

    /// A field with quotes where it needs them.
    String written(String given) {
        String field = trimmed(given);
        if (field.isEmpty()) {
            return emptyValue;
        }
        boolean needsQuotes =
                field.contains(separator)
                        || field.indexOf('\n') >= 0
                        || field.indexOf('\r') >= 0
                        || field.indexOf(quote) >= 0;
        if (!needsQuotes) {
            return field;
        }
        String mark = String.valueOf(quote);
        String escaped =
                field.replace(String.valueOf(escape), "" + escape + escape)
                        .replace(mark, escape + mark);
        return mark + escaped + mark;
    }
}
