// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.aggregate;

import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.List;
import java.util.function.Supplier;

/// An aggregate function, ready to be run any number of times.
///
/// @param buffers what `Accumulator.buffers` gives: the columns of partial results and of state
public record AggregateFunction(
        String name, List<StructField> buffers, Supplier<Accumulator> start) {
    public AggregateFunction {
        buffers = List.copyOf(buffers);
    }

    public List<DataType> bufferTypes() {
        return buffers.stream().map(StructField::type).toList();
    }
}
