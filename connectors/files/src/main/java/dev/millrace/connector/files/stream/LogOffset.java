// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.stream;

import dev.millrace.connector.files.layout.FileErrors;

import org.jspecify.annotations.Nullable;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Offsets of a file source: the number of the newest entry of its log, as `{"logOffset":3}` or,
/// from
/// old checkpoints, as a bare number.
final class LogOffset {
    private static final Pattern TEXT =
            Pattern.compile(
                    "\\s*(?:\\{\\s*\"logOffset\"\\s*:\\s*(\\d{1,18})\\s*\\}|(\\d{1,18}))\\s*");

    private LogOffset() {}

    static String toText(long offset) {
        return "{\"logOffset\":" + offset + "}";
    }

    /// The number, -1 for "before everything".
    static long parse(@Nullable String text) {
        if (text == null) {
            return -1;
        }
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw FileErrors.illegal("'" + text + "' is not an offset of a file source");
        }
        return Long.parseLong(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
    }
}
