// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import static dev.millrace.plan.analysis.Relations.analyze;
import static dev.millrace.plan.analysis.Relations.as;
import static dev.millrace.plan.analysis.Relations.call;
import static dev.millrace.plan.analysis.Relations.col;
import static dev.millrace.plan.analysis.Relations.group;
import static dev.millrace.plan.analysis.Relations.join;
import static dev.millrace.plan.analysis.Relations.lit;
import static dev.millrace.plan.analysis.Relations.over;
import static dev.millrace.plan.analysis.Relations.select;
import static dev.millrace.plan.analysis.Relations.sort;
import static dev.millrace.plan.analysis.Relations.star;
import static dev.millrace.plan.analysis.Relations.stream;
import static dev.millrace.plan.analysis.Relations.table;
import static dev.millrace.plan.analysis.Relations.union;
import static dev.millrace.plan.analysis.Relations.watermark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.plan.logical.OutputMode;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.Relation.JoinType;
import dev.millrace.spi.error.MillraceException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;

final class StreamingRulesTest {
    private static final Relation TIMED = watermark(stream("orders"), "ts", "1 hour");

    private static ParsedExpression window() {
        return call("window", col("ts"), lit("10 minutes"));
    }

    private static void check(Relation relation, OutputMode mode) {
        StreamingRules.check(analyze(relation), mode, true);
    }

    private static MillraceException error(Relation relation, OutputMode mode) {
        return catchThrowableOfType(MillraceException.class, () -> check(relation, mode));
    }

    @ParameterizedTest
    @EnumSource(OutputMode.class)
    void windowsWithAWatermarkRunInEveryMode(OutputMode mode) {
        Relation counts = group(TIMED, List.of(window(), col("customer")), call("count", star()));
        assertThatCode(() -> check(counts, mode)).doesNotThrowAnyException();
    }

    @Test
    void groupsThatNeverEndCannotBeAppended() {
        Relation counts = group(TIMED, List.of(col("customer")), call("count", star()));
        MillraceException error = error(counts, OutputMode.APPEND);
        assertThat(error.condition()).isEqualTo("STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION");
        assertThat(error.parameters())
                .containsEntry("outputMode", "append")
                .containsEntry("operation", "streaming aggregations without watermark");
        assertThatCode(() -> check(counts, OutputMode.UPDATE)).doesNotThrowAnyException();
    }

    @Test
    void completeNeedsAnAggregation() {
        MillraceException error = error(select(TIMED, col("id")), OutputMode.COMPLETE);
        assertThat(error.parameters()).containsEntry("operation", "no streaming aggregations");
    }

    @Test
    void sortsOnlyTheCompleteResult() {
        Relation counts = group(TIMED, List.of(col("customer")), call("count", star()));
        assertThatCode(() -> check(sort(counts, col("customer")), OutputMode.COMPLETE))
                .doesNotThrowAnyException();
        assertThat(error(sort(TIMED, col("id")), OutputMode.APPEND).condition())
                .isEqualTo("_LEGACY_ERROR_TEMP_3102");
    }

    @Test
    void aStreamMayJoinATableThatItsRowsDoNotDependOn() {
        ParsedExpression equal = call("=", col("customer"), col("name"));
        Relation customers = table("customers");
        assertThatCode(() -> check(join(TIMED, customers, JoinType.LEFT, equal), OutputMode.APPEND))
                .doesNotThrowAnyException();
        assertThat(error(join(TIMED, customers, JoinType.RIGHT, equal), OutputMode.APPEND))
                .hasMessageContaining("RightOuter join with a streaming DataFrame");
        assertThat(error(join(customers, TIMED, JoinType.LEFT, equal), OutputMode.APPEND))
                .hasMessageContaining("LeftOuter join with a streaming DataFrame");
    }

    @Test
    void whatSparkNeverStreamsIsRefusedInItsWords() {
        assertThat(
                        error(
                                union(select(TIMED, col("id")), select(table("orders"), col("id"))),
                                OutputMode.APPEND))
                .hasMessageContaining("Union between streaming and batch");
        ParsedExpression distinct =
                new ParsedExpression.Call(
                        "count", List.of(col("customer")), true, null, false, null);
        assertThat(error(group(TIMED, List.of(window()), distinct), OutputMode.APPEND))
                .hasMessageContaining("Distinct aggregations are not supported");
        assertThat(
                        error(
                                        select(
                                                TIMED,
                                                over(
                                                        call("row_number"),
                                                        List.of(col("customer")),
                                                        col("id"))),
                                        OutputMode.APPEND)
                                .condition())
                .isEqualTo("NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING");
    }

    @Test
    void rowsWithoutDuplicatesAreNotAggregated() {
        Relation distinct = new Relation.Deduplicate(TIMED, List.of("id"), false);
        assertThatCode(() -> check(distinct, OutputMode.APPEND)).doesNotThrowAnyException();
        assertThat(error(distinct, OutputMode.COMPLETE).parameters())
                .containsEntry("operation", "no streaming aggregations");
        Relation selected = new Relation.Distinct(select(TIMED, col("id")));
        assertThatCode(() -> check(selected, OutputMode.COMPLETE)).doesNotThrowAnyException();
        assertThat(error(selected, OutputMode.APPEND).parameters())
                .containsEntry("operation", "streaming aggregations without watermark");
        Relation within = new Relation.Deduplicate(stream("orders"), List.of("id"), true);
        assertThat(error(within, OutputMode.APPEND)).hasMessageContaining("without watermark");
    }

    @Test
    void limitsAreNotForUpdateModeAndOffsetsForNone() {
        Relation limited = new Relation.Limit(TIMED, lit(3));
        assertThatCode(() -> check(limited, OutputMode.APPEND)).doesNotThrowAnyException();
        assertThat(error(limited, OutputMode.UPDATE))
                .hasMessageContaining("Limits are not supported");
        Relation offset = new Relation.Offset(TIMED, lit(3));
        assertThat(error(offset, OutputMode.APPEND))
                .hasMessageContaining("Offset is not supported");
    }

    @Test
    void onlyTheUppermostAggregationMustHaveAWatermarkAtTheStart() {
        Relation counts =
                group(stream("orders"), List.of(window()), as(call("count", star()), "n"));
        Relation again =
                group(
                        watermark(counts, "window", "1 minute"),
                        List.of(call("window", col("window"), lit("1 hour"))),
                        call("sum", col("n")));
        assertThatCode(() -> check(again, OutputMode.APPEND)).doesNotThrowAnyException();
    }

    @Test
    void windowsOverWindowsAreForAppendModeOnly() {
        Relation twice =
                group(
                        group(TIMED, List.of(window()), as(call("count", star()), "n")),
                        List.of(call("window", col("window"), lit("1 hour"))),
                        call("sum", col("n")));
        StreamingRules.check(analyze(twice), OutputMode.APPEND, true);
        StreamingRules.check(analyze(twice), OutputMode.UPDATE, false);
        assertThat(error(twice, OutputMode.UPDATE).condition())
                .isEqualTo("_LEGACY_ERROR_TEMP_3102");
    }

    @Test
    void aBatchIsNotAStream() {
        assertThat(error(table("orders"), OutputMode.APPEND).condition())
                .isEqualTo("WRITE_STREAM_NOT_ALLOWED");
    }
}
