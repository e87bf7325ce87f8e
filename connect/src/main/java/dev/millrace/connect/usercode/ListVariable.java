// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.usercode;

import dev.millrace.connect.encoding.ObjectOutput;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.function.ProcessorState;

import org.apache.spark.sql.streaming.ListState;
import org.jspecify.annotations.Nullable;

import scala.collection.Iterator;

import java.lang.reflect.Array;

/// A list for a key.
final class ListVariable<T extends @Nullable Object> implements ListState<T> {
    private static final long serialVersionUID = 1L;

    private final transient VariableAccess access;
    private final transient ProcessorState.Elements elements;
    private final transient Coded<T> coded;

    ListVariable(VariableAccess access, ProcessorState.Elements elements, Coded<T> coded) {
        this.access = access;
        this.elements = elements;
        this.coded = coded;
    }

    @Override
    public boolean exists() {
        access.begin("exists");
        return elements.exists();
    }

    @Override
    public Iterator<T> get() {
        access.begin("get");
        return new BatchObjects<>(elements.all(), coded);
    }

    @Override
    public void put(Object newState) {
        access.begin("put");
        elements.put(rows(newState));
    }

    @Override
    public void appendValue(T newState) {
        access.begin("appendValue");
        access.requirePresent(newState);
        elements.append(coded.row(newState));
    }

    @Override
    public void appendList(Object newState) {
        access.begin("appendList");
        elements.append(rows(newState));
    }

    @Override
    public void clear() {
        access.begin("clear");
        elements.clear();
    }

    /// The elements of an array, which for a Scala program may be one of primitives.
    private ColumnBatch rows(@Nullable Object array) {
        access.requirePresent(array);
        int length = Array.getLength(array);
        if (length == 0) {
            throw access.illegal("EMPTY_LIST_VALUE");
        }
        ObjectOutput.Rows rows = coded.output().rows(length);
        for (int i = 0; i < length; i++) {
            Object element = Array.get(array, i);
            access.requirePresent(element);
            rows.add(element);
        }
        return rows.batch();
    }
}
