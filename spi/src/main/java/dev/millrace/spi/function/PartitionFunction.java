// SPDX-License-Identifier: Apache-2.0
package dev.millrace.spi.function;

import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.type.DataType;

/// A function from the rows of a partition to other rows: `map`, `flatMap`, `mapPartitions`. One
/// input: the rows.
public interface PartitionFunction {
    /// Name for plans.
    String name();

    DataType.Struct resultSchema();

    /// Starts one partition. Rows are pulled from the input as the results are pulled. The reader
    /// closes the input. May be called by several threads at the same time.
    BatchReader apply(BatchReader input);
}
