// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.source;

import dev.millrace.spi.connector.MicroBatchSource;
import dev.millrace.spi.connector.Scan;
import dev.millrace.spi.connector.ScanRequest;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.jspecify.annotations.Nullable;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers by the batch. An offset is the next number and its timestamp; each batch makes one step,
/// and with the trigger AvailableNow there is one batch.
final class MicroBatchRateSource implements MicroBatchSource {
    private static final Pattern OFFSET =
            Pattern.compile(
                    "\\s*\\{\\s*\"offset\"\\s*:\\s*([0-9]{1,19})\\s*,\\s*\"timestamp\"\\s*:\\s*"
                            + "(-?[0-9]{1,19})\\s*\\}\\s*");

    private final MicroBatchRateDefinition rate;
    private boolean isAvailableNow;
    private @Nullable String onlyEnd;

    MicroBatchRateSource(MicroBatchRateDefinition rate) {
        this.rate = rate;
    }

    private record Position(long number, long millis) {
        String text() {
            return "{\"offset\":" + number + ",\"timestamp\":" + millis + "}";
        }
    }

    @Override
    public String description() {
        return rate.description();
    }

    @Override
    public String latestOffset(@Nullable String start, Limit limit) {
        if (onlyEnd != null) {
            return onlyEnd;
        }
        Position from = position(start);
        long number = from.number() + rate.rowsPerBatch();
        String next =
                new Position(
                                number < 0 ? Long.MAX_VALUE : number,
                                from.millis() + rate.advanceMillis())
                        .text();
        onlyEnd = isAvailableNow ? next : null;
        return next;
    }

    @Override
    public void prepareForAvailableNow() {
        isAvailableNow = true;
    }

    @Override
    public Scan scan(@Nullable String start, String end, ScanRequest request) {
        Position from = position(start);
        return GeneratedRows.scan(
                position(end).number(),
                rate.partitions(),
                new GeneratedRows.Clock(from.number(), from.millis(), 0),
                request);
    }

    @Override
    public void commit(String end) {
        // Nothing is kept.
    }

    private Position position(@Nullable String offset) {
        if (offset == null) {
            return new Position(0, rate.startMillis());
        }
        Matcher matcher = OFFSET.matcher(offset);
        if (!matcher.matches()) {
            throw MillraceException.of(ErrorKind.ILLEGAL_ARGUMENT)
                    .text("'" + offset + "' is not an offset of a rate-micro-batch source");
        }
        return new Position(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
    }
}
