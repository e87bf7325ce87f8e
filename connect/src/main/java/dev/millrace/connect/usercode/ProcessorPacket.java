// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.usercode;

import dev.millrace.connect.encoding.ObjectInput;
import dev.millrace.connect.encoding.ObjectOutput;
import dev.millrace.spi.function.ProcessorState;
import dev.millrace.spi.function.ProcessorTime;
import dev.millrace.spi.function.StateProcessor;
import dev.millrace.spi.type.DataType;

import org.apache.spark.sql.catalyst.encoders.AgnosticEncoder;
import org.apache.spark.sql.streaming.StatefulProcessor;
import org.apache.spark.sql.streaming.TimeMode;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// A `StatefulProcessor` that a client sent. Each shard works with a copy of its own in each
/// micro-batch, as processors keep their variables in fields.
///
/// @param serialized the processor
/// @param initial null if it takes no initial state
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record ProcessorPacket(
        byte[] serialized,
        ObjectInput keys,
        ObjectInput rows,
        @Nullable ObjectInput initial,
        ObjectOutput output,
        Modes modes,
        UserClasses classes)
        implements StateProcessor {
    /// @param outputMode by Spark's name
    record Modes(ProcessorTime time, String outputMode) {
        /// The time mode as the processor knows it.
        TimeMode timeMode() {
            return switch (time) {
                case NONE -> TimeMode.None();
                case PROCESSING_TIME -> TimeMode.ProcessingTime();
                case EVENT_TIME -> TimeMode.EventTime();
            };
        }
    }

    /// Whose objects the processor takes and gives.
    record Encoders(
            AgnosticEncoder<?> key,
            AgnosticEncoder<?> rows,
            AgnosticEncoder<?> initial,
            AgnosticEncoder<?> output) {}

    /// @param columns of key and rows, and of the initial state if there is one
    static ProcessorPacket of(
            Object processor,
            Encoders encoders,
            Modes modes,
            List<DataType.Struct> columns,
            UserClasses classes) {
        return new ProcessorPacket(
                Packets.write(processor),
                ObjectInput.of(encoders.key(), columns.get(0)),
                ObjectInput.of(encoders.rows(), columns.get(1)),
                columns.size() > 2 ? ObjectInput.of(encoders.initial(), columns.get(2)) : null,
                ObjectOutput.of(encoders.output()),
                modes,
                classes);
    }

    @Override
    public String name() {
        return "transformWithState";
    }

    @Override
    public DataType.Struct resultSchema() {
        return output.schema();
    }

    @Override
    @SuppressWarnings("unchecked") // The packet holds a processor of its encoders' objects.
    public Task start(ProcessorState state) {
        return classes.in(
                () -> {
                    StatefulProcessor<Object, Object, Object> copy =
                            (StatefulProcessor<Object, Object, Object>)
                                    Packets.read(serialized, classes.loader());
                    return new ProcessorTask(this, copy, state);
                });
    }
}
