// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.streamjoin;

import dev.millrace.execution.operator.state.EventTimeColumn;
import dev.millrace.plan.logical.TimeBound;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Which rows of one side of a join can leave the state, because no partner can come any more.
public sealed interface Eviction {
    /// Rows whose time (of the key or of the row) is at or before this can go; milliseconds, null
    /// if none ever can.
    ///
    /// @param inputMillis the watermark at the input of the join
    @Nullable Long stateWatermarkMillis(long inputMillis);

    /// Nothing bounds the time of a partner.
    record Never() implements Eviction {
        @Override
        public @Nullable Long stateWatermarkMillis(long inputMillis) {
            return null;
        }
    }

    /// The join key has the watermark, on this side or on the other.
    ///
    /// @param time among the columns of the key
    record ByKey(EventTimeColumn time) implements Eviction {
        @Override
        public Long stateWatermarkMillis(long inputMillis) {
            return inputMillis;
        }
    }

    /// The condition bounds the event time of the row by that of its partner.
    ///
    /// @param time among the columns of the row
    /// @param bounds at least one
    record ByRow(EventTimeColumn time, List<TimeBound> bounds) implements Eviction {
        public ByRow {
            bounds = List.copyOf(bounds);
        }

        @Override
        public @Nullable Long stateWatermarkMillis(long inputMillis) {
            return TimeBound.stateWatermarkMillis(bounds, inputMillis);
        }
    }
}
