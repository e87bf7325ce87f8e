// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.text;

import dev.millrace.spi.connector.Options;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import java.time.DateTimeException;
import java.time.ZoneId;

/// Options that several formats of text have.
public final class TextSettings {
    private TextSettings() {}

    /// `timeZone`, or the one of the session.
    public static ZoneId zone(Options options, ZoneId ofSession) {
        String name = options.value("timeZone");
        if (name == null) {
            return ofSession;
        }
        try {
            return TimestampText.zoneOf(name);
        } catch (DateTimeException e) {
            throw MillraceException.of(ErrorKind.DATE_TIME, "INVALID_TIMEZONE", "22009")
                    .with("timeZone", name)
                    .cause(e)
                    .text(
                            "The timezone: "
                                    + name
                                    + " is invalid. The timezone must be either a region-based zone"
                                    + " ID or a zone offset.");
        }
    }

    /// `samplingRatio`: the share of the records by which a schema is found, 0 exclusive to 1.
    public static double samplingRatio(Options options) {
        String ratio = options.value("samplingRatio", "1.0");
        double share;
        try {
            share = Double.parseDouble(ratio);
        } catch (NumberFormatException e) {
            throw MillraceException.of(ErrorKind.NUMBER_FORMAT)
                    .cause(e)
                    .text("For input string: \"" + ratio + "\"");
        }
        if (!(share > 0)) {
            throw MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                    .text(
                            "requirement failed: samplingRatio ("
                                    + share
                                    + ") should be greater than 0");
        }
        return Math.min(share, 1);
    }
}
