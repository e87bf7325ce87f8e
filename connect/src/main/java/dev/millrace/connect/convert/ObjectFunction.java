// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.convert;

import dev.millrace.spi.function.GroupFunction;
import dev.millrace.spi.function.PartitionFunction;
import dev.millrace.spi.function.ProcessorTime;
import dev.millrace.spi.function.StateFunction;
import dev.millrace.spi.function.StateProcessor;
import dev.millrace.spi.function.StateTimeout;
import dev.millrace.spi.function.UnboundFunction;
import dev.millrace.spi.function.UserAggregate;
import dev.millrace.spi.function.UserFunction;

/// A function over objects that a client sent with the encoders of what it takes and gives. What
/// kind of function it is depends on where it was sent: one of the methods is the right one.
public interface ObjectFunction {
    /// False if it takes plain values of columns instead of objects.
    boolean takesObjects();

    /// True if it gives objects with fields.
    boolean givesStruct();

    /// A function of one object: the condition of `filter`, the key of `groupByKey`.
    UnboundFunction<UserFunction> overRow();

    /// A function of all objects of a partition.
    UnboundFunction<PartitionFunction> overPartition();

    /// A function of a key and the objects of one or two sides.
    UnboundFunction<GroupFunction> overGroups();

    /// A function of a key, its objects and its state.
    UnboundFunction<StateFunction> overGroupsWithState(StateTimeout timeout);

    /// A `StatefulProcessor`.
    ///
    /// @param outputMode as the client wrote it
    UnboundFunction<StateProcessor> processor(ProcessorTime time, String outputMode);

    /// An `Aggregator`.
    UnboundFunction<UserAggregate> aggregator();

    /// A function that makes one of two objects.
    UnboundFunction<UserAggregate> reducer();
}
