// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.statetable;

import dev.millrace.execution.operator.row.RowBuffer;
import dev.millrace.execution.operator.row.RowCodec;
import dev.millrace.execution.operator.state.StoredForm;
import dev.millrace.runtime.statestore.StateReader;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.BytesColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.column.NullColumn;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.state.StateStore;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What batches changed in a store: batch, `update` or `delete`, key, value (NULL for `delete`),
/// partition. Several changes of a key in one batch are one here, and a change to what was there
/// already is none.
final class ChangeRows implements StateReader.Changes {
    private static final byte[] UPDATE = "update".getBytes(StandardCharsets.UTF_8);
    private static final byte[] DELETE = "delete".getBytes(StandardCharsets.UTF_8);

    private final StateSource source;
    private final List<Integer> columns;
    private final List<ColumnBatch> batches = new ArrayList<>();
    private long version = -1;
    private RowBuffer keys = new RowBuffer();
    private RowBuffer values = new RowBuffer();
    private RowBuffer removedKeys = new RowBuffer();

    /// What was before, for stores whose entries hold several rows.
    private RowBuffer formerKeys = new RowBuffer();

    private RowBuffer formerValues = new RowBuffer();

    private ChangeRows(StateSource source, List<Integer> columns) {
        this.source = source;
        this.columns = columns;
    }

    /// @param columns which to deliver
    static BatchReader read(
            StateSource source, long firstBatch, long lastBatch, List<Integer> columns) {
        ChangeRows rows = new ChangeRows(source, columns);
        source.reader()
                .changes(
                        firstBatch + 1,
                        lastBatch + 1,
                        source.wanted(),
                        source.form().isPacked(),
                        rows);
        rows.finishVersion();
        return BatchReader.of(rows.batches);
    }

    @Override
    public void change(
            long changed,
            byte[] key,
            int keyLength,
            StateStore.@Nullable ValueBuffer before,
            byte @Nullable [] value,
            int valueLength) {
        if (changed != version) {
            finishVersion();
            version = changed;
        }
        if (value != null) {
            keys.append(key, 0, keyLength);
            values.append(value, 0, valueLength);
        } else {
            removedKeys.append(key, 0, keyLength);
        }
        if (before != null) {
            formerKeys.append(key, 0, keyLength);
            formerValues.append(before.bytes(), 0, before.length());
        }
    }

    private void finishVersion() {
        StoredForm form = source.form();
        StoredForm.Rows now = form.rows(keys, values);
        if (form.isPacked()) {
            addDifference(form.rows(formerKeys, formerValues), now);
        } else {
            add(UPDATE, now.keys(), now.values(), now.count());
            add(DELETE, form.keys(removedKeys), null, removedKeys.count());
        }
        keys = new RowBuffer();
        values = new RowBuffer();
        removedKeys = new RowBuffer();
        formerKeys = new RowBuffer();
        formerValues = new RowBuffer();
    }

    /// Rows that are new or have another value, then rows that are gone.
    private void addDifference(StoredForm.Rows before, StoredForm.Rows now) {
        StoredForm form = source.form();
        RowCodec keyCodec = RowCodec.ofKeys(StoredForm.types(form.keySchema().fields()));
        RowCodec valueCodec = RowCodec.ofValues(StoredForm.types(form.valueSchema().fields()));
        List<ByteBuffer> formerNames = encoded(keyCodec, before.keys(), before.count());
        List<ByteBuffer> formerRows = encoded(valueCodec, before.values(), before.count());
        Map<ByteBuffer, ByteBuffer> former = new HashMap<>();
        for (int i = 0; i < before.count(); i++) {
            former.put(formerNames.get(i), formerRows.get(i));
        }
        List<ByteBuffer> names = encoded(keyCodec, now.keys(), now.count());
        List<ByteBuffer> rows = encoded(valueCodec, now.values(), now.count());
        List<Integer> updated = new ArrayList<>();
        for (int i = 0; i < now.count(); i++) {
            if (!rows.get(i).equals(former.get(names.get(i)))) {
                updated.add(i);
            }
        }
        Set<ByteBuffer> present = new HashSet<>(names);
        List<Integer> gone = new ArrayList<>();
        for (int i = 0; i < before.count(); i++) {
            if (!present.contains(formerNames.get(i))) {
                gone.add(i);
            }
        }
        add(UPDATE, gather(now.keys(), updated), gather(now.values(), updated), updated.size());
        add(DELETE, gather(before.keys(), gone), null, gone.size());
    }

    private static List<ByteBuffer> encoded(RowCodec codec, List<Column> columns, int count) {
        RowBuffer buffer = new RowBuffer();
        codec.encode(columns, count, buffer);
        List<ByteBuffer> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            rows.add(ByteBuffer.wrap(buffer.bytes(), buffer.start(i), buffer.length(i)).slice());
        }
        return rows;
    }

    private static List<Column> gather(List<Column> columns, List<Integer> rows) {
        int[] numbers = rows.stream().mapToInt(Integer::intValue).toArray();
        return columns.stream().map(column -> column.gather(numbers, numbers.length)).toList();
    }

    private void add(
            byte[] type, List<Column> keyColumns, @Nullable List<Column> valueColumns, int count) {
        if (count == 0) {
            return;
        }
        List<Column> all =
                List.of(
                        LongColumn.constant(version - 1, count),
                        BytesColumn.constant(type, count),
                        new StructColumn(keyColumns, null, count),
                        valueColumns == null
                                ? nulls(count)
                                : new StructColumn(valueColumns, null, count),
                        source.partitionsOf(keyColumns, count));
        List<Column> chosen = new ArrayList<>(columns.size());
        columns.forEach(column -> chosen.add(all.get(column)));
        batches.add(new ColumnBatch(count, chosen));
    }

    private Column nulls(int count) {
        return new NullColumn(count);
    }
}
