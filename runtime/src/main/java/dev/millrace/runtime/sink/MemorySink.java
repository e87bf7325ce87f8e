// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.sink;

import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.Scan;
import dev.millrace.spi.connector.ScanRequest;
import dev.millrace.spi.connector.StreamSink;
import dev.millrace.spi.connector.Table;
import dev.millrace.spi.connector.WriteJob;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/// Keeps the rows of a query in memory, as a table that other queries may read at any time. Each
/// batch is added once, however often it is run.
public final class MemorySink implements StreamSink, Table {
    private final DataType.Struct schema;
    private final boolean isReplacing;
    private volatile Content content = new Content(-1, new ColumnBatch[0], 0);

    /// What is visible: replaced as a whole, so that a scan sees whole batches. Later contents may
    /// share the array and fill it behind `count`,
    /// so that adding costs no copy of what is there.
    private static final class Content {
        private final long lastBatch;
        private final ColumnBatch[] batches;
        private final int count;

        Content(long lastBatch, ColumnBatch[] batches, int count) {
            this.lastBatch = lastBatch;
            this.batches = batches;
            this.count = count;
        }

        List<ColumnBatch> visible() {
            return Arrays.asList(batches).subList(0, count);
        }
    }

    /// @param isReplacing true in complete mode: each batch takes the place of all before
    public MemorySink(DataType.Struct schema, boolean isReplacing) {
        this.schema = schema;
        this.isReplacing = isReplacing;
    }

    @Override
    public String description() {
        return "MemorySink";
    }

    @Override
    public boolean countsRows() {
        return true;
    }

    @Override
    public @Nullable WriteJob begin(long batchId) {
        return batchId <= content.lastBatch
                ? null
                : new CollectedRows(batches -> add(batchId, batches));
    }

    private void add(long batchId, List<ColumnBatch> batches) {
        Content before = content;
        int kept = isReplacing ? 0 : before.count;
        int count = kept + batches.size();
        ColumnBatch[] all = before.batches;
        if (isReplacing) {
            all = new ColumnBatch[count];
        } else if (count > all.length) {
            all = Arrays.copyOf(all, Math.max(count, all.length * 2));
        }
        for (int i = 0; i < batches.size(); i++) {
            all[kept + i] = RowsSplit.compacted(batches.get(i));
        }
        content = new Content(batchId, all, count);
    }

    @Override
    public DataType.Struct schema() {
        return schema;
    }

    @Override
    public Scan scan(ScanRequest request) {
        return RowsSplit.scan(content.visible(), schema, request);
    }
}
