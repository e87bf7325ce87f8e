// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.state;

import dev.millrace.execution.operator.row.RowBuffer;
import dev.millrace.execution.operator.row.RowCodec;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.List;

/// How the entries of one store become the rows that Spark keeps in the store of the same name: for
/// whoever reads a state without running its query. The layouts write what this reads.
public interface StoredForm {
    /// The columns of Spark's keys.
    DataType.Struct keySchema();

    /// The columns of Spark's values.
    DataType.Struct valueSchema();

    /// How many of the first key columns decide to which partition Spark gives a row; 0 if all rows
    /// are in partition 0.
    int partitioningColumns();

    /// The rows of some entries.
    Rows rows(RowBuffer keys, RowBuffer values);

    /// The keys of entries that have gone. Only where an entry is a row.
    List<Column> keys(RowBuffer keys);

    /// False if an entry is a row of Spark's, true if it may be several or none.
    default boolean isPacked() {
        return false;
    }

    /// Rows of Spark's, as columns.
    record Rows(int count, List<Column> keys, List<Column> values) {
        public Rows {
            keys = List.copyOf(keys);
            values = List.copyOf(values);
        }
    }

    /// The form of a store whose keys and values are rows of these columns.
    ///
    /// @param partitioningColumns as in `partitioningColumns`
    static StoredForm plain(
            DataType.Struct keySchema, DataType.Struct valueSchema, int partitioningColumns) {
        return new Plain(
                keySchema,
                valueSchema,
                partitioningColumns,
                RowCodec.ofKeys(types(keySchema.fields())),
                RowCodec.ofValues(types(valueSchema.fields())));
    }

    /// The types of fields.
    static List<DataType> types(List<StructField> fields) {
        return fields.stream().map(StructField::type).toList();
    }

    /// An entry is a row.
    record Plain(
            DataType.Struct keySchema,
            DataType.Struct valueSchema,
            int partitioningColumns,
            RowCodec keyCodec,
            RowCodec valueCodec)
            implements StoredForm {
        @Override
        public Rows rows(RowBuffer keys, RowBuffer values) {
            return new Rows(keys.count(), keyCodec.decode(keys), valueCodec.decode(values));
        }

        @Override
        public List<Column> keys(RowBuffer keys) {
            return keyCodec.decode(keys);
        }
    }
}
