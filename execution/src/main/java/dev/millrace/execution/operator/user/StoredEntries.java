// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.user;

import dev.millrace.execution.operator.row.RowBuffer;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.function.ProcessorState;
import dev.millrace.spi.state.StateStore;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// A map for a key, whose entries are found by their key and can be listed without looking at those
/// of other keys.
///
/// - Without a suffix: how many entries there are. There is none for an empty map.
/// - `PLACE` and a number as suffix: the key of the entry at this place. Places have no holes: the
///   last entry moves into that of one that is removed.
/// - `ENTRY` and a key as suffix: its place, its value.
final class StoredEntries implements ProcessorState.Entries, StoredVariable {
    private static final byte PLACE = 0;
    private static final byte ENTRY = 1;

    private final VariableRows of;
    private final StateStore.ValueBuffer buffer = new StateStore.ValueBuffer();
    private final StateStore.ValueBuffer place = new StateStore.ValueBuffer();

    StoredEntries(VariableRows of) {
        this.of = of;
    }

    /// True for the key of an entry, false for that of a place.
    static boolean isEntry(byte[] key) {
        return key[KeyedState.suffix(key)] == ENTRY;
    }

    private long count() {
        return of.entries().of(of.id()).get(buffer) ? KeyedState.number(buffer.bytes(), 0) : 0;
    }

    private void writeCount(long count) {
        if (count == 0) {
            of.entries().of(of.id()).remove();
        } else {
            of.entries().of(of.id()).put(KeyedState.numbers(count));
        }
    }

    private KeyedState entry(byte[] userKey, int start, int length) {
        return of.entries().of(of.id()).and(ENTRY).and(userKey, start, length);
    }

    private KeyedState place(long number) {
        return of.entries().of(of.id()).and(PLACE).and(number);
    }

    /// Reads the key at a place into `place` and its entry into `buffer`.
    private void readAt(long number) {
        if (!place(number).get(place) || !entry(place.bytes(), 0, place.length()).get(buffer)) {
            throw new IllegalStateException(
                    "the map " + of.variable().name() + " has no entry at place " + number);
        }
    }

    @Override
    public boolean exists() {
        long count = count();
        if (!of.variable().expires()) {
            return count > 0;
        }
        for (long number = 0; number < count; number++) {
            readAt(number);
            if (!of.isExpired(buffer)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public @Nullable ColumnBatch get(ColumnBatch userKey) {
        RowBuffer key = of.encodeUserKey(userKey);
        if (!entry(key.bytes(), 0, key.length(0)).get(buffer) || of.isExpired(buffer)) {
            return null;
        }
        RowBuffer value = new RowBuffer();
        value.append(buffer.bytes(), Long.BYTES, buffer.length() - Long.BYTES);
        return of.decode(value);
    }

    @Override
    public void put(ColumnBatch userKey, ColumnBatch value) {
        RowBuffer key = of.encodeUserKey(userKey);
        byte[] keyBytes = Arrays.copyOf(key.bytes(), key.length(0));
        RowBuffer row = of.encode(value);
        long number;
        if (entry(keyBytes, 0, keyBytes.length).get(buffer)) {
            number = KeyedState.number(buffer.bytes(), 0);
        } else {
            number = count();
            place(number).put(keyBytes);
            writeCount(number + 1);
            of.rows().incrementAndGet();
        }
        byte[] entry = new byte[Long.BYTES + row.length(0)];
        KeyedState.setNumber(entry, 0, number);
        System.arraycopy(row.bytes(), 0, entry, Long.BYTES, row.length(0));
        entry(keyBytes, 0, keyBytes.length).put(entry, 0, entry.length, of.expiryMicros());
        of.countUpdated(1);
    }

    @Override
    public void remove(ColumnBatch userKey) {
        RowBuffer key = of.encodeUserKey(userKey);
        remove(Arrays.copyOf(key.bytes(), key.length(0)));
        of.countRemoved(1);
    }

    private void remove(byte[] userKey) {
        if (!entry(userKey, 0, userKey.length).get(buffer)) {
            return;
        }
        long freed = KeyedState.number(buffer.bytes(), 0);
        entry(userKey, 0, userKey.length).remove();
        long last = count() - 1;
        if (freed != last) {
            readAt(last);
            place(freed).put(place.bytes(), 0, place.length(), StateStore.NEVER);
            KeyedState.setNumber(buffer.bytes(), 0, freed);
            entry(place.bytes(), 0, place.length())
                    .put(buffer.bytes(), 0, buffer.length(), buffer.expiryMicros());
        }
        place(last).remove();
        writeCount(last);
        of.rows().decrementAndGet();
    }

    @Override
    public Content all() {
        RowBuffer keys = new RowBuffer();
        RowBuffer values = new RowBuffer();
        long count = count();
        for (long number = 0; number < count; number++) {
            readAt(number);
            if (!of.isExpired(buffer)) {
                keys.append(place.bytes(), 0, place.length());
                values.append(buffer.bytes(), Long.BYTES, buffer.length() - Long.BYTES);
            }
        }
        return new Content(of.decodeUserKeys(keys), of.decode(values));
    }

    @Override
    public void clear() {
        long count = count();
        for (long number = 0; number < count; number++) {
            place(number).get(place);
            entry(place.bytes(), 0, place.length()).remove();
            place(number).remove();
        }
        writeCount(0);
        of.rows().addAndGet(-count);
        of.countRemoved(count);
    }

    @Override
    public void removeExpired(byte[] key) {
        remove(Arrays.copyOfRange(key, KeyedState.suffix(key) + 1, key.length));
    }
}
