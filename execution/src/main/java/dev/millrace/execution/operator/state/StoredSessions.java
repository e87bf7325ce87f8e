// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.state;

import dev.millrace.execution.operator.row.RowBuffer;
import dev.millrace.execution.operator.row.RowCodec;
import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.ArrayList;
import java.util.List;

/// Reads what `SessionStateLayout` describes: one entry holds all sessions of a key, where Spark
/// has a row for each.
public final class StoredSessions implements StoredForm {
    private final DataType.Struct keySchema;
    private final DataType.Struct valueSchema;
    private final List<StructField> others;
    private final int sessionKey;
    private final RowCodec keyCodec;
    private final RowCodec sessionsCodec;

    /// @param keySchema the other keys, then the start of the session
    /// @param valueSchema all keys in their order, the session among them, then the buffers
    public StoredSessions(DataType.Struct keySchema, DataType.Struct valueSchema) {
        this.keySchema = keySchema;
        this.valueSchema = valueSchema;
        this.others = keySchema.fields().subList(0, keySchema.size() - 1);
        this.sessionKey = sessionKey();
        this.keyCodec = RowCodec.ofKeys(StoredForm.types(others));
        List<StructField> session =
                new ArrayList<>(((DataType.Struct) valueSchema.field(sessionKey).type()).fields());
        session.addAll(valueSchema.fields().subList(keySchema.size(), valueSchema.size()));
        this.sessionsCodec =
                RowCodec.ofValues(List.of(new DataType.Array(new DataType.Struct(session), false)));
    }

    /// The place of the session among the keys: the first that is not one of the others.
    private int sessionKey() {
        int place = 0;
        while (place < others.size()
                && others.get(place).name().equals(valueSchema.field(place).name())
                && others.get(place).type().equals(valueSchema.field(place).type())) {
            place++;
        }
        return place;
    }

    @Override
    public DataType.Struct keySchema() {
        return keySchema;
    }

    @Override
    public DataType.Struct valueSchema() {
        return valueSchema;
    }

    @Override
    public int partitioningColumns() {
        return others.size();
    }

    @Override
    public boolean isPacked() {
        return true;
    }

    @Override
    public Rows rows(RowBuffer keys, RowBuffer values) {
        RowBuffer keyRows = new RowBuffer();
        RowBuffer sessionRows = new RowBuffer();
        for (int i = 0; i < keys.count(); i++) {
            // Without a key it is the number of all sessions.
            if (keys.length(i) > 0) {
                keyRows.append(keys.bytes(), keys.start(i), keys.length(i));
                sessionRows.append(values.bytes(), values.start(i), values.length(i));
            }
        }
        ArrayColumn lists = (ArrayColumn) sessionsCodec.decode(sessionRows).getFirst();
        int count = 0;
        for (int row = 0; row < keyRows.count(); row++) {
            count += lists.length(row);
        }
        int[] elements = new int[count];
        int[] keyOfSession = new int[count];
        int at = 0;
        for (int row = 0; row < keyRows.count(); row++) {
            for (int i = 0; i < lists.length(row); i++) {
                elements[at] = lists.start(row) + i;
                keyOfSession[at++] = row;
            }
        }
        StructColumn sessions = ((StructColumn) lists.elements()).gather(elements, count);
        List<Column> rowKeys = new ArrayList<>();
        for (Column column : keyCodec.decode(keyRows)) {
            rowKeys.add(column.gather(keyOfSession, count));
        }
        List<Column> rowValues = new ArrayList<>(rowKeys);
        rowValues.add(sessionKey, new StructColumn(sessions.fields().subList(0, 2), null, count));
        rowValues.addAll(sessions.fields().subList(2, sessions.fields().size()));
        rowKeys.add(sessions.field(0));
        return new Rows(count, rowKeys, rowValues);
    }

    @Override
    public List<Column> keys(RowBuffer keys) {
        throw new IllegalStateException("an entry holds several sessions");
    }
}
