// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The rows of a batch query, in order, pulled by one thread. Partitions are computed in parallel
/// behind it.
public interface QueryResult extends BatchReader {
    DataType.Struct schema();

    @Override
    @Nullable ColumnBatch next();

    /// Every batch that is left.
    default List<ColumnBatch> drain() {
        List<ColumnBatch> batches = new ArrayList<>();
        for (ColumnBatch batch = next(); batch != null; batch = next()) {
            batches.add(batch);
        }
        return batches;
    }

    /// What `observe` computed; complete after the last batch.
    List<Observed> observed();

    @Override
    void close();

    /// @param values one boxed value per field of the schema
    record Observed(
            String name, long planId, DataType.Struct schema, List<@Nullable Object> values) {}
}
