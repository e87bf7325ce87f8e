// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.usercode;

import dev.millrace.spi.function.ProcessorState;
import dev.millrace.spi.function.ProcessorTime;
import dev.millrace.spi.type.DataType;

import org.apache.spark.SparkUnsupportedOperationException;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.streaming.ListState;
import org.apache.spark.sql.streaming.MapState;
import org.apache.spark.sql.streaming.QueryInfo;
import org.apache.spark.sql.streaming.StatefulProcessorHandle;
import org.apache.spark.sql.streaming.TTLConfig;
import org.apache.spark.sql.streaming.ValueState;

import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// What a processor asks for its variables and timers. Variables can be declared while it is
/// initialised, timers can be used after that.
final class ProcessorHandle implements StatefulProcessorHandle {
    private static final long serialVersionUID = 1L;
    private static final DataType.Struct NO_COLUMNS = new DataType.Struct(List.of());

    /// How far the work on a shard has come; the names are Spark's.
    enum Phase {
        PRE_INIT,
        INITIALIZED,
        DATA_PROCESSED,
        TIMER_PROCESSED,
        CLOSED
    }

    private final transient ProcessorState state;
    private final transient ProcessorPacket.Modes modes;
    private final transient Set<String> declared = new HashSet<>();
    private transient Phase phase = Phase.PRE_INIT;

    ProcessorHandle(ProcessorState state, ProcessorPacket.Modes modes) {
        this.state = state;
        this.modes = modes;
    }

