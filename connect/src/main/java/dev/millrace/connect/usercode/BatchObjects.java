// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.usercode;

import dev.millrace.spi.column.ColumnBatch;

import org.jspecify.annotations.Nullable;

import scala.collection.AbstractIterator;

import java.util.NoSuchElementException;

/// The objects of the rows of a batch.
final class BatchObjects<T extends @Nullable Object> extends AbstractIterator<T> {
    private final ColumnBatch batch;
    private final Coded<T> coded;
    private int row;

    BatchObjects(ColumnBatch batch, Coded<T> coded) {
        this.batch = batch;
        this.coded = coded;
    }

    @Override
    public boolean hasNext() {
        return row < batch.rowCount();
    }

    @Override
    public T next() {
        if (row >= batch.rowCount()) {
            throw new NoSuchElementException("next on empty iterator");
        }
        return coded.object(batch, row++);
    }
}
