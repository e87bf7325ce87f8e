// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.function;

import dev.millrace.spi.type.DataType;

import java.util.List;

/// A function over objects, before it is known which columns the objects are made of.
///
/// @param <F> what it is once that is known
public interface UnboundFunction<F> {
    /// The rows that it reads, in the order in which the description of `F` names them.
    List<FunctionInput> inputs();

    /// The function over columns of these types.
    ///
    /// @param columns for each input the columns that were found for it, in the order it asked for
    ///     them
    F bind(List<DataType.Struct> columns);
}
