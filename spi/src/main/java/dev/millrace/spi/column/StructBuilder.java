// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.column;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Builds a `StructColumn`: append one value to each field's builder, then call `endRow()`.
public final class StructBuilder implements ColumnBuilder {
    private final List<ColumnBuilder> fields;
    private final ValidityBuilder validity = new ValidityBuilder();
    private int size;

    public StructBuilder(List<ColumnBuilder> fields) {
        this.fields = List.copyOf(fields);
    }

    public ColumnBuilder field(int index) {
        return fields.get(index);
    }

    /// Closes a row to which every field has got its value.
    public void endRow() {
        size++;
    }

    @Override
    public void appendNull() {
        validity.addNull(size);
        for (ColumnBuilder field : fields) {
            field.appendNull();
        }
        size++;
    }

    @Override
    public void appendBoxed(@Nullable Object value) {
        if (value == null) {
            appendNull();
            return;
        }
        List<?> values = (List<?>) value;
        for (int i = 0; i < fields.size(); i++) {
            fields.get(i).appendBoxed(values.get(i));
        }
        size++;
    }

    @Override
    public void appendFrom(Column column, int row) {
        if (column.isNull(row)) {
            appendNull();
            return;
        }
        StructColumn struct = (StructColumn) column;
        for (int i = 0; i < fields.size(); i++) {
            fields.get(i).appendFrom(struct.field(i), row);
        }
        size++;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public StructColumn build() {
        StructColumn column =
                new StructColumn(
                        fields.stream().map(ColumnBuilder::build).toList(),
                        validity.build(size),
                        size);
        size = 0;
        return column;
    }
}
