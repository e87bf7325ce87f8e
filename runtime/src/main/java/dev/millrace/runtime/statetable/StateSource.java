// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statetable;

import dev.millrace.execution.kernel.hash.Murmur3;
import dev.millrace.execution.operator.state.StoredForm;
import dev.millrace.runtime.statestore.StateReader;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.state.StateStore;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/// One store of one operator in the files of a query.
///
/// @param store null for the one without a name
/// @param partitions how many Spark would have
record StateSource(
        StateReader reader,
        StoredForm form,
        int operatorId,
        @Nullable String store,
        int partitions) {
    /// The shards of the store.
    Predicate<StateStore.Id> wanted() {
        return id -> id.operator() == operatorId && Objects.equals(id.name(), store);
    }

    /// The partition in which Spark would have each key.
    IntColumn partitionsOf(List<Column> keys, int count) {
        int hashed = form.partitioningColumns();
        int[] values =
                hashed == 0
                        ? new int[count]
                        : Murmur3.partitions(
                                keys.subList(0, hashed),
                                StoredForm.types(form.keySchema().fields().subList(0, hashed)),
                                count,
                                partitions);
        return new IntColumn(values, null, count);
    }
}
