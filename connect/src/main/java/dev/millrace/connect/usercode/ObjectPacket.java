// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.usercode;

import dev.millrace.connect.convert.ObjectFunction;
import dev.millrace.connect.convert.UserFunctions.ScalaFunction;
import dev.millrace.connect.encoding.ObjectInput;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.function.FunctionInput;
import dev.millrace.spi.function.GroupFunction;
import dev.millrace.spi.function.PartitionFunction;
import dev.millrace.spi.function.ProcessorTime;
import dev.millrace.spi.function.StateFunction;
import dev.millrace.spi.function.StateProcessor;
import dev.millrace.spi.function.StateTimeout;
import dev.millrace.spi.function.UnboundFunction;
import dev.millrace.spi.function.UserAggregate;
import dev.millrace.spi.function.UserFunction;
import dev.millrace.spi.type.DataType;

import org.apache.spark.sql.catalyst.encoders.AgnosticEncoder;
import org.apache.spark.sql.connect.common.UdfPacket;
import org.apache.spark.sql.expressions.Aggregator;

import scala.jdk.javaapi.CollectionConverters;

import java.util.List;
import java.util.function.Function;

/// A function with the encoders of its objects, as a client sent it.
public final class ObjectPacket implements ObjectFunction {
    private final String name;
    private final UdfPacket packet;
    private final List<AgnosticEncoder<?>> inputs;
    private final UserClasses classes;

    private ObjectPacket(String name, UdfPacket packet, UserClasses classes) {
        this.name = name;
        this.packet = packet;
        this.inputs = CollectionConverters.asJava(packet.inputEncoders());
        this.classes = classes;
    }

    /// Reads the packet; a class that is missing is an error now, not at the first row.
    public static ObjectPacket of(ScalaFunction sent, ClassLoader loader) {
        UdfPacket packet = (UdfPacket) Packets.read(sent.payload(), loader);
        String name = sent.name().isEmpty() ? "UDF" : sent.name();
        return new ObjectPacket(name, packet, new UserClasses(loader));
    }

    /// A function that is known once its inputs are.
    private record Unbound<F>(
            List<FunctionInput> inputs, Function<List<DataType.Struct>, F> binding)
            implements UnboundFunction<F> {
        @Override
        public F bind(List<DataType.Struct> columns) {
            return binding.apply(columns);
        }
    }

    private <F> UnboundFunction<F> unbound(
            List<AgnosticEncoder<?>> encoders, Function<List<DataType.Struct>, F> binding) {
        return new Unbound<>(encoders.stream().map(ObjectInput::wanted).toList(), binding);
    }

    @Override
    public boolean takesObjects() {
        return !inputs.isEmpty();
    }

    @Override
    public boolean givesStruct() {
        return packet.outputEncoder().isStruct();
    }

    @Override
    public UnboundFunction<UserFunction> overRow() {
        return unbound(inputs, columns -> RowFunction.of(name, packet, columns, classes));
    }

    @Override
    public UnboundFunction<PartitionFunction> overPartition() {
        return unbound(inputs, columns -> ObjectPartitions.of(name, packet, columns, classes));
    }

    @Override
    public UnboundFunction<GroupFunction> overGroups() {
        return unbound(inputs, columns -> ObjectGroups.of(name, packet, columns, classes));
    }

    /// The packet names key, state and rows in this order.
    @Override
    public UnboundFunction<StateFunction> overGroupsWithState(StateTimeout timeout) {
        AgnosticEncoder<?> key = inputs.get(0);
        AgnosticEncoder<?> state = inputs.get(1);
        AgnosticEncoder<?> rows = inputs.get(2);
        return unbound(
                List.of(key, rows, state),
                columns ->
                        ObjectsWithState.of(
                                packet.function(),
                                new ObjectsWithState.Encoders(
                                        key, rows, state, packet.outputEncoder()),
                                timeout,
                                columns,
                                classes));
    }

    /// The packet names key, initial state and rows in this order; a processor without an initial
    /// state has a stand-in there.
    @Override
    public UnboundFunction<StateProcessor> processor(ProcessorTime time, String outputMode) {
        AgnosticEncoder<?> key = inputs.get(0);
        AgnosticEncoder<?> initial = inputs.get(1);
        AgnosticEncoder<?> rows = inputs.get(2);
        return unbound(
                List.of(key, rows, initial),
                columns ->
                        ProcessorPacket.of(
                                packet.function(),
                                new ProcessorPacket.Encoders(
                                        key, rows, initial, packet.outputEncoder()),
                                new ProcessorPacket.Modes(time, outputMode),
                                columns,
                                classes));
    }

    @Override
    @SuppressWarnings("unchecked") // The encoders that came with it are those of its objects.
    public UnboundFunction<UserAggregate> aggregator() {
        if (!(packet.function() instanceof Aggregator<?, ?, ?> aggregator)) {
            throw MillraceException.unsupported(
                    "an aggregate function of the class " + packet.function().getClass().getName());
        }
        Aggregator<Object, Object, Object> typed = (Aggregator<Object, Object, Object>) aggregator;
        return unbound(
                inputs, columns -> ObjectAggregate.of(typed, inputs.getFirst(), columns, classes));
    }

    @Override
    public UnboundFunction<UserAggregate> reducer() {
        AgnosticEncoder<?> encoder = packet.outputEncoder();
        return unbound(
                List.of(encoder), columns -> Reduction.of(packet, encoder, columns, classes));
    }
}
