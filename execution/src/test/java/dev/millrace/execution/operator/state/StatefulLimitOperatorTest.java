// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.operator.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.execution.physical.PlanSummary;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.NamedExpression;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.OutputMode;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class StatefulLimitOperatorTest {
    private static final List<Attribute> INPUT =
            List.of(new Attribute(0, "id", DataType.LONG, true));

    private static TestStream limited(long count, OutputMode mode) {
        return new TestStream(INPUT, mode, scan -> new LogicalPlan.Limit(scan, 0, count), 3, 2);
    }

    private static List<List<@Nullable Object>> ids(int from, int to) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (long id = from; id < to; id++) {
            rows.add(List.of(id));
        }
        return rows;
    }

    @Test
    void theFirstRowsOfTheWholeStreamPass() {
        try (TestStream stream = limited(1_000, OutputMode.APPEND)) {
            assertThat(stream.run(ids(0, 300), 0, 0)).isEqualTo(ids(0, 300));
            assertThat(stream.statistics().rowsUpdated()).hasValue(1);
            assertThat(stream.run(List.of(), 0, 0)).isEmpty();
            assertThat(stream.statistics().rowsUpdated()).hasValue(0);
            assertThat(stream.statistics().rowsTotal()).hasValue(1);
            assertThat(stream.run(ids(300, 5_000), 0, 0)).isEqualTo(ids(300, 1_000));
            assertThat(stream.again(ids(300, 5_000), 0, 0)).isEqualTo(ids(300, 1_000));
            assertThat(stream.run(ids(5_000, 5_010), 0, 0)).isEmpty();
        }
    }

    @Test
    void aLimitOfNothingKeepsNoState() {
        try (TestStream stream = limited(0, OutputMode.APPEND)) {
            assertThat(stream.run(ids(0, 300), 0, 0)).isEmpty();
            assertThat(stream.statistics().rowsTotal()).hasValue(0);
        }
    }

    @Test
    void belowAnAggregationItLimitsTheStreamInCompleteModeToo() {
        try (TestStream stream = limited(2, OutputMode.COMPLETE)) {
            assertThat(stream.run(ids(0, 3), 0, 0)).isEqualTo(ids(0, 2));
            assertThat(stream.run(ids(3, 6), 0, 0)).isEmpty();
        }
    }

    @Test
    void aboveAnAggregationItLimitsEachResult() {
        try (TestStream stream =
                new TestStream(
                        INPUT,
                        OutputMode.COMPLETE,
                        scan ->
                                new LogicalPlan.Limit(
                                        new LogicalPlan.Aggregate(
                                                scan,
                                                List.of(NamedExpression.of(INPUT.getFirst())),
                                                List.of()),
                                        0,
                                        2),
                        3,
                        2)) {
            assertThat(PlanSummary.of(stream.plan()).statefulOperators()).hasSize(1);
            assertThat(stream.run(ids(0, 3), 0, 0)).hasSize(2);
            assertThat(stream.run(ids(3, 6), 0, 0)).hasSize(2);
        }
    }

    @Test
    void theDescriptionIsThatOfSpark() {
        try (TestStream stream = limited(2, OutputMode.APPEND)) {
            StatefulDescription found =
                    PlanSummary.of(stream.plan()).statefulOperators().getFirst();
            assertThat(found.name()).isEqualTo("globalLimit");
            assertThat(found.keySchema().names()).containsExactly("key");
            assertThat(found.valueSchema().names()).containsExactly("value");
        }
    }
}
