// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.user;

import dev.millrace.execution.operator.row.RowBuffer;
import dev.millrace.execution.operator.row.RowCodec;
import dev.millrace.execution.task.StateStatistics;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.function.ProcessorState;
import dev.millrace.spi.state.StateStore;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// The state of a processor in one store, whose entries are keyed as `KeyedState` says:
///
/// | number of the variable | entries |
/// |---|---|
/// | `ProcessorCatalog.CATALOG` | the variables and their numbers |
/// | `ProcessorCatalog.ROW_COUNT` | how many rows Spark would count in this state |
/// | `ProcessorCatalog.TIMERS` | `StoredTimers` |
/// | any other | `StoredValue`, `StoredElements`, `StoredEntries`; what expires does so there |
final class ProcessorStore implements ProcessorState {
    private final StateStore store;
    private final Moment moment;
    private final StateStatistics statistics;
    private final KeyedState entries;
    private final ProcessorCatalog catalog;
    private final StoredTimers timers;
    private final Map<Integer, StoredVariable> variables = new HashMap<>();
    private final AtomicLong rows = new AtomicLong();
    private final long rowsBefore;

    /// @param catalog of the modes of now, without variables
    ProcessorStore(
            StateStore store,
            RowCodec keyCodec,
            ProcessorCatalog catalog,
            Moment moment,
            StateStatistics statistics) {
        this.store = store;
        this.moment = moment;
        this.statistics = statistics;
        this.catalog = catalog;
        this.entries = new KeyedState(store, keyCodec);
        this.timers = new StoredTimers(ProcessorCatalog.TIMERS, entries);
        StateStore.ValueBuffer found = new StateStore.ValueBuffer();
        if (entries.ofAll(ProcessorCatalog.CATALOG).get(found)) {
            catalog.read(found.bytes(), found.length());
        }
        if (entries.ofAll(ProcessorCatalog.ROW_COUNT).get(found)) {
            rows.set(KeyedState.number(found.bytes(), 0));
        }
        this.rowsBefore = rows.get();
    }

    @Override
    public Moment moment() {
        return moment;
    }

    @Override
    public void takeKeys(ColumnBatch keys) {
        entries.takeKeys(keys);
    }

    @Override
    public void choose(int row) {
        entries.choose(row);
    }

    private VariableRows declare(Variable variable) {
        count("num" + variable.kind().sparkName() + (variable.expires() ? "WithTTLVars" : "Vars"));
        return VariableRows.of(
                catalog.declare(variable),
                variable,
                entries,
                moment.batchMillis(),
                rows,
                statistics);
    }

    @Override
    public Value value(Variable variable) {
        StoredValue value = new StoredValue(declare(variable));
        variables.put(value.of().id(), value);
        return value;
    }

    @Override
    public Elements elements(Variable variable) {
        VariableRows of = declare(variable);
        StoredElements elements = new StoredElements(of);
        variables.put(of.id(), elements);
        return elements;
    }

    @Override
    public Entries entries(Variable variable) {
        VariableRows of = declare(variable);
        StoredEntries map = new StoredEntries(of);
        variables.put(of.id(), map);
        return map;
    }

    @Override
    public void forget(String name) {
        ProcessorCatalog.Forgotten forgotten = catalog.forget(name);
        if (forgotten == null) {
            return;
        }
        count("numDeletedStateVars");
        try (StateStore.Cursor cursor = store.scan()) {
            while (cursor.next()) {
                if (KeyedState.variable(cursor.keyBytes(), cursor.keyStart()) == forgotten.id()) {
                    if (isRow(forgotten.kind(), key(cursor))) {
                        rows.decrementAndGet();
                    }
                    cursor.remove();
                }
            }
        }
    }

    /// True for the entries that count as rows.
    private static boolean isRow(Kind kind, byte[] key) {
        boolean hasSuffix = KeyedState.suffix(key) < key.length;
        return switch (kind) {
            case VALUE, LIST -> !hasSuffix;
            case MAP -> hasSuffix && StoredEntries.isEntry(key);
        };
    }

    private void count(String name) {
        statistics.custom(name).incrementAndGet();
    }

    @Override
    public void registerTimer(long millis) {
        timers.add(millis);
        count("numRegisteredTimers");
    }

    @Override
    public void deleteTimer(long millis) {
        timers.remove(millis);
        count("numDeletedTimers");
    }

    @Override
    public long[] timers() {
        return timers.read();
    }

    /// Timers with the keys they belong to.
    ///
    /// @param keys encoded
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Due(RowBuffer keys, long[] millis) {}

    private record Timer(byte[] key, long millis) {}

    /// The timers at or before a time, the earliest first.
    Due dueTimers(long untilMillis) {
        List<Timer> found = new ArrayList<>();
        try (StateStore.Cursor cursor = store.scanExpired(KeyedState.expiry(untilMillis))) {
            while (cursor.next()) {
                if (KeyedState.variable(cursor.keyBytes(), cursor.keyStart())
                        == ProcessorCatalog.TIMERS) {
                    byte[] key = key(cursor);
                    long[] times =
                            StoredTimers.times(
                                    cursor.valueBytes(), cursor.valueStart(), cursor.valueLength());
                    for (int i = 0; i < times.length && times[i] <= untilMillis; i++) {
                        found.add(new Timer(key, times[i]));
                    }
                }
            }
        }
        found.sort(Comparator.comparingLong(Timer::millis));
        RowBuffer keys = new RowBuffer();
        long[] millis = new long[found.size()];
        for (int i = 0; i < millis.length; i++) {
            byte[] key = found.get(i).key();
            keys.append(key, KeyedState.HEADER, KeyedState.suffix(key) - KeyedState.HEADER);
            millis[i] = found.get(i).millis();
        }
        statistics.custom("numExpiredTimers").addAndGet(millis.length);
        return new Due(keys, millis);
    }

    private static byte[] key(StateStore.Cursor cursor) {
        byte[] key = new byte[cursor.keyLength()];
        System.arraycopy(cursor.keyBytes(), cursor.keyStart(), key, 0, key.length);
        return key;
    }

    /// Removes the values that have expired.
    void removeExpired() {
        List<byte[]> expired = new ArrayList<>();
        long now = KeyedState.expiry(moment.batchMillis());
        try (StateStore.Cursor cursor = store.scanExpired(now)) {
            while (cursor.next()) {
                if (variables.containsKey(
                        KeyedState.variable(cursor.keyBytes(), cursor.keyStart()))) {
                    expired.add(key(cursor));
                }
            }
        }
        for (byte[] key : expired) {
            StoredVariable variable = variables.get(KeyedState.variable(key, 0));
            if (variable != null) {
                entries.chooseWithin(key);
                variable.removeExpired(key);
            }
        }
        statistics.custom("numValuesRemovedDueToTTLExpiry").addAndGet(expired.size());
        statistics.rowsRemoved().addAndGet(expired.size());
    }

    /// Writes what is left to write.
    void finish() {
        if (catalog.isChanged()) {
            entries.ofAll(ProcessorCatalog.CATALOG).put(catalog.encode());
        }
        if (rows.get() != rowsBefore) {
            entries.ofAll(ProcessorCatalog.ROW_COUNT).put(KeyedState.numbers(rows.get()));
        }
        statistics.rowsTotal().addAndGet(rows.get());
    }
}
