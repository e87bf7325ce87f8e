// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statetable;

import dev.millrace.execution.operator.row.RowBuffer;
import dev.millrace.execution.operator.state.StoredForm;
import dev.millrace.runtime.statestore.StateReader;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.IntColumn;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.state.StateStore;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// Reads the rows of a store: key, value, partition.
final class EntryReader implements BatchReader {
    private final StateSource source;
    private final StateOptions options;
    private final List<Integer> columns;
    private StateReader.@Nullable Opened opened;
    private Iterator<StateStore.Cursor> cursors = List.<StateStore.Cursor>of().iterator();
    private StateStore.@Nullable Cursor cursor;

    EntryReader(StateSource source, StateOptions options, List<Integer> columns) {
        this.source = source;
        this.options = options;
        this.columns = columns;
    }

    @Override
    public @Nullable ColumnBatch next() {
        if (opened == null) {
            StateReader.Opened state = open();
            opened = state;
            cursors = state.cursors().values().iterator();
        }
        RowBuffer keys = new RowBuffer();
        RowBuffer values = new RowBuffer();
        while (keys.count() < ColumnBatch.TARGET_ROWS && advance()) {
            StateStore.Cursor entry = cursor;
            if (entry != null) {
                keys.append(entry.keyBytes(), entry.keyStart(), entry.keyLength());
                values.append(entry.valueBytes(), entry.valueStart(), entry.valueLength());
            }
        }
        return keys.count() == 0 ? null : batch(source.form().rows(keys, values));
    }

    /// State version N + 1 is the one after batch N.
    private StateReader.Opened open() {
        long version = options.batchId() + 1;
        StateOptions.Snapshot snapshot = options.fromSnapshot();
        return snapshot == null
                ? source.reader().open(version, source.wanted())
                : source.reader().openFrom(snapshot.batchId() + 1, version, source.wanted());
    }

    private boolean advance() {
        while (cursor == null || !cursor.next()) {
            if (!cursors.hasNext()) {
                return false;
            }
            cursor = cursors.next();
        }
        return true;
    }

    private ColumnBatch batch(StoredForm.Rows rows) {
        int count = rows.count();
        IntColumn partitions = source.partitionsOf(rows.keys(), count);
        List<Column> all =
                List.of(
                        new StructColumn(rows.keys(), null, count),
                        new StructColumn(rows.values(), null, count),
                        partitions);
        List<Column> chosen = new ArrayList<>(columns.size());
        columns.forEach(column -> chosen.add(all.get(column)));
        ColumnBatch batch = new ColumnBatch(count, chosen);
        StateOptions.Snapshot snapshot = options.fromSnapshot();
        return snapshot == null ? batch : ofPartition(batch, partitions, snapshot.partition());
    }

    private static ColumnBatch ofPartition(ColumnBatch batch, IntColumn partitions, int wanted) {
        int[] rows = new int[batch.rowCount()];
        int count = 0;
        for (int i = 0; i < rows.length; i++) {
            if (partitions.value(i) == wanted) {
                rows[count++] = i;
            }
        }
        return batch.gather(rows, count);
    }

    @Override
    public void close() {
        StateReader.Opened state = opened;
        if (state != null) {
            state.close();
        }
    }
}
