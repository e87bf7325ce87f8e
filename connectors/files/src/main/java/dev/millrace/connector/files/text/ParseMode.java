// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.text;

import dev.millrace.spi.connector.Options;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.format.FormatErrors;

import java.util.Locale;

/// What a reader does with a malformed record: the option `mode`.
public enum ParseMode {
    /// Keeps the good fields, the others are NULL, and the record's text goes to the corrupt-record
    /// column if the schema has it.
    PERMISSIVE,
    /// Leaves the record out.
    DROPMALFORMED,
    /// Fails the query.
    FAILFAST;

    /// The mode that the options ask for; an unknown one is PERMISSIVE, as in Spark.
    public static ParseMode of(Options options) {
        return switch (options.value("mode", "PERMISSIVE").toUpperCase(Locale.ROOT)) {
            case "DROPMALFORMED" -> DROPMALFORMED;
            case "FAILFAST" -> FAILFAST;
            default -> PERMISSIVE;
        };
    }

    /// The error of FAILFAST.
    ///
    /// @param record the record's values as far as they could be read: `[1,null]`
    public static MillraceException failure(String uri, String record) {
        MillraceException cause =
                MillraceException.of(
                                ErrorKind.EXECUTION,
                                "MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION",
                                "22023")
                        .with("badRecord", record)
                        .with("failFastMode", FAILFAST.name())
                        .text(
                                "Malformed records are detected in record parsing: "
                                        + record
                                        + ".\nParse Mode: FAILFAST. To process malformed records as"
                                        + " null result, try setting the option 'mode' as"
                                        + " 'PERMISSIVE'. ");
        return readFailure(uri, cause);
    }

    /// A file that could not be read.
    public static MillraceException readFailure(String uri, Throwable cause) {
        return FormatErrors.unreadable(uri, cause);
    }
}
