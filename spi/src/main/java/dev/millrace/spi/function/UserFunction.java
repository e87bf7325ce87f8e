// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.function;

import dev.millrace.spi.column.Column;
import dev.millrace.spi.type.DataType;

import java.util.List;

/// A scalar function in user code, called with whole columns.
public interface UserFunction {
    /// The name it was registered under, `UDF` if it has none.
    String name();

    DataType resultType();

    boolean resultNullable();

    /// False if two calls with the same arguments may differ: then it is never moved, merged or
    /// repeated.
    boolean isDeterministic();

    /// The types the arguments are cast to before the call; empty if it takes them as they are.
    List<DataType> argumentTypes();

    /// Evaluates all rows. An exception of the user's code is thrown on as the cause of a
    /// `FAILED_EXECUTE_UDF` error.
    ///
    /// @param arguments one column per argument, each of `rowCount` rows
    Column apply(List<Column> arguments, List<DataType> types, int rowCount);
}
