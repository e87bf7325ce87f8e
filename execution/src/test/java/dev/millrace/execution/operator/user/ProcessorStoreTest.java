// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.execution.operator.row.RowCodec;
import dev.millrace.execution.operator.state.ScratchStore;
import dev.millrace.execution.task.StateStatistics;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.LongColumn;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.function.ProcessorState;
import dev.millrace.spi.function.ProcessorState.Kind;
import dev.millrace.spi.function.ProcessorState.Variable;
import dev.millrace.spi.state.StateStore;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/// Variables and timers beside a model in plain Java, batch by batch.
final class ProcessorStoreTest {
    private static final int KEYS = 4;
    private static final long LIFE = 5;
    private static final DataType.Struct NONE = new DataType.Struct(List.of());
    private static final DataType.Struct NUMBER =
            new DataType.Struct(List.of(new StructField("value", DataType.LONG)));

    private final StateStore store = new ScratchStore();
    private final StateStatistics statistics = new StateStatistics();

    private ProcessorStore open(String mode, long now) {
        ProcessorStore state =
                new ProcessorStore(
                        store,
                        RowCodec.ofKeys(List.of(DataType.LONG)),
                        new ProcessorCatalog("ProcessingTime", mode),
                        new ProcessorState.Moment(new UUID(0, 1), new UUID(0, 2), now, now, 0),
                        statistics);
        state.takeKeys(numbers(0, 1, 2, 3));
        return state;
    }

    private static ColumnBatch numbers(long... values) {
        return new ColumnBatch(values.length, List.of(new LongColumn(values, null, values.length)));
    }

    private static List<Long> read(@Nullable ColumnBatch batch) {
        List<Long> values = new ArrayList<>();
        for (int i = 0; batch != null && i < batch.rowCount(); i++) {
            values.add(((LongColumn) batch.column(0)).value(i));
        }
        return values;
    }

    private static Variable variable(String name, Kind kind, long life) {
        return new Variable(name, kind, kind == Kind.MAP ? NUMBER : NONE, NUMBER, life);
    }

    /// A value and when it ends.
    private record Mortal(long value, long end) {
        boolean lives(long now) {
            return end > now;
        }
    }

    /// What the variables of one key should hold.
    private static final class Model {
        private final List<Mortal> list = new ArrayList<>();
        private final Map<Long, Mortal> map = new TreeMap<>();
        private final TreeSet<Long> timers = new TreeSet<>();
    }

    @Test
    void listsMapsAndTimersFollowTheirModel() {
        SplittableRandom random = new SplittableRandom(11);
        Map<Integer, Model> models = new HashMap<>();
        for (int key = 0; key < KEYS; key++) {
            models.put(key, new Model());
        }
        for (long now = 1; now < 120; now++) {
            ProcessorStore state = open("Update", now);
            ProcessorState.Elements list = state.elements(variable("list", Kind.LIST, LIFE));
            ProcessorState.Entries map = state.entries(variable("map", Kind.MAP, LIFE));
            for (int step = 0; step < 12; step++) {
                int key = random.nextInt(KEYS);
                state.choose(key);
                change(state, list, map, models.getOrDefault(key, new Model()), now, random);
            }
            fireTimers(state, models, now);
            state.takeKeys(numbers(0, 1, 2, 3));
            for (int key = 0; key < KEYS; key++) {
                state.choose(key);
                assertSame(state, list, map, models.getOrDefault(key, new Model()), now);
            }
            state.removeExpired();
            state.finish();
        }
        assertThat(statistics.custom("numExpiredTimers").get()).isGreaterThan(50);
        assertThat(statistics.custom("numValuesRemovedDueToTTLExpiry").get()).isGreaterThan(50);
    }

    private static void change(
            ProcessorState state,
            ProcessorState.Elements list,
            ProcessorState.Entries map,
            Model model,
            long now,
            SplittableRandom random) {
        long value = random.nextInt(9);
        Mortal mortal = new Mortal(value, now + LIFE);
        switch (random.nextInt(10)) {
            case 0 -> {
                list.clear();
                model.list.clear();
            }
            case 1 -> {
                list.put(numbers(value, value));
                model.list.clear();
                model.list.addAll(List.of(mortal, mortal));
            }
            case 2, 3 -> {
                list.append(numbers(value));
                model.list.add(mortal);
            }
            case 4 -> {
                map.clear();
                model.map.clear();
            }
            case 5 -> {
                map.remove(numbers(value));
                model.map.remove(value);
            }
            case 6, 7 -> {
                map.put(numbers(value), numbers(now));
                model.map.put(value, new Mortal(now, now + LIFE));
            }
            case 8 -> {
                state.deleteTimer(now + value);
                model.timers.remove(now + value);
            }
            default -> {
                state.registerTimer(now + value);
                model.timers.add(now + value);
            }
        }
    }

