// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.usercode;

import dev.millrace.spi.function.StateFunction;
import dev.millrace.spi.function.StateTimeout;

import org.apache.spark.SparkUnsupportedOperationException;
import org.apache.spark.sql.catalyst.util.SparkIntervalUtils$;
import org.apache.spark.sql.streaming.GroupState;
import org.apache.spark.unsafe.types.CalendarInterval;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

import scala.Option;

import java.sql.Date;
import java.util.NoSuchElementException;

/// The state of one key, as user code sees it during one call. Any timeout of before is gone when
/// the call begins.
final class KeyState implements GroupState<Object> {
    private static final long MILLIS_PER_DAY = 86_400_000;
    private static final long DAYS_PER_MONTH = 31;

    private final StateTimeout timeout;
    private final boolean hasTimedOut;
    private final StateFunction.Moment moment;
    private @Nullable Object value;
    private boolean isUpdated;
    private boolean isRemoved;
    private long timeoutMillis = StateFunction.NO_TIMESTAMP;

    /// @param value null if there is none
    KeyState(
            @Nullable Object value,
            StateTimeout timeout,
            boolean hasTimedOut,
            StateFunction.Moment moment) {
        this.value = value;
        this.timeout = timeout;
        this.hasTimedOut = hasTimedOut;
        this.moment = moment;
    }

    @Override
    public boolean exists() {
        return value != null;
    }

    @Override
    public Object get() {
        if (value == null) {
            throw new NoSuchElementException(
                    "State is either not defined or has already been removed");
        }
        return value;
    }

    @Override
    public Option<Object> getOption() {
        return Option.apply(value);
    }

    @Override
    public void update(@Nullable Object newState) {
        if (newState == null) {
            throw new IllegalArgumentException("'null' is not a valid state value");
        }
        value = newState;
        isUpdated = true;
        isRemoved = false;
    }

    @Override
    public void remove() {
        value = null;
        isUpdated = false;
        isRemoved = true;
    }

    @Override
    public boolean hasTimedOut() {
        return hasTimedOut;
    }

    @Override
    public void setTimeoutDuration(long durationMs) {
        if (timeout != StateTimeout.PROCESSING_TIME) {
            throw unsupported("_LEGACY_ERROR_TEMP_2203");
        }
        if (durationMs <= 0) {
            throw new IllegalArgumentException("Timeout duration must be positive");
        }
        timeoutMillis = durationMs + moment.batchMillis();
    }

    @Override
    public void setTimeoutDuration(String duration) {
        setTimeoutDuration(millis(duration));
    }

    @Override
    public void setTimeoutTimestamp(long timestampMs) {
        requireEventTime();
        if (timestampMs <= 0) {
            throw new IllegalArgumentException("Timeout timestamp must be positive");
        }
        long watermark = moment.watermarkMillis();
        if (watermark != StateFunction.NO_TIMESTAMP && timestampMs < watermark) {
            throw new IllegalArgumentException(
                    "Timeout timestamp ("
                            + timestampMs
                            + ") cannot be earlier than the current watermark ("
                            + watermark
                            + ")");
        }
        timeoutMillis = timestampMs;
    }

    @Override
    public void setTimeoutTimestamp(long timestampMs, String additionalDuration) {
        requireEventTime();
        setTimeoutTimestamp(millis(additionalDuration) + timestampMs);
    }

    @Override
    public void setTimeoutTimestamp(Date timestamp) {
        requireEventTime();
        setTimeoutTimestamp(timestamp.getTime());
    }

    @Override
    public void setTimeoutTimestamp(Date timestamp, String additionalDuration) {
        requireEventTime();
        setTimeoutTimestamp(timestamp.getTime() + millis(additionalDuration));
    }

    @Override
    public long getCurrentWatermarkMs() {
        if (!moment.hasWatermark()) {
            throw unsupported("_LEGACY_ERROR_TEMP_2204");
        }
        return moment.watermarkMillis();
    }

    @Override
    public long getCurrentProcessingTimeMs() {
        return moment.batchMillis();
    }

    private void requireEventTime() {
        if (timeout != StateTimeout.EVENT_TIME) {
            throw unsupported("_LEGACY_ERROR_TEMP_2205");
        }
    }

    private static SparkUnsupportedOperationException unsupported(String condition) {
        return new SparkUnsupportedOperationException(condition, java.util.Map.of());
    }

    private static long millis(String duration) {
        CalendarInterval interval =
                SparkIntervalUtils$.MODULE$.stringToInterval(UTF8String.fromString(duration));
        long days = interval.months * DAYS_PER_MONTH + interval.days;
        long micros = Math.addExact(days * MILLIS_PER_DAY * 1000, interval.microseconds);
        if (micros < 0) {
            throw new IllegalArgumentException("Provided duration (" + duration + ") is negative");
        }
        return micros / 1000;
    }

    /// True if the state was set and not removed afterwards.
    boolean isUpdated() {
        return isUpdated;
    }

    boolean isRemoved() {
        return isRemoved;
    }

    /// When the key is to be called again; `NO_TIMESTAMP` for never.
    long timeoutMillis() {
        return timeoutMillis;
    }

    @Override
    public String toString() {
        return "GroupState(" + (value == null ? "<undefined>" : value) + ")";
    }
}
