// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.function;

import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.type.DataType;

/// A function from a group of rows to other rows: `mapGroups`, `flatMapGroups`, `cogroup`. Inputs:
/// the keys, then the rows of each side.
public interface GroupFunction {
    /// Name for plans.
    String name();

    DataType.Struct resultSchema();

    /// Starts some groups, which are worked on one after the other as results are pulled. May be
    /// called by several threads at the same time.
    BatchReader apply(GroupedRows groups);
}
