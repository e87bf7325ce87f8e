// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.execution.physical.PlanRun;
import dev.millrace.execution.physical.PlanSummary;
import dev.millrace.execution.physical.TestTable;
import dev.millrace.plan.expression.AggregateCall;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.NamedAggregate;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.OutputMode;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

class StatefulSessionOperatorTest {
    private static final long MINUTE = 60_000_000L;
    private static final String SESSION =
            "{\"spark.watermarkDelayMs\":0,\"spark.sessionWindow\":true}";
    private static final DataType WINDOW =
            DataType.Struct.of(
                    new StructField("start", DataType.TIMESTAMP, true),
                    new StructField("end", DataType.TIMESTAMP, true));
    private static final List<Attribute> INPUT =
            List.of(
                    new Attribute(0, "name", DataType.STRING, true),
                    new Attribute(1, "session_window", WINDOW, false, SESSION),
                    new Attribute(2, "value", DataType.LONG, true));

    /// A session row by row: name, start, end, and the values in the order of their times.
    private record Session(@Nullable String name, long start, long end, List<Long> values) {
        List<@Nullable Object> row() {
            List<@Nullable Object> row = new ArrayList<>();
            row.add(name);
            row.add(List.of(start, end));
            row.add(values.stream().mapToLong(v -> v).sum());
            row.add((long) values.size());
            return row;
        }
    }

    /// The query, row at a time.
    private static final class Oracle {
        private final boolean isComplete;
        private List<Session> sessions = new ArrayList<>();
        private int late;
        private int updated;
        private int removed;

        Oracle(OutputMode mode) {
            this.isComplete = mode == OutputMode.COMPLETE;
        }

        List<List<@Nullable Object>> run(
                List<List<@Nullable Object>> rows, long lateMillis, long evictionMillis) {
            List<List<@Nullable Object>> windowsDropped = new ArrayList<>();
            Map<@Nullable String, List<Session>> changes = new HashMap<>();
            for (List<@Nullable Object> row : rows) {
                List<?> window = (List<?>) Objects.requireNonNull(row.get(1));
                long end = (Long) window.get(1);
                if (end <= lateMillis * 1000) {
                    windowsDropped.add(row.subList(0, 2));
                    continue;
                }
                String name = (String) row.get(0);
                Long value = (Long) Objects.requireNonNull(row.get(2));
                changes.computeIfAbsent(name, n -> new ArrayList<>())
                        .add(new Session(name, (Long) window.get(0), end, List.of(value)));
            }
            late = (int) windowsDropped.stream().distinct().count();
            updated = 0;
            removed = 0;
            changes.forEach(this::merge);
            return giveOut(evictionMillis * 1000);
        }

        private void merge(@Nullable String name, List<Session> added) {
            List<Session> all = new ArrayList<>(added);
            List<Session> stored =
                    sessions.stream().filter(s -> Objects.equals(s.name(), name)).toList();
            all.addAll(stored);
            all.sort(Comparator.comparingLong(Session::start));
            List<Session> merged = new ArrayList<>();
            for (Session session : all) {
                Session last = merged.isEmpty() ? null : merged.getLast();
                if (last == null || session.start() > last.end()) {
                    merged.add(session);
                    continue;
                }
                List<Long> values = new ArrayList<>(last.values());
                values.addAll(session.values());
                long end = Math.max(last.end(), session.end());
                merged.set(merged.size() - 1, new Session(name, last.start(), end, values));
            }
            List<Long> starts = merged.stream().map(Session::start).toList();
            removed += (int) stored.stream().filter(s -> !starts.contains(s.start())).count();
            updated += merged.size();
            sessions.removeAll(stored);
            sessions.addAll(merged);
        }

        private List<List<@Nullable Object>> giveOut(long boundMicros) {
            List<Session> due =
                    sessions.stream().filter(s -> isComplete || s.end() <= boundMicros).toList();
            if (!isComplete) {
                sessions = new ArrayList<>(sessions);
                sessions.removeAll(due);
                removed += due.size();
            }
            return due.stream().map(Session::row).toList();
        }
    }

    private static LogicalPlan sessions(LogicalPlan input) {
        return new LogicalPlan.Aggregate(
                input,
                List.of(NamedExpression.of(INPUT.get(0)), NamedExpression.of(INPUT.get(1))),
                List.of(aggregate(10, "sum", INPUT.get(2)), aggregate(11, "count", INPUT.get(2))));
    }

    private static NamedAggregate aggregate(int id, String function, Attribute argument) {
        return new NamedAggregate(
                new Attribute(id, function, DataType.LONG, true),
                new AggregateCall(
                        function, List.of(argument), false, null, false, DataType.LONG, true));
    }

