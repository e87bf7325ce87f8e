// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A result that is already there.
final class ReadyResult implements QueryResult {
    private final DataType.Struct schema;
    private final BatchReader rows;
    private final List<Observed> observed;

    ReadyResult(DataType.Struct schema, List<ColumnBatch> batches, List<Observed> observed) {
        this.schema = schema;
        this.rows = BatchReader.of(batches);
        this.observed = List.copyOf(observed);
    }

    @Override
    public DataType.Struct schema() {
        return schema;
    }

    @Override
    public @Nullable ColumnBatch next() {
        return rows.next();
    }

    @Override
    public List<Observed> observed() {
        return observed;
    }

    @Override
    public void close() {}
}
