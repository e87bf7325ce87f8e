// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.text;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.ZoneId;

/// Parses the timestamps of a text file: by a pattern, or, without one, in every form that a cast
/// accepts. Used by one thread.
public final class TimestampParser {
    private final @Nullable TimePattern pattern;
    private final boolean local;
    private final ZoneId zone;
    private final TimestampText text;
    private long micros;

    /// @param local whether the values are wall-clock times, without a zone
    public TimestampParser(
            @Nullable TimePattern pattern, boolean local, ZoneId zone, InstantSource clock) {
        this.pattern = pattern;
        this.local = local;
        this.zone = zone;
        this.text = new TimestampText(zone, clock);
    }

    /// Parses UTF-8 text; false if it is not a timestamp.
    public boolean parse(byte[] data, int start, int length) {
        if (pattern != null) {
            return parsePattern(new String(data, start, length, StandardCharsets.UTF_8), pattern);
        }
        boolean good =
                local
                        ? text.parseLocal(data, start, length, false)
                        : text.parse(data, start, length);
        micros = text.micros();
        return good;
    }

    private boolean parsePattern(String value, TimePattern wanted) {
        try {
            micros = local ? wanted.parseLocalMicros(value) : wanted.parseMicros(value, zone);
            return true;
        } catch (DateTimeException | ArithmeticException e) {
            return false;
        }
    }

    /// The last timestamp parsed, microseconds since the epoch or since 1970-01-01T00:00.
    public long micros() {
        return micros;
    }
}
