// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.simulator;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/// Time that passes only when the simulation says so, and leaps when it says so; durations know
/// nothing of leaps.
public final class SimulatedClock extends Clock {
    private final long startMillis;
    private final AtomicLong passed = new AtomicLong();
    private final AtomicLong leap = new AtomicLong();

    public SimulatedClock(long startMillis) {
        this.startMillis = startMillis;
    }

    public void advance(long by) {
        passed.addAndGet(by);
    }

    /// Sets the clock, as somebody does with a wrong one.
    ///
    /// @param by how far it is then from the right time
    void leapTo(long by) {
        leap.set(by);
    }

    @Override
    public long millis() {
        return startMillis + passed.get() + leap.get();
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    /// For durations.
    long nanos() {
        return passed.get() * 1_000_000L;
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
