// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.simulator;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/// Time that passes only when the simulation says so.
final class SimulatedClock extends Clock {
    private final AtomicLong millis;

    SimulatedClock(long startMillis) {
        this.millis = new AtomicLong(startMillis);
    }

    void advance(long by) {
        millis.addAndGet(by);
    }

    @Override
    public long millis() {
        return millis.get();
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis.get());
    }

    /// For durations.
    long nanos() {
        return millis.get() * 1_000_000L;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
