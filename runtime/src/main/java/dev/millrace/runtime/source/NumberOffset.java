// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.source;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

/// Offsets that are a bare number.
final class NumberOffset {
    private NumberOffset() {}

    /// @param beginning what stands for "before everything"
    static long parse(@Nullable String text, long beginning) {
        if (text == null) {
            return beginning;
        }
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw MillraceException.of(ErrorKind.NUMBER_FORMAT)
                    .cause(e)
                    .text("For input string: \"" + text + "\"");
        }
    }
}
