// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.text;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/// The offset of one zone at local times and at instants, remembered for the span between two
/// transitions, because neighbouring rows nearly always share it. Used by one thread.
///
/// A local time in a gap moves forward by the gap, one in an overlap takes the earlier offset, as
/// `java.time.ZonedDateTime` has it.
public final class LocalOffsets {
    private static final long NEVER = Long.MAX_VALUE / 4;

    private final ZoneRules rules;
    private long localFrom = 1;
    private long localUntil;
    private int localOffset;
    private long instantFrom = 1;
    private long instantUntil;
    private int instantOffset;

    public LocalOffsets(ZoneId zone) {
        rules = zone.getRules();
    }

    /// Seconds to subtract from a local time, given as seconds since 1970-01-01T00:00, to get the
    /// instant.
    public int atLocal(long localSeconds) {
        if (localSeconds >= localFrom && localSeconds < localUntil) {
            return localOffset;
        }
        return findLocal(localSeconds);
    }

    /// Seconds to add to an instant to get the local time.
    public int atInstant(long epochSeconds) {
        if (epochSeconds >= instantFrom && epochSeconds < instantUntil) {
            return instantOffset;
        }
        Instant instant = Instant.ofEpochSecond(epochSeconds);
        instantOffset = rules.getOffset(instant).getTotalSeconds();
        ZoneOffsetTransition next = rules.nextTransition(instant);
        instantFrom = epochSeconds;
        instantUntil = next == null ? NEVER : next.toEpochSecond();
        return instantOffset;
    }

    private int findLocal(long localSeconds) {
        LocalDateTime local = LocalDateTime.ofEpochSecond(localSeconds, 0, ZoneOffset.UTC);
        ZoneOffsetTransition gapOrOverlap = rules.getTransition(local);
        if (gapOrOverlap != null) {
            return gapOrOverlap.getOffsetBefore().getTotalSeconds();
        }
        ZoneOffset offset = rules.getOffset(local);
        Instant instant = local.toInstant(offset);
        ZoneOffsetTransition previous = rules.previousTransition(instant.plusNanos(1));
        ZoneOffsetTransition next = rules.nextTransition(instant);
        localFrom = previous == null ? -NEVER : Math.max(before(previous), after(previous));
        localUntil = next == null ? NEVER : Math.min(before(next), after(next));
        localOffset = offset.getTotalSeconds();
        return localOffset;
    }

    private static long before(ZoneOffsetTransition transition) {
        return transition.toEpochSecond() + transition.getOffsetBefore().getTotalSeconds();
    }

    private static long after(ZoneOffsetTransition transition) {
        return transition.toEpochSecond() + transition.getOffsetAfter().getTotalSeconds();
    }
}
