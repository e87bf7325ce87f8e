// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.user;

import dev.millrace.execution.operator.row.RowBuffer;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.function.ProcessorState;
import dev.millrace.spi.state.StateStore;

/// A list for a key, so that an element is added without reading the others.
///
/// - Without a suffix: the number of the first element, the number that the next will get, how many
///   there are. There is no entry for an empty list.
/// - With a number as suffix: an element. Numbers of elements that have expired may be missing.
final class StoredElements implements ProcessorState.Elements, StoredVariable {
    private final VariableRows of;
    private final StateStore.ValueBuffer buffer = new StateStore.ValueBuffer();
    private long first;
    private long next;
    private long count;

    StoredElements(VariableRows of) {
        this.of = of;
    }

    private boolean read() {
        if (!of.entries().of(of.id()).get(buffer)) {
            first = 0;
            next = 0;
            count = 0;
            return false;
        }
        first = KeyedState.number(buffer.bytes(), 0);
        next = KeyedState.number(buffer.bytes(), Long.BYTES);
        count = KeyedState.number(buffer.bytes(), 2 * Long.BYTES);
        return true;
    }

    private void write() {
        if (of.entries().of(of.id()).put(KeyedState.numbers(first, next, count))) {
            of.rows().incrementAndGet();
        }
    }

    private boolean readElement(long number) {
        return of.entries().of(of.id()).and(number).get(buffer);
    }

    @Override
    public boolean exists() {
        if (!read()) {
            return false;
        }
        for (long number = next - 1; number >= first; number--) {
            if (readElement(number) && !of.isExpired(buffer)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public ColumnBatch all() {
        RowBuffer elements = new RowBuffer();
        read();
        for (long number = first; number < next; number++) {
            if (readElement(number) && !of.isExpired(buffer)) {
                elements.append(buffer.bytes(), 0, buffer.length());
            }
        }
        return of.decode(elements);
    }

    @Override
    public void put(ColumnBatch elements) {
        removeAll();
        append(elements);
    }

    @Override
    public void append(ColumnBatch elements) {
        read();
        RowBuffer rows = of.encode(elements);
        for (int i = 0; i < rows.count(); i++) {
            of.entries()
                    .of(of.id())
                    .and(next++)
                    .put(rows.bytes(), rows.start(i), rows.length(i), of.expiryMicros());
        }
        count += rows.count();
        write();
        of.countUpdated(rows.count());
    }

    @Override
    public void clear() {
        of.countRemoved(removeAll());
    }

    private long removeAll() {
        if (!read()) {
            return 0;
        }
        for (long number = first; number < next; number++) {
            of.entries().of(of.id()).and(number).remove();
        }
        removeHead();
        return count;
    }

    private void removeHead() {
        of.entries().of(of.id()).remove();
        of.rows().decrementAndGet();
    }

    @Override
    public void removeExpired(byte[] key) {
        long expired = KeyedState.number(key, KeyedState.suffix(key));
        if (!read() || !of.entries().of(of.id()).and(expired).remove()) {
            return;
        }
        count--;
        if (count == 0) {
            removeHead();
            return;
        }
        while (first < next && !readElement(first)) {
            first++;
        }
        write();
    }
}
