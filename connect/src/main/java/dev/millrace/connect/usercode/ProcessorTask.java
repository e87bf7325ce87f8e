// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.usercode;

import dev.millrace.connect.encoding.ObjectInput;
import dev.millrace.connect.encoding.ObjectOutput;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.function.GroupedRows;
import dev.millrace.spi.function.ProcessorState;
import dev.millrace.spi.function.StateProcessor;

import org.apache.spark.sql.catalyst.streaming.InternalOutputModes;
import org.apache.spark.sql.streaming.ExpiredTimerInfo;
import org.apache.spark.sql.streaming.StatefulProcessor;
import org.apache.spark.sql.streaming.StatefulProcessorWithInitialState;
import org.apache.spark.sql.streaming.TimerValues;
import org.jspecify.annotations.Nullable;

import scala.collection.Iterator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// The calls of a processor for one shard in one micro-batch.
final class ProcessorTask implements StateProcessor.Task {
    private final ProcessorPacket packet;
    private final StatefulProcessor<Object, Object, Object> processor;
    private final ProcessorState state;
    private final ProcessorHandle handle;
    private final Times times;
    private final ObjectOutput.Rows results;

    ProcessorTask(
            ProcessorPacket packet,
            StatefulProcessor<Object, Object, Object> processor,
            ProcessorState state) {
        this.packet = packet;
        this.processor = processor;
        this.state = state;
        this.handle = new ProcessorHandle(state, packet.modes());
        this.times = new Times(state.moment());
        this.results = packet.output().rows(64);
        processor.setHandle(handle);
        call(
                "init",
                () -> {
                    processor.init(
                            InternalOutputModes.apply(packet.modes().outputMode()),
                            packet.modes().timeMode());
                    return null;
                });
        handle.enter(ProcessorHandle.Phase.INITIALIZED);
    }

    private record Times(ProcessorState.Moment moment) implements TimerValues {
        private static final long serialVersionUID = 1L;

        @Override
        public long getCurrentProcessingTimeInMs() {
            return moment.batchMillis();
        }

        @Override
        public long getCurrentWatermarkInMs() {
            return moment.watermarkMillis();
        }
    }

    private record Expired(long millis) implements ExpiredTimerInfo {
        private static final long serialVersionUID = 1L;

        @Override
        public long getExpiryTimeInMs() {
            return millis;
        }
    }

    private static <T extends @Nullable Object> T call(String function, Supplier<T> code) {
        try {
            return code.get();
        } catch (RuntimeException e) {
            throw UserFailure.inProcessor(function, e);
        }
    }

    private @Nullable Object choose(ColumnBatch keys, int row) {
        state.choose(row);
        return packet.keys().read(keys.columns(), row);
    }

    @Override
    @SuppressWarnings("unchecked") // The packet holds a processor of its encoders' objects.
    public void takeInitial(GroupedRows groups) {
        ObjectInput input = packet.initial();
        if (input == null
                || !(processor instanceof StatefulProcessorWithInitialState<?, ?, ?, ?> known)) {
            throw new IllegalStateException("the processor takes no initial state");
        }
        StatefulProcessorWithInitialState<Object, Object, Object, Object> initialized =
                (StatefulProcessorWithInitialState<Object, Object, Object, Object>) known;
        packet.classes()
                .in(
                        () -> {
                            state.takeKeys(groups.keys());
                            for (int group = 0; group < groups.groupCount(); group++) {
                                Object key = choose(groups.keys(), group);
                                GroupObjects objects =
                                        GroupObjects.of(groups.sides().getFirst(), input, group);
                                while (objects.hasNext()) {
                                    call(
                                            "handleInitialState",
                                            () -> {
                                                initialized.handleInitialState(
                                                        key, objects.next(), times);
                                                return null;
                                            });
                                }
                            }
                            return groups;
                        });
    }

    @Override
    public List<ColumnBatch> process(GroupedRows groups) {
        return packet.classes()
                .in(
                        () -> {
                            List<ColumnBatch> output = new ArrayList<>();
                            state.takeKeys(groups.keys());
                            for (int group = 0; group < groups.groupCount(); group++) {
                                Object key = choose(groups.keys(), group);
                                GroupObjects objects =
                                        GroupObjects.of(
                                                groups.sides().getFirst(), packet.rows(), group);
                                take(
                                        "handleInputRows",
                                        () -> processor.handleInputRows(key, objects, times),
                                        output);
                            }
                            return rest(output);
                        });
    }

    @Override
    public List<ColumnBatch> expire(ColumnBatch keys, long[] millis) {
        handle.enter(ProcessorHandle.Phase.DATA_PROCESSED);
        return packet.classes()
                .in(
                        () -> {
                            List<ColumnBatch> output = new ArrayList<>();
                            state.takeKeys(keys);
                            for (int timer = 0; timer < millis.length; timer++) {
                                Object key = choose(keys, timer);
                                Expired expired = new Expired(millis[timer]);
                                take(
                                        "handleExpiredTimer",
                                        () -> processor.handleExpiredTimer(key, times, expired),
                                        output);
                                state.deleteTimer(millis[timer]);
                            }
                            return rest(output);
                        });
    }

    private void take(String function, Supplier<Iterator<Object>> code, List<ColumnBatch> output) {
        call(
                function,
                () -> {
                    Iterator<Object> given = code.get();
                    while (given.hasNext()) {
                        results.add(given.next());
                        if (results.count() == ColumnBatch.TARGET_ROWS) {
                            output.add(results.batch());
                        }
                    }
                    return null;
                });
    }

    private List<ColumnBatch> rest(List<ColumnBatch> output) {
        if (results.count() > 0) {
            output.add(results.batch());
        }
        return output;
    }

    @Override
    public void close() {
        packet.classes()
                .in(
                        () -> {
                            call(
                                    "close",
                                    () -> {
                                        processor.close();
                                        return null;
                                    });
                            return state;
                        });
        handle.enter(ProcessorHandle.Phase.CLOSED);
    }
}
