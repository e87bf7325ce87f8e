// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.usercode;

import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.function.ProcessorState;

import org.apache.spark.sql.streaming.MapState;
import org.jspecify.annotations.Nullable;

import scala.Tuple2;
import scala.collection.Iterator;

/// A map for a key.
final class MapVariable<K extends @Nullable Object, V extends @Nullable Object>
        implements MapState<K, V> {
    private static final long serialVersionUID = 1L;

    private final transient VariableAccess access;
    private final transient ProcessorState.Entries entries;
    private final transient Coded<K> keys;
    private final transient Coded<V> values;

    MapVariable(
            VariableAccess access, ProcessorState.Entries entries, Coded<K> keys, Coded<V> values) {
        this.access = access;
        this.entries = entries;
        this.keys = keys;
        this.values = values;
    }

    @Override
    public boolean exists() {
        access.begin("exists");
        return entries.exists();
    }

    @Override
    @SuppressWarnings("NullAway") // Spark says that there may be none.
    public V getValue(K key) {
        access.begin("getValue");
        access.requirePresent(key);
        ColumnBatch found = entries.get(keys.row(key));
        return found == null ? null : values.object(found, 0);
    }

    @Override
    public boolean containsKey(K key) {
        access.begin("containsKey");
        return getValue(key) != null;
    }

    @Override
    public void updateValue(K key, V value) {
        access.begin("updateValue");
        access.requirePresent(key);
        access.requirePresent(value);
        entries.put(keys.row(key), values.row(value));
    }

    @Override
    public Iterator<Tuple2<K, V>> iterator() {
        access.begin("iterator");
        ProcessorState.Entries.Content all = entries.all();
        return new BatchObjects<>(all.userKeys(), keys)
                .zip(new BatchObjects<>(all.values(), values));
    }

    @Override
    public Iterator<K> keys() {
        access.begin("keys");
        return new BatchObjects<>(entries.all().userKeys(), keys);
    }

    @Override
    public Iterator<V> values() {
        access.begin("values");
        return new BatchObjects<>(entries.all().values(), values);
    }

    @Override
    public void removeKey(K key) {
        access.begin("removeKey");
        access.requirePresent(key);
        entries.remove(keys.row(key));
    }

    @Override
    public void clear() {
        access.begin("clear");
        entries.clear();
    }
}
