// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.text;

import dev.millrace.spi.connector.Options;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import java.nio.charset.Charset;

/// The option `encoding`.
public final class Charsets {
    private static final String KNOWN =
            "iso-8859-1, us-ascii, utf-16, utf-16be, utf-16le, utf-32, utf-8";

    private Charsets() {}

    /// The encoding of files, UTF-8 if nothing is said.
    ///
    /// @param where for messages: Spark's name of the options
    public static Charset of(Options options, String where) {
        String name = options.value("encoding", options.value("charset", "UTF-8"));
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException e) {
            throw MillraceException.of(
                            ErrorKind.ILLEGAL_ARGUMENT, "INVALID_PARAMETER_VALUE.CHARSET", "22023")
                    .with("parameter", "`charset`")
                    .with("functionName", "`" + where + "`")
                    .with("charset", name)
                    .with("charsets", KNOWN)
                    .cause(e)
                    .text(
                            "The value of parameter(s) `charset` in `"
                                    + where
                                    + "` is invalid: expects one of the "
                                    + KNOWN
                                    + ", but got "
                                    + name
                                    + ".");
        }
    }
}
