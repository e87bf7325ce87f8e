// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.execution.physical.PlanSummary;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.OutputMode;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

class DeduplicateOperatorTest {
    private static final long MINUTE = 60_000_000L;
    private static final long DELAY = 5 * MINUTE;
    private static final String MARKED = "{\"spark.watermarkDelayMs\":" + DELAY / 1000 + "}";

    private static final Attribute TIME = new Attribute(0, "at", DataType.TIMESTAMP, true, MARKED);
    private static final Attribute NAME = new Attribute(1, "name", DataType.STRING, true);
    private static final Attribute VALUE = new Attribute(2, "value", DataType.DOUBLE, true);
    private static final List<Attribute> INPUT = List.of(TIME, NAME, VALUE);

    /// The query, row at a time. Keys with the time of their removal.
    private static final class Oracle {
        private final boolean withinWatermark;
        private final int[] keys;
        private final Map<List<@Nullable Object>, Long> seen = new HashMap<>();
        private int late;
        private int duplicates;

        Oracle(boolean withinWatermark, int... keys) {
            this.withinWatermark = withinWatermark;
            this.keys = keys;
        }

        List<List<@Nullable Object>> run(
                List<List<@Nullable Object>> rows, long lateMillis, long evictionMillis) {
            late = 0;
            duplicates = 0;
            List<List<@Nullable Object>> output = new ArrayList<>();
            for (List<@Nullable Object> row : rows) {
                Long time = (Long) row.getFirst();
                if (time != null && time <= lateMillis * 1000) {
                    late++;
                    continue;
                }
                List<@Nullable Object> key = new ArrayList<>();
                for (int k : keys) {
                    key.add(normal(row.get(k)));
                }
                if (seen.containsKey(key)) {
                    duplicates++;
                    continue;
                }
                seen.put(key, expiry(time));
                output.add(row);
            }
            seen.values().removeIf(expiry -> expiry <= evictionMillis * 1000);
            return output;
        }

        private long expiry(@Nullable Long time) {
            if (withinWatermark) {
                return (time == null ? 0 : time) + DELAY;
            }
            boolean hasTime = Arrays.stream(keys).anyMatch(k -> k == 0);
            return !hasTime || time == null ? Long.MAX_VALUE : time;
        }

        private static @Nullable Object normal(@Nullable Object value) {
            return value instanceof Double number ? (Double) (number + 0.0) : value;
        }
    }

    private static LogicalPlan deduplicated(
            LogicalPlan scan, boolean withinWatermark, int... keys) {
        return new LogicalPlan.Deduplicate(
                scan, Arrays.stream(keys).mapToObj(INPUT::get).toList(), withinWatermark);
    }

    private static List<List<@Nullable Object>> randomRows(int batch, Random random) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        int count = batch % 5 == 4 ? 0 : 100 + random.nextInt(2_000);
        Double[] values = {0.0, -0.0, Double.NaN, 1.5, null};
        for (int i = 0; i < count; i++) {
            long minute = Math.max(0, batch * 10L - random.nextInt(30) + random.nextInt(8));
            rows.add(
                    Arrays.asList(
                            random.nextInt(50) == 0 ? null : minute * MINUTE,
                            random.nextInt(9) == 0 ? null : "n" + random.nextInt(60),
                            values[random.nextInt(values.length)]));
        }
        return rows;
    }

    private static void check(int shards, int parallelism, boolean withinWatermark, int... keys) {
        Oracle oracle = new Oracle(withinWatermark, keys);
        try (TestStream stream =
                new TestStream(
                        INPUT,
                        OutputMode.APPEND,
                        scan -> deduplicated(scan, withinWatermark, keys),
                        shards,
                        parallelism)) {
            for (int batch = 0; batch < 15; batch++) {
                long eviction = Math.max(0, batch * 10L - 25) * MINUTE / 1000;
                long late = Math.max(0, batch * 10L - 35) * MINUTE / 1000;
                List<List<@Nullable Object>> rows = randomRows(batch, stream.random());
                List<List<@Nullable Object>> expected = oracle.run(rows, late, eviction);
                assertThat(stream.run(rows, late, eviction))
                        .containsExactlyInAnyOrderElementsOf(expected);
                assertThat(stream.again(rows, late, eviction))
                        .containsExactlyInAnyOrderElementsOf(expected);
                assertThat(stream.statistics().rowsTotal()).hasValue(oracle.seen.size());
                assertThat(stream.statistics().rowsUpdated()).hasValue(expected.size());
                assertThat(stream.statistics().rowsDroppedByWatermark()).hasValue(oracle.late);
                assertThat(stream.statistics().customCounts())
                        .containsEntry("numDroppedDuplicateRows", (long) oracle.duplicates);
            }
        }
    }

    @Test
    void aKeyWithoutTheEventTimeIsKeptForEver() {
        check(1, 1, false, 1);
        check(5, 4, false, 1, 2);
    }

    @Test
    void aKeyWithTheEventTimeIsForgottenBehindTheWatermark() {
        check(1, 2, false, 0);
        check(3, 1, false, 1, 0, 2);
    }

    @Test
    void withinTheWatermarkAKeyIsForgottenADelayAfterItsFirstRow() {
        check(1, 1, true, 1);
        check(4, 3, true, 2, 1);
    }

    @Test
    void aTimeNearTheEndOfTimeWrapsAsInSpark() {
        try (TestStream stream =
                new TestStream(
                        INPUT, OutputMode.APPEND, scan -> deduplicated(scan, true, 1), 1, 1)) {
            List<List<@Nullable Object>> rows = List.of(Arrays.asList(Long.MAX_VALUE, "far", 1.0));
            assertThat(stream.run(rows, 0, 0)).hasSize(1);
            assertThat(stream.statistics().rowsRemoved()).hasValue(1);
        }
    }

    @Test
    void twoEventTimesAreRefused() {
        Attribute other = new Attribute(3, "other", DataType.TIMESTAMP, true, MARKED);
        try (TestStream stream =
                new TestStream(
                        List.of(TIME, other, NAME),
                        OutputMode.APPEND,
                        scan -> new LogicalPlan.Deduplicate(scan, List.of(NAME), false),
                        1,
                        1)) {
            assertThatThrownBy(stream::plan)
                    .isInstanceOf(MillraceException.class)
                    .hasMessageContaining("More than one event time columns");
        }
    }

    @Test
    void theDescriptionIsThatOfSpark() {
        try (TestStream plain =
                        new TestStream(
                                INPUT,
                                OutputMode.UPDATE,
                                scan -> deduplicated(scan, false, 1, 0),
                                1,
                                1);
                TestStream within =
                        new TestStream(
                                INPUT,
                                OutputMode.UPDATE,
                                scan -> deduplicated(scan, true, 1),
                                1,
                                1)) {
            assertThat(description(plain)).isEqualTo("dedupe [name, at] [__dummy__]");
            assertThat(description(within))
                    .isEqualTo("dedupeWithinWatermark [name] [expiresAtMicros]");
        }
    }

    private static String description(TestStream stream) {
        StatefulDescription found = PlanSummary.of(stream.plan()).statefulOperators().getFirst();
        return found.name() + " " + found.keySchema().names() + " " + found.valueSchema().names();
    }
}