    private static void fireTimers(ProcessorStore state, Map<Integer, Model> models, long now) {
        ProcessorStore.Due due = state.dueTimers(now);
        assertThat(due.millis()).isSorted();
        ColumnBatch keys =
                new ColumnBatch(
                        due.millis().length,
                        RowCodec.ofKeys(List.of(DataType.LONG)).decode(due.keys()));
        state.takeKeys(keys);
        for (int i = 0; i < due.millis().length; i++) {
            state.choose(i);
            state.deleteTimer(due.millis()[i]);
            int key = read(keys).get(i).intValue();
            assertThat(models.getOrDefault(key, new Model()).timers.remove(due.millis()[i]))
                    .isTrue();
        }
        models.values().forEach(model -> assertThat(model.timers.headSet(now + 1)).isEmpty());
    }

    private static void assertSame(
            ProcessorState state,
            ProcessorState.Elements list,
            ProcessorState.Entries map,
            Model model,
            long now) {
        List<Long> elements =
                model.list.stream().filter(m -> m.lives(now)).map(Mortal::value).toList();
        assertThat(read(list.all())).isEqualTo(elements);
        assertThat(list.exists()).isEqualTo(!elements.isEmpty());
        Map<Long, Long> entries = new TreeMap<>();
        model.map.forEach(
                (key, value) -> {
                    if (value.lives(now)) {
                        entries.put(key, value.value());
                    }
                });
        ProcessorState.Entries.Content content = map.all();
        Map<Long, Long> found = new TreeMap<>();
        for (int i = 0; i < content.values().rowCount(); i++) {
            found.put(read(content.userKeys()).get(i), read(content.values()).get(i));
        }
        assertThat(found).isEqualTo(entries);
        assertThat(map.exists()).isEqualTo(!entries.isEmpty());
        for (long key = 0; key < 9; key++) {
            Long value = entries.get(key);
            assertThat(read(map.get(numbers(key))))
                    .isEqualTo(value == null ? List.of() : List.of(value));
        }
        assertThat(state.timers())
                .containsExactly(model.timers.stream().mapToLong(Long::longValue).toArray());
    }

    @Test
    void nothingIsLeftWhenAllIsCleared() {
        ProcessorStore state = open("Update", 1);
        ProcessorState.Value value = state.value(variable("value", Kind.VALUE, 0));
        ProcessorState.Elements list = state.elements(variable("list", Kind.LIST, 0));
        ProcessorState.Entries map = state.entries(variable("map", Kind.MAP, 0));
        state.finish();
        long before = store.size();
        state.choose(2);
        value.put(numbers(1));
        list.append(numbers(1, 2, 3));
        map.put(numbers(1), numbers(2));
        map.put(numbers(2), numbers(2));
        state.registerTimer(5);
        value.clear();
        list.clear();
        map.clear();
        state.deleteTimer(5);
        assertThat(store.size()).isEqualTo(before);
    }

    @Test
    void aVariableThatIsForgottenLeavesNothingBehind() {
        ProcessorStore first = open("Update", 1);
        first.value(variable("kept", Kind.VALUE, 0)).put(numbers(7));
        ProcessorState.Elements gone = first.elements(variable("gone", Kind.LIST, 0));
        gone.append(numbers(1, 2, 3));
        first.finish();

        ProcessorStore second = open("Update", 2);
        second.forget("gone");
        second.forget("unknown");
        ProcessorState.Elements again = second.elements(variable("gone", Kind.LIST, 0));
        assertThat(again.exists()).isFalse();
        assertThat(read(second.value(variable("kept", Kind.VALUE, 0)).get())).containsExactly(7L);
        second.finish();
        // One value and one list, then one value.
        assertThat(statistics.rowsTotal().get()).isEqualTo(2 + 1);
    }

    @Test
    void aVariableThatHasBecomeAnotherIsRefused() {
        ProcessorStore first = open("Update", 1);
        first.value(variable("value", Kind.VALUE, 0));
        first.finish();

        assertThatThrownBy(() -> open("Update", 2).elements(variable("value", Kind.LIST, 0)))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e ->
                                assertThat(e.condition())
                                        .isEqualTo("STATE_STORE_INVALID_VARIABLE_TYPE_CHANGE"));
        Variable text =
                new Variable(
                        "value",
                        Kind.VALUE,
                        NONE,
                        new DataType.Struct(List.of(new StructField("value", DataType.STRING))),
                        0);
        assertThatThrownBy(() -> open("Update", 2).value(text))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e ->
                                assertThat(e.condition())
                                        .isEqualTo("STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE"));
        assertThatThrownBy(() -> open("Update", 2).value(variable("value", Kind.VALUE, 9)))
                .hasMessageContaining("TTL");
        assertThatThrownBy(() -> open("Append", 2))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e ->
                                assertThat(e.condition())
                                        .isEqualTo("STATE_STORE_INVALID_CONFIG_AFTER_RESTART"));
    }
}