    void enter(Phase next) {
        phase = next;
    }

    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException("a handle belongs to one task");
    }

    private static SparkUnsupportedOperationException unsupported(
            String condition, Map<String, String> parameters) {
        return new SparkUnsupportedOperationException(condition, parameters);
    }

    private SparkUnsupportedOperationException wrongPhase(String operation) {
        return unsupported(
                "STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_HANDLE_STATE",
                Map.of("operationType", operation, "handleState", phase.name()));
    }

    /// Refuses to read or write a variable before there is a key.
    void requireKey(String variable, String operation) {
        if (phase == Phase.PRE_INIT) {
            throw wrongPhase(variable + "." + operation);
        }
    }

    private void requireInit(String operation) {
        if (phase != Phase.PRE_INIT) {
            throw wrongPhase(operation);
        }
    }

    private void requireTimers(String operation) {
        if (modes.time() == ProcessorTime.NONE) {
            throw unsupported(
                    "STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_TIME_MODE",
                    Map.of("operationType", operation, "timeMode", modes.timeMode().toString()));
        }
        if (phase == Phase.PRE_INIT || phase.compareTo(Phase.TIMER_PROCESSED) >= 0) {
            throw wrongPhase(operation);
        }
    }

    /// How long values can be read, 0 for ever.
    private long lifeMillis(String name, TTLConfig config) {
        Duration life = config.ttlDuration();
        if (life != null && life.isZero()) {
            return 0;
        }
        if (modes.time() != ProcessorTime.PROCESSING_TIME) {
            throw unsupported(
                    "STATEFUL_PROCESSOR_INCORRECT_TIME_MODE_TO_ASSIGN_TTL",
                    Map.of("stateName", name, "timeMode", modes.timeMode().toString()));
        }
        if (life == null || life.isNegative()) {
            throw unsupported(
                    "STATEFUL_PROCESSOR_TTL_DURATION_MUST_BE_POSITIVE",
                    Map.of("operationType", "update", "stateName", name));
        }
        return life.toMillis();
    }

    private ProcessorState.Variable variable(
            String name,
            ProcessorState.Kind kind,
            DataType.Struct userKey,
            DataType.Struct value,
            TTLConfig config) {
        if (!declared.add(name)) {
            throw unsupported(
                    "STATEFUL_PROCESSOR_DUPLICATE_STATE_VARIABLE_DEFINED",
                    Map.of("stateVarName", name));
        }
        requireName(name);
        return new ProcessorState.Variable(name, kind, userKey, value, lifeMillis(name, config));
    }

    private static void requireName(String name) {
        if (name.isEmpty() || !name.equals(name.strip()) || name.equals("default")) {
            throw unsupported(
                    "STATE_STORE_CANNOT_USE_COLUMN_FAMILY_WITH_INVALID_NAME",
                    Map.of("operationName", "create_col_family", "colFamilyName", name));
        }
        if (name.startsWith("$")) {
            throw unsupported(
                    "STATE_STORE_CANNOT_CREATE_COLUMN_FAMILY_WITH_RESERVED_CHARS",
                    Map.of("colFamilyName", name));
        }
    }

    @Override
    public <T> ValueState<T> getValueState(String name, Encoder<T> encoder, TTLConfig config) {
        requireInit("get_value_state");
        Coded<T> values = Coded.of(encoder);
        return new ValueVariable<>(
                new VariableAccess(name, this),
                state.value(
                        variable(
                                name,
                                ProcessorState.Kind.VALUE,
                                NO_COLUMNS,
                                values.schema(),
                                config)),
                values);
    }

    @Override
    public <T> ValueState<T> getValueState(String name, TTLConfig config, Encoder<T> encoder) {
        return getValueState(name, encoder, config);
    }

    @Override
    public <T> ListState<T> getListState(String name, Encoder<T> encoder, TTLConfig config) {
        requireInit("get_list_state");
        Coded<T> values = Coded.of(encoder);
        return new ListVariable<>(
                new VariableAccess(name, this),
                state.elements(
                        variable(
                                name,
                                ProcessorState.Kind.LIST,
                                NO_COLUMNS,
                                values.schema(),
                                config)),
                values);
    }

    @Override
    public <T> ListState<T> getListState(String name, TTLConfig config, Encoder<T> encoder) {
        return getListState(name, encoder, config);
    }

    @Override
    public <K, V> MapState<K, V> getMapState(
            String name, Encoder<K> keyEncoder, Encoder<V> valueEncoder, TTLConfig config) {
        requireInit("get_map_state");
        Coded<K> keys = Coded.of(keyEncoder);
        Coded<V> values = Coded.of(valueEncoder);
        return new MapVariable<>(
                new VariableAccess(name, this),
                state.entries(
                        variable(
                                name,
                                ProcessorState.Kind.MAP,
                                keys.schema(),
                                values.schema(),
                                config)),
                keys,
                values);
    }

    @Override
    public <K, V> MapState<K, V> getMapState(
            String name, TTLConfig config, Encoder<K> keyEncoder, Encoder<V> valueEncoder) {
        return getMapState(name, keyEncoder, valueEncoder, config);
    }

    private record Info(ProcessorState.Moment moment) implements QueryInfo {
        private static final long serialVersionUID = 1L;

        @Override
        public UUID getQueryId() {
            return moment.queryId();
        }

        @Override
        public UUID getRunId() {
            return moment.runId();
        }

        @Override
        public long getBatchId() {
            return moment.batchId();
        }

        @Override
        public String toString() {
            return "QueryInfo(queryId=%s, runId=%s, batchId=%d)"
                    .formatted(moment.queryId(), moment.runId(), moment.batchId());
        }
    }

    @Override
    public QueryInfo getQueryInfo() {
        return new Info(state.moment());
    }

    @Override
    public void registerTimer(long expiryMillis) {
        requireTimers("register_timer");
        state.registerTimer(expiryMillis);
    }

    @Override
    public void deleteTimer(long expiryMillis) {
        requireTimers("delete_timer");
        state.deleteTimer(expiryMillis);
    }

    @Override
    public Iterator<Object> listTimers() {
        requireTimers("list_timers");
        List<Object> timers = new ArrayList<>();
        for (long timer : state.timers()) {
            timers.add(timer);
        }
        return CollectionConverters.asScala(timers.iterator());
    }

    @Override
    public void deleteIfExists(String name) {
        requireInit("delete_if_exists");
        state.forget(name);
    }
}
