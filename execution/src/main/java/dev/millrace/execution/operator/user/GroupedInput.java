// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.user;

import dev.millrace.execution.operator.sort.RowOrder;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// What an operator must know of an input whose rows are taken by key.
///
/// @param schema of the input
/// @param keys columns by which rows are grouped
/// @param keyArguments columns that the object of the key is made of
/// @param arguments columns that the objects of the rows are made of
/// @param order of the rows within a group, null for any
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record GroupedInput(
        DataType.Struct schema,
        int[] keys,
        int[] keyArguments,
        int[] arguments,
        @Nullable RowOrder order) {
    public List<DataType> keyTypes() {
        List<DataType> types = new ArrayList<>(keys.length);
        for (int key : keys) {
            types.add(schema.field(key).type());
        }
        return types;
    }
}
