// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.streamjoin;

import dev.millrace.execution.kernel.Evaluator;
import dev.millrace.execution.operator.state.EventTimeColumn;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// One input of a join of two streams.
///
/// @param schema of its rows
/// @param keys over its columns, as many and of the same types as those of the other side
/// @param filter what a row must meet to find any partner, over its columns; null if nothing
/// @param eventTime the column by which its rows are late, null if it has none
/// @param isPreserved whether rows without a partner come out
public record StreamJoinSide(
        DataType.Struct schema,
        List<Evaluator> keys,
        @Nullable Evaluator filter,
        @Nullable EventTimeColumn eventTime,
        Eviction eviction,
        boolean isPreserved) {
    public StreamJoinSide {
        keys = List.copyOf(keys);
    }

    /// The columns of the rows with those of the key behind them.
    DataType.Struct keyedSchema(List<DataType> keyTypes) {
        List<StructField> fields = new ArrayList<>(schema.fields());
        for (int i = 0; i < keyTypes.size(); i++) {
            fields.add(new StructField("key" + i, keyTypes.get(i)));
        }
        return new DataType.Struct(fields);
    }
}
