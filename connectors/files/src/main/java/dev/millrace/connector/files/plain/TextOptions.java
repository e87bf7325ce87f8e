// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.plain;

import dev.millrace.connector.files.layout.FileErrors;
import dev.millrace.connector.files.layout.ListingFilter;
import dev.millrace.connector.files.text.TextCompression;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.format.FormatOptions;

import org.jspecify.annotations.Nullable;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/// The options of plain text, checked; reader and writer have the same ones.
///
/// The option `encoding` is that of the line separator only: the text itself is UTF-8.
///
/// @param isWholeFile one row for each file
/// @param lineSeparator null for LF, CR and CR LF when reading, LF when writing
/// @param compression of what is written; what is read is known by its name
record TextOptions(
        boolean isWholeFile, byte @Nullable [] lineSeparator, TextCompression compression) {
    private static final Set<String> KNOWN =
            Set.of("wholetext", "linesep", "encoding", "compression");

    /// @param what the thing that has the options
    static TextOptions of(Options options, String what) {
        FormatOptions.of(what, KNOWN, Map.of()).check(options);
        String separator = options.value("lineSep");
        if (separator != null && separator.isEmpty()) {
            throw FileErrors.illegal("requirement failed: 'lineSep' cannot be an empty string.");
        }
        return new TextOptions(
                ListingFilter.flag(options, "wholetext"),
                separator == null
                        ? null
                        : separator.getBytes(charset(options.value("encoding", "UTF-8"))),
                TextCompression.of(options.value("compression", "none")));
    }

    private static Charset charset(String name) {
        try {
            return name.equals("UTF-8") ? StandardCharsets.UTF_8 : Charset.forName(name);
        } catch (IllegalArgumentException e) {
            throw FileErrors.illegal(name);
        }
    }
}
