// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.time;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/// Local time of a zone and back, in microseconds. Remembers the span between two transitions that
/// it
/// was last in, so that a column of nearby times costs an addition per row. For one thread.
public final class ZoneClock {
    private static final long DAY = Civil.SECONDS_PER_DAY;

    private final ZoneRules rules;

    /// Span of instants (seconds) in which `offset` holds.
    private long from = Long.MAX_VALUE;

    private long to = Long.MIN_VALUE;
    private int offset;

    public ZoneClock(ZoneId zone) {
        this.rules = zone.getRules();
        if (rules.isFixedOffset()) {
            offset = rules.getOffset(Instant.EPOCH).getTotalSeconds();
            from = Long.MIN_VALUE;
            to = Long.MAX_VALUE;
        }
    }

    /// The wall clock at an instant, as if in UTC.
    public long toLocal(long micros) {
        return micros
                + offsetAt(Math.floorDiv(micros, Civil.MICROS_PER_SECOND))
                        * Civil.MICROS_PER_SECOND;
    }

    /// Date of an instant.
    public int toDays(long micros) {
        return (int) Math.floorDiv(toLocal(micros), Civil.MICROS_PER_DAY);
    }

    /// Start of a day.
    public long startOfDay(int days) {
        return toInstant(days * Civil.MICROS_PER_DAY);
    }

    /// The instant at which the wall clock shows this time: the earlier one where it does so twice;
    /// where it is skipped, as far after the gap as the time is into it.
    public long toInstant(long localMicros) {
        long second = Math.floorDiv(localMicros, Civil.MICROS_PER_SECOND);
        long guess = second - offset;
        boolean sure =
                (from == Long.MIN_VALUE || guess - from > DAY)
                        && (to == Long.MAX_VALUE || to - guess > DAY)
                        && from <= to;
        int seconds = sure ? offset : offsetOfLocal(second);
        return localMicros - seconds * Civil.MICROS_PER_SECOND;
    }

    private int offsetOfLocal(long second) {
        LocalDateTime local = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
        // for a gap the rules give the offset before it, which is what moves the time past it
        int seconds = rules.getOffset(local).getTotalSeconds();
        offsetAt(second - seconds);
        return seconds;
    }

    private int offsetAt(long second) {
        if (second >= from && second < to) {
            return offset;
        }
        Instant instant = Instant.ofEpochSecond(second);
        offset = rules.getOffset(instant).getTotalSeconds();
        ZoneOffsetTransition next = rules.nextTransition(instant);
        ZoneOffsetTransition previous = rules.previousTransition(instant.plusSeconds(1));
        from = previous == null ? Long.MIN_VALUE : previous.toEpochSecond();
        to = next == null ? Long.MAX_VALUE : next.toEpochSecond();
        return offset;
    }
}
