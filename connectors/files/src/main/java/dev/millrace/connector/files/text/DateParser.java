// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.text;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;

/// Parses the dates of a text file: by a pattern, or, without one, in every form that a cast
/// accepts. Used by one thread.
public final class DateParser {
    private final @Nullable TimePattern pattern;
    private final boolean acceptsDays;
    private final TimestampText text =
            new TimestampText(ZoneOffset.UTC, InstantSource.fixed(Instant.EPOCH));
    private int days;

    /// @param acceptsDays whether, without a pattern, a whole number means days since the epoch
    public DateParser(@Nullable TimePattern pattern, boolean acceptsDays) {
        this.pattern = pattern;
        this.acceptsDays = acceptsDays && pattern == null;
    }

    /// Parses UTF-8 text; false if it is not a date.
    public boolean parse(byte[] data, int start, int length) {
        if (pattern == null && text.parseDate(data, start, length)) {
            days = text.days();
            return true;
        }
        if (pattern == null && !acceptsDays) {
            return false;
        }
        String value = new String(data, start, length, StandardCharsets.UTF_8);
        try {
            days = pattern == null ? Integer.parseInt(value) : pattern.parseDays(value);
            return true;
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            return false;
        }
    }

    /// The last date parsed, days since the epoch.
    public int days() {
        return days;
    }
}
