// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.function;

import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.UUID;

/// The state of one shard as a `StateProcessor` sees it. Variables and timers are those of the key
/// that was chosen last. Used by one thread.
public interface ProcessorState {
    /// Which micro-batch this is, and what time it is in it.
    ///
    /// @param queryId all zeros in a batch query
    /// @param batchMillis the clock when the batch began
    /// @param watermarkMillis `StateFunction.NO_TIMESTAMP` in a batch query
    record Moment(UUID queryId, UUID runId, long batchId, long batchMillis, long watermarkMillis) {}

    enum Kind {
        VALUE("ValueState"),
        LIST("ListState"),
        MAP("MapState");

        private final String sparkName;

        Kind(String sparkName) {
            this.sparkName = sparkName;
        }

        /// As Spark's messages call it.
        public String sparkName() {
            return sparkName;
        }
    }

    /// A variable that a processor has declared.
    ///
    /// @param userKey columns of the keys of a map, no columns for others
    /// @param value columns of its values
    /// @param lifeMillis how long after it was written a value can be read, 0 for ever
    record Variable(
            String name,
            Kind kind,
            DataType.Struct userKey,
            DataType.Struct value,
            long lifeMillis) {
        public boolean expires() {
            return lifeMillis > 0;
        }
    }

    Moment moment();

    /// The keys that `choose` refers to.
    void takeKeys(ColumnBatch keys);

    /// Makes the key of a row of `takeKeys` the one that is worked on.
    void choose(int row);

    Value value(Variable variable);

    Elements elements(Variable variable);

    Entries entries(Variable variable);

    /// Removes a variable that was declared in an earlier batch, for all keys; nothing if there is
    /// none.
    void forget(String name);

    void registerTimer(long millis);

    void deleteTimer(long millis);

    /// The timers of the key, the earliest first.
    long[] timers();

    /// A variable with one value for a key. Values are batches of one row.
    interface Value {
        boolean exists();

        @Nullable ColumnBatch get();

        void put(ColumnBatch value);

        void clear();
    }

    /// A variable with a list for a key.
    interface Elements {
        boolean exists();

        /// All elements, in the order in which they were added.
        ColumnBatch all();

        /// Replaces all elements.
        void put(ColumnBatch elements);

        void append(ColumnBatch elements);

        /// Removes all elements.
        void clear();
    }

    /// A variable with a map for a key. Keys and values are batches of one row.
    interface Entries {
        boolean exists();

        @Nullable ColumnBatch get(ColumnBatch userKey);

        void put(ColumnBatch userKey, ColumnBatch value);

        void remove(ColumnBatch userKey);

        /// All entries, in no particular order.
        Content all();

        /// Removes all entries.
        void clear();

        /// Entries side by side.
        record Content(ColumnBatch userKeys, ColumnBatch values) {}
    }
}
