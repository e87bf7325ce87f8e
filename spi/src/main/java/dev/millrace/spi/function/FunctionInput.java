// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.function;

import dev.millrace.spi.type.DataType;

import java.util.List;

/// What a function over objects reads of the rows that its objects are made of.
public sealed interface FunctionInput {
    /// All columns of a row, whatever they are.
    record WholeRow() implements FunctionInput {}

    /// Some columns, each of a type that the column given for it can be widened to.
    ///
    /// @param isTuple true if the row must have exactly as many columns
    record Fields(List<Field> fields, boolean isTuple) implements FunctionInput {
        public Fields {
            fields = List.copyOf(fields);
        }
    }

    /// One column.
    ///
    /// @param position in the row if `name` is empty
    /// @param name by which it is found, ignoring case as names do; empty to go by the position
    /// @param path for messages: where in the object it goes, one line a level
    record Field(int position, String name, DataType type, String path) {
        public boolean isByName() {
            return !name.isEmpty();
        }
    }
}
