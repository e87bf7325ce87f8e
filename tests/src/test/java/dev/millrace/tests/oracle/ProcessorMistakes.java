// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.ListState;
import org.apache.spark.sql.streaming.MapState;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StatefulProcessorHandle;
import org.apache.spark.sql.streaming.TTLConfig;
import org.apache.spark.sql.streaming.TimeMode;
import org.apache.spark.sql.streaming.TimerValues;
import org.apache.spark.sql.streaming.ValueState;
import org.jspecify.annotations.Nullable;

import scala.collection.Iterator;

import java.io.Serializable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a processor may do wrong: sent to Spark as it is, so it uses no other class of the tests.
final class ProcessorMistakes {
    private ProcessorMistakes() {}

    /// The variables of a processor that makes a mistake.
    record Variables(
            StatefulProcessorHandle handle,
            ValueState<String> value,
            ListState<String> list,
            MapState<String, String> map) {}

    /// A mistake in `init` or in `handleInputRows`.
    interface Mistake extends Serializable {
        void make(Variables variables);
    }

    /// A processor that makes one.
    static final class Mistaken extends Processors.OfReadings {
        private static final long serialVersionUID = 1L;
        private final Mistake mistake;
        private final boolean isInInit;
        private transient @Nullable Variables variables;

        Mistaken(Mistake mistake, boolean isInInit) {
            this.mistake = mistake;
            this.isInInit = isInInit;
        }

        @Override
        public void init(OutputMode outputMode, TimeMode timeMode) {
            StatefulProcessorHandle handle = getHandle();
            TTLConfig none = TTLConfig.NONE();
            variables =
                    new Variables(
                            handle,
                            handle.getValueState("value", Encoders.STRING(), none),
                            handle.getListState("list", Encoders.STRING(), none),
                            handle.getMapState("map", Encoders.STRING(), Encoders.STRING(), none));
            if (isInInit) {
                mistake.make(variables);
            }
        }

        @Override
        public Iterator<String> handleInputRows(String key, Iterator<Row> rows, TimerValues times) {
            Variables declared = variables;
            if (!isInInit && declared != null) {
                mistake.make(declared);
            }
            return Processors.one(key);
        }
    }

    private static TTLConfig lives(Duration duration) {
        return new TTLConfig(duration);
    }

    /// Mistakes in `init` by their names.
    static Map<String, Mistake> inInit() {
        Map<String, Mistake> all = new LinkedHashMap<>();
        all.put("the same name twice", v -> another(v, "value", TTLConfig.NONE()));
        all.put("a life", v -> another(v, "more", lives(Duration.ofHours(1))));
        all.put("a negative life", v -> another(v, "more", lives(Duration.ofHours(-1))));
        all.put("a reserved name", v -> another(v, "$more", TTLConfig.NONE()));
        all.put("a reserved word", v -> another(v, "default", TTLConfig.NONE()));
        all.put("no name", v -> another(v, "", TTLConfig.NONE()));
        all.put("a name with a space", v -> another(v, " more", TTLConfig.NONE()));
        all.put("a timer", v -> v.handle().registerTimer(1));
        all.put("timers", v -> v.handle().listTimers());
        all.put("a value", v -> v.value().exists());
        all.put("an unknown name to delete", v -> v.handle().deleteIfExists("unknown"));
        all.put("a failure", v -> fail());
        return all;
    }

    private static void another(Variables variables, String name, TTLConfig config) {
        variables.handle().getValueState(name, Encoders.STRING(), config);
    }

    private static void fail() {
        throw new IllegalStateException("on purpose");
    }

    /// Mistakes in `handleInputRows` by their names.
    static Map<String, Mistake> inRows() {
        Map<String, Mistake> all = new LinkedHashMap<>();
        all.put("another variable", v -> another(v, "more", TTLConfig.NONE()));
        all.put("a name to delete", v -> v.handle().deleteIfExists("value"));
        all.put("a timer", v -> v.handle().registerTimer(1));
        all.put("a timer to delete", v -> v.handle().deleteTimer(1));
        all.put("timers", v -> v.handle().listTimers());
        all.put("null", v -> v.value().update(null));
        all.put("null as an element", v -> v.list().appendValue(null));
        all.put("null as a list", v -> v.list().put(null));
        all.put("null in a list", v -> v.list().appendList(new String[] {"a", null}));
        all.put("an empty list", v -> v.list().put(new String[0]));
        all.put("an empty list to append", v -> v.list().appendList(new String[0]));
        all.put("null as a key", v -> v.map().getValue(null));
        all.put("null as a value", v -> v.map().updateValue("a", null));
        all.put("null as a key to remove", v -> v.map().removeKey(null));
        all.put("a failure", v -> fail());
        all.put("nothing wrong", v -> v.map().removeKey("unknown"));
        return all;
    }
}