    private static List<List<@Nullable Object>> randomRows(int batch, int count, Random random) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long start = (Math.max(0, batch * 20L - random.nextInt(60)) + random.nextInt(20));
            long gap = 1 + random.nextInt(3);
            rows.add(
                    Arrays.asList(
                            random.nextInt(9) == 0 ? null : "n" + random.nextInt(40),
                            List.of(start * MINUTE, (start + gap) * MINUTE),
                            (long) random.nextInt(100)));
        }
        return rows;
    }

    private static void check(OutputMode mode, int shards, int parallelism) {
        Oracle oracle = new Oracle(mode);
        try (TestStream stream =
                new TestStream(
                        INPUT, mode, StatefulSessionOperatorTest::sessions, shards, parallelism)) {
            for (int batch = 0; batch < 15; batch++) {
                long eviction = Math.max(0, batch * 20L - 35) * MINUTE / 1000;
                long late = Math.max(0, batch * 20L - 55) * MINUTE / 1000;
                int count = batch % 5 == 4 ? 0 : 50 + stream.random().nextInt(400);
                List<List<@Nullable Object>> rows = randomRows(batch, count, stream.random());
                List<List<@Nullable Object>> expected = oracle.run(rows, late, eviction);
                assertThat(stream.run(rows, late, eviction))
                        .as("batch " + batch)
                        .containsExactlyInAnyOrderElementsOf(expected);
                assertThat(stream.again(rows, late, eviction))
                        .containsExactlyInAnyOrderElementsOf(expected);
                assertThat(stream.statistics().rowsTotal()).hasValue(oracle.sessions.size());
                assertThat(stream.statistics().rowsUpdated()).hasValue(oracle.updated);
                assertThat(stream.statistics().rowsRemoved()).hasValue(oracle.removed);
                assertThat(stream.statistics().rowsDroppedByWatermark()).hasValue(oracle.late);
            }
        }
    }

    @Test
    void appendGivesEachSessionOnceWhenTheWatermarkPassesItsEnd() {
        check(OutputMode.APPEND, 1, 1);
        check(OutputMode.APPEND, 5, 3);
    }

    @Test
    void lateSessionsOfManyTablesAreCountedOnce() {
        try (TestStream stream =
                new TestStream(
                        INPUT, OutputMode.APPEND, StatefulSessionOperatorTest::sessions, 2, 2)) {
            List<List<@Nullable Object>> rows = new ArrayList<>();
            for (int i = 0; i < 100_000; i++) {
                long start = i % 45_000 * 1000L;
                rows.add(Arrays.asList("n" + i % 40, List.of(start, start + 1000), 1L));
            }
            Oracle oracle = new Oracle(OutputMode.APPEND);
            List<List<@Nullable Object>> expected = oracle.run(rows, 20_000, 60_000);
            assertThat(stream.run(rows, 20_000, 60_000))
                    .containsExactlyInAnyOrderElementsOf(expected);
            assertThat(stream.statistics().rowsDroppedByWatermark()).hasValue(oracle.late);
        }
    }

    @Test
    void completeGivesAllSessionsButDropsLateRows() {
        check(OutputMode.COMPLETE, 1, 2);
        check(OutputMode.COMPLETE, 4, 1);
    }

    @Test
    void aTableHasTheSessionsOfAStreamThatEnded() {
        Random random = new Random(5);
        for (int count : new int[] {0, 1, 500, 30_000}) {
            List<List<@Nullable Object>> rows = randomRows(3, count, random);
            List<List<@Nullable Object>> expected =
                    new Oracle(OutputMode.COMPLETE).run(rows, Long.MIN_VALUE / 1000, 0);
            LogicalPlan plan = sessions(new TestTable(INPUT, rows).scan(3, random));
            assertThat(PlanRun.rows(plan, 4)).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void manySessionsThatAreDueAtOnceAreAllGivenOut() {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            rows.add(Arrays.asList("n" + i, List.of(0L, MINUTE), 1L));
            rows.add(Arrays.asList("n" + i, List.of(5 * MINUTE, 6 * MINUTE), 1L));
        }
        try (TestStream stream =
                new TestStream(
                        INPUT, OutputMode.APPEND, StatefulSessionOperatorTest::sessions, 1, 1)) {
            assertThat(stream.run(rows, 0, MINUTE / 1000)).hasSize(20_000);
            assertThat(stream.statistics().rowsTotal()).hasValue(20_000);
            assertThat(stream.run(List.of(), 0, 6 * MINUTE / 1000)).hasSize(20_000);
            assertThat(stream.statistics().rowsTotal()).hasValue(0);
        }
    }

    @Test
    void theDescriptionIsThatOfSpark() {
        try (TestStream stream =
                new TestStream(
                        INPUT, OutputMode.APPEND, StatefulSessionOperatorTest::sessions, 1, 1)) {
            StatefulDescription found =
                    PlanSummary.of(stream.plan()).statefulOperators().getFirst();
            assertThat(found.name()).isEqualTo("sessionWindowStateStoreSaveExec");
            assertThat(found.keySchema().names()).containsExactly("name", "sessionStartTime");
            assertThat(found.valueSchema().names())
                    .containsExactly("name", "session_window", "sum", "count");
        }
    }

    @Test
    void sessionsOfAllRowsAreRefused() {
        try (TestStream stream =
                new TestStream(
                        INPUT,
                        OutputMode.COMPLETE,
                        scan ->
                                new LogicalPlan.Aggregate(
                                        scan, List.of(NamedExpression.of(INPUT.get(1))), List.of()),
                        1,
                        1)) {
            assertThatThrownBy(stream::plan)
                    .isInstanceOf(MillraceException.class)
                    .hasMessageContaining("Global aggregation with session window");
        }
    }
}
