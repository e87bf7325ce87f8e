// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.column;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Structs as one child column per field, all of the struct's length. A field of a NULL struct may
/// hold anything: readers of a field AND the struct's validity.
public final class StructColumn implements Column {
    private final List<Column> fields;
    private final long @Nullable [] validity;
    private final int size;

    public StructColumn(List<? extends Column> fields, long @Nullable [] validity, int size) {
        this.fields = List.copyOf(fields);
        this.validity = validity;
        this.size = size;
    }

    public Column field(int index) {
        return fields.get(index);
    }

    public List<Column> fields() {
        return fields;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public long @Nullable [] validity() {
        return validity;
    }

    @Override
    public StructColumn gather(int[] rows, int count) {
        List<Column> gathered = new ArrayList<>(fields.size());
        for (Column field : fields) {
            gathered.add(field.gather(rows, count));
        }
        return new StructColumn(gathered, Validity.gather(validity, rows, count), count);
    }

    @Override
    public StructColumn slice(int from, int length) {
        List<Column> sliced = new ArrayList<>(fields.size());
        for (Column field : fields) {
            sliced.add(field.slice(from, length));
        }
        return new StructColumn(sliced, Validity.slice(validity, from, length), length);
    }

    @Override
    public long sizeBytes() {
        long bytes = validity == null ? 0 : validity.length * 8L;
        for (Column field : fields) {
            bytes += field.sizeBytes();
        }
        return bytes;
    }
}
