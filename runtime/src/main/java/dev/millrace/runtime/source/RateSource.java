// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.source;

import dev.millrace.spi.connector.MicroBatchSource;
import dev.millrace.spi.connector.Scan;
import dev.millrace.spi.connector.ScanRequest;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.time.InstantSource;

/// Numbers by the clock. An offset is how many whole seconds passed since the creation; it never
/// goes back, even if the clock does.
final class RateSource implements MicroBatchSource {
    private final RateDefinition rate;
    private final long creationMillis;
    private final InstantSource clock;
    private long latestSeconds;

    RateSource(RateDefinition rate, long creationMillis, InstantSource clock) {
        this.rate = rate;
        this.creationMillis = creationMillis;
        this.clock = clock;
    }

    @Override
    public String description() {
        return rate.description();
    }

    @Override
    public String latestOffset(@Nullable String start, Limit limit) {
        long passed = Math.max(0, clock.millis() - creationMillis) / 1000;
        latestSeconds = Math.max(latestSeconds, Math.max(passed, NumberOffset.parse(start, 0)));
        return Long.toString(latestSeconds);
    }

    @Override
    public String newestOffset() {
        return Long.toString(latestSeconds);
    }

    @Override
    public boolean supportsAvailableNow() {
        return false;
    }

    @Override
    public void prepareForAvailableNow() {
        // The query runs once instead.
    }

    @Override
    public Scan scan(@Nullable String start, String end, ScanRequest request) {
        long from = NumberOffset.parse(start, 0);
        long until = NumberOffset.parse(end, 0);
        if (until > rate.maxSeconds()) {
            throw MillraceException.of(ErrorKind.ARITHMETIC, "INCORRECT_END_OFFSET", "22003")
                    .with("rowsPerSecond", rate.rowsPerSecond())
                    .with("maxSeconds", rate.maxSeconds())
                    .with("endSeconds", until)
                    .text(
                            "Max offset with "
                                    + rate.rowsPerSecond()
                                    + " rowsPerSecond is "
                                    + rate.maxSeconds()
                                    + ", but it's "
                                    + until
                                    + " now.");
        }
        long first = rate.rowsAfter(from);
        long last = rate.rowsAfter(until);
        double millisPerNumber = last > first ? (until - from) * 1000.0 / (last - first) : 0;
        return GeneratedRows.scan(
                last,
                rate.partitions(),
                new GeneratedRows.Clock(first, creationMillis + from * 1000, millisPerNumber),
                request);
    }

    @Override
    public void commit(String end) {
        // Nothing is kept.
    }
}
