// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.state;

import dev.millrace.execution.operator.aggregate.SessionKeys;
import dev.millrace.execution.operator.row.RowCodec;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.ArrayList;
import java.util.List;

/// The stored form of an aggregation by session windows: the only place that knows it.
///
/// - The sessions of a key. Key: the grouping columns without the window, in the order of
///   `groupBy`, as a `RowCodec.ofKeys` row. Value: one column, an array with a struct for each
///   session in the order of their starts: start, end, and the buffers of all aggregates in the
///   order of the select list, as a `RowCodec.ofValues` row. Expiry: the earliest end.
/// - The number of sessions. Key: no bytes. Value: one column BIGINT, as a `RowCodec.ofValues` row.
///   It is not there while there is no session. No expiry.
///
/// Spark's `sessionWindowStateStoreSaveExec` has an entry per session instead, whose key is the
/// grouping columns without the window and the start, and whose value is all grouping columns and
/// the buffers: the columns of `keySchema` and `valueSchema`. `StoredSessions` makes them from the
/// above.
public final class SessionStateLayout {
    private final SessionKeys keys;
    private final RowCodec keyCodec;
    private final DataType.Struct sessionType;
    private final RowCodec sessionsCodec;
    private final RowCodec countCodec = RowCodec.ofValues(List.of(DataType.LONG));

    public SessionStateLayout(SessionKeys keys) {
        this.keys = keys;
        this.keyCodec = RowCodec.ofKeys(keys.otherTypes());
        List<StructField> fields = new ArrayList<>(window().fields());
        fields.addAll(keys.aggregation().bufferFields());
        this.sessionType = new DataType.Struct(fields);
        this.sessionsCodec = RowCodec.ofValues(List.of(new DataType.Array(sessionType, false)));
    }

    private DataType.Struct window() {
        return (DataType.Struct) keys.sessionField().type();
    }

    /// The logical columns of Spark's keys.
    public DataType.Struct keySchema() {
        List<StructField> fields = new ArrayList<>(keys.otherFields());
        fields.add(new StructField("sessionStartTime", DataType.TIMESTAMP, false));
        return new DataType.Struct(fields);
    }

    /// The logical columns of Spark's values.
    public DataType.Struct valueSchema() {
        List<StructField> fields = new ArrayList<>(keys.aggregation().keyFields());
        fields.addAll(keys.aggregation().bufferFields());
        return new DataType.Struct(fields);
    }

    /// A session: start, end, buffers.
    public DataType.Struct sessionType() {
        return sessionType;
    }

    /// The codec of keys.
    public RowCodec keys() {
        return keyCodec;
    }

    /// The codec of the sessions of a key.
    public RowCodec sessions() {
        return sessionsCodec;
    }

    /// The codec of the number of sessions.
    public RowCodec count() {
        return countCodec;
    }
}
