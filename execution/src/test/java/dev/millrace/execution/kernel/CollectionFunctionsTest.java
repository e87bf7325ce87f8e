// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import static dev.millrace.execution.kernel.Expressions.bigint;
import static dev.millrace.execution.kernel.Expressions.call;
import static dev.millrace.execution.kernel.Expressions.cast;
import static dev.millrace.execution.kernel.Expressions.check;
import static dev.millrace.execution.kernel.Expressions.checkFails;
import static dev.millrace.execution.kernel.Expressions.date;
import static dev.millrace.execution.kernel.Expressions.decimal;
import static dev.millrace.execution.kernel.Expressions.failure;
import static dev.millrace.execution.kernel.Expressions.integer;
import static dev.millrace.execution.kernel.Expressions.literal;
import static dev.millrace.execution.kernel.Expressions.real;
import static dev.millrace.execution.kernel.Expressions.text;
import static dev.millrace.execution.kernel.Expressions.timestamp;
import static dev.millrace.execution.kernel.Expressions.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.plan.expression.Expression;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.junit.jupiter.api.Test;

import java.util.List;

/// Functions of arrays and maps. Expected values are what Spark 4.2.0 gave for the
/// same calls in SQL (see `CastTest`).
class CollectionFunctionsTest {
    @Test
    void arrayGivesWhatSparkGives() {
        check(
                "[1.0, 2.5, 3.0]",
                call(
                        "array",
                        new DataType.Array(new DataType.Decimal(11, 1), true),
                        cast(integer(1), new DataType.Decimal(11, 1)),
                        cast(decimal("2.5"), new DataType.Decimal(11, 1)),
                        cast(integer(3), new DataType.Decimal(11, 1))));
        check("[]", call("array", new DataType.Array(DataType.NULL, true)));
    }

    @Test
    void arrayContainsGivesWhatSparkGives() {
        check(
                "true",
                call(
                        "array_contains",
                        DataType.BOOLEAN,
                        call(
                                "array",
                                new DataType.Array(DataType.INTEGER, true),
                                integer(1),
                                integer(2),
                                integer(3)),
                        integer(2)));
        check(
                "true",
                call(
                        "array_contains",
                        DataType.BOOLEAN,
                        call(
                                "array",
                                new DataType.Array(DataType.DOUBLE, true),
                                cast(text("NaN"), DataType.DOUBLE)),
                        cast(text("NaN"), DataType.DOUBLE)));
        check(
                "true",
                call(
                        "array_contains",
                        DataType.BOOLEAN,
                        call("array", new DataType.Array(DataType.DOUBLE, true), real(-0.0d)),
                        real(0.0d)));
    }

    @Test
    void arrayContainsIsNullWhereSparkGivesNull() {
        check(
                null,
                call(
                        "array_contains",
                        DataType.BOOLEAN,
                        call(
                                "array",
                                new DataType.Array(DataType.INTEGER, true),
                                integer(1),
                                literal(null, DataType.INTEGER),
                                integer(3)),
                        integer(2)));
    }

    @Test
    void sizeGivesWhatSparkGives() {
        check(
                "2",
                call(
                        "size",
                        DataType.INTEGER,
                        call(
                                "array",
                                new DataType.Array(DataType.INTEGER, true),
                                integer(1),
                                integer(2))));
        check(
                "1",
                call(
                        "size",
                        DataType.INTEGER,
                        call(
                                "map",
                                new DataType.Map(DataType.INTEGER, DataType.INTEGER, true),
                                integer(1),
                                integer(2))));
    }

    @Test
    void sizeIsNullWhereSparkGivesNull() {
        check(null, call("size", DataType.INTEGER, literal(null, DataType.NULL)));
    }

    @Test
    void elementAtGivesWhatSparkGives() {
        check(
                "3",
                call(
                        "element_at",
                        DataType.INTEGER,
                        call(
                                "array",
                                new DataType.Array(DataType.INTEGER, true),
                                integer(1),
                                integer(2),
                                integer(3)),
                        integer(-1)));
        check(
                "x",
                call(
                        "element_at",
                        DataType.STRING,
                        call(
                                "map",
                                new DataType.Map(DataType.DOUBLE, DataType.STRING, true),
                                real(0.0d),
                                text("x")),
                        real(-0.0d)));
    }

    @Test
    void elementAtFailsWhereSparkFails() {
        checkFails(
                "INVALID_INDEX_OF_ZERO",
                call(
                        "element_at",
                        DataType.INTEGER,
                        call(
                                "array",
                                new DataType.Array(DataType.INTEGER, true),
                                integer(1),
                                integer(2),
                                integer(3)),
                        integer(0)));
        checkFails(
                "INVALID_ARRAY_INDEX_IN_ELEMENT_AT",
                call(
                        "element_at",
                        DataType.INTEGER,
                        call(
                                "array",
                                new DataType.Array(DataType.INTEGER, true),
                                integer(1),
                                integer(2),
                                integer(3)),
                        integer(5)));
    }

    @Test
    void elementAtIsNullWhereSparkGivesNull() {
        check(
                null,
                call(
                        "element_at",
                        DataType.INTEGER,
                        call(
                                "map",
                                new DataType.Map(DataType.STRING, DataType.INTEGER, true),
                                text("a"),
                                integer(1)),
                        text("b")));
    }

    @Test
    void arrayJoinGivesWhatSparkGives() {
        check(
                "a,b",
                call(
                        "array_join",
                        DataType.STRING,
                        call(
                                "array",
                                new DataType.Array(DataType.STRING, true),
                                text("a"),
                                literal(null, DataType.STRING),
                                text("b")),
                        text(",")));
        check(
                "a,X,b",
                call(
                        "array_join",
                        DataType.STRING,
                        call(
                                "array",
                                new DataType.Array(DataType.STRING, true),
                                text("a"),
                                literal(null, DataType.STRING),
                                text("b")),
                        text(","),
                        text("X")));
    }

    @Test
    void arrayMaxGivesWhatSparkGives() {
        check(
                "20",
                call(
                        "array_max",
                        DataType.INTEGER,
                        call(
                                "array",
                                new DataType.Array(DataType.INTEGER, true),
                                integer(1),
                                literal(null, DataType.INTEGER),
                                integer(20))));
        check(
                "NaN",
                call(
                        "array_max",
                        DataType.DOUBLE,
                        call(
                                "array",
                                new DataType.Array(DataType.DOUBLE, true),
                                real(1.0d),
                                cast(text("NaN"), DataType.DOUBLE))));
        check(
                "[2]",
                call(
                        "array_max",
                        new DataType.Array(DataType.INTEGER, true),
                        call(
                                "array",
                                new DataType.Array(
                                        new DataType.Array(DataType.INTEGER, true), true),
                                call(
                                        "array",
                                        new DataType.Array(DataType.INTEGER, true),
                                        integer(1)),
                                call(
                                        "array",
                                        new DataType.Array(DataType.INTEGER, true),
                                        integer(2)))));
    }

    @Test
    void arrayMaxIsNullWhereSparkGivesNull() {
        check(
                null,
                call(
                        "array_max",
                        DataType.NULL,
                        call("array", new DataType.Array(DataType.NULL, true))));
    }

    @Test
    void arrayMinGivesWhatSparkGives() {
        check(
                "1",
                call(
                        "array_min",
                        DataType.INTEGER,
                        call(
                                "array",
                                new DataType.Array(DataType.INTEGER, true),
                                integer(1),
                                literal(null, DataType.INTEGER),
                                integer(20))));
    }

    @Test
    void sequenceGivesWhatSparkGives() {
        check(
                "[1, 2, 3, 4, 5]",
                call(
                        "sequence",
                        new DataType.Array(DataType.INTEGER, true),
                        integer(1),
                        integer(5)));
        check(
                "[5, 4, 3, 2, 1]",
                call(
                        "sequence",
                        new DataType.Array(DataType.INTEGER, true),
                        integer(5),
                        integer(1)));
        check(
                "[5, 3, 1]",
                call(
                        "sequence",
                        new DataType.Array(DataType.INTEGER, true),
                        integer(5),
                        integer(1),
                        integer(-2)));
        check(
                "[2018-01-01, 2018-01-02, 2018-01-03]",
                call(
                        "sequence",
                        new DataType.Array(DataType.DATE, true),
                        date("2018-01-01"),
                        date("2018-01-03")));
        check(
                "[1, 2]",
                call("sequence", new DataType.Array(DataType.LONG, true), bigint(1L), bigint(2L)));
        check(
                "[3]",
                call(
                        "sequence",
                        new DataType.Array(DataType.INTEGER, true),
                        integer(3),
                        integer(3),
                        integer(0)));
        check(
                "[2024-01-03, 2024-01-02, 2024-01-01]",
                call(
                        "sequence",
                        new DataType.Array(DataType.DATE, true),
                        date("2024-01-03"),
                        date("2024-01-01")));
    }

    @Test
    void itemsAreLookedUp() {
        DataType.Array type = new DataType.Array(DataType.INTEGER, true);
        Expression list = literal(List.of(1, 2), type);
        check("2", call("get_array_item", DataType.INTEGER, list, integer(1)));
        for (int outside : new int[] {5, -1}) {
            MillraceException failure =
                    failure(call("get_array_item", DataType.INTEGER, list, integer(outside)));
            assertThat(failure.condition()).isEqualTo("INVALID_ARRAY_INDEX");
            assertThat(failure.parameters())
                    .containsEntry("indexValue", Integer.toString(outside))
                    .containsEntry("arraySize", "2");
        }
        DataType.Map map = new DataType.Map(DataType.STRING, DataType.INTEGER, true);
        Expression entries = literal(java.util.Map.of("a", 1), map);
        check("1", call("get_map_value", DataType.INTEGER, entries, text("a")));
        check(null, call("get_map_value", DataType.INTEGER, entries, text("b")));
    }

    @Test
    void sequencesOfTimesStepByTheCalendar() {
        DataType dates = new DataType.Array(DataType.DATE, false);
        check(
                "[2024-01-31, 2024-02-29, 2024-03-31, 2024-04-30, 2024-05-31]",
                call(
                        "sequence",
                        dates,
                        date("2024-01-31"),
                        date("2024-05-31"),
                        literal(1, DataType.YEAR_MONTH_INTERVAL)));
        DataType times = new DataType.Array(DataType.TIMESTAMP, false);
        check(
                "[2018-01-31 00:00:00, 2018-02-28 00:00:00, 2018-03-31 00:00:00]",
                call(
                        "sequence",
                        times,
                        timestamp("2018-01-31 00:00:00"),
                        timestamp("2018-04-01 00:00:00"),
                        literal(1, DataType.YEAR_MONTH_INTERVAL)));
        Expression days =
                call(
                        "sequence",
                        times,
                        cast(text("2024-03-09"), DataType.TIMESTAMP),
                        cast(text("2024-03-12"), DataType.TIMESTAMP));
        assertThat(value(cast(days, DataType.STRING), "America/New_York"))
                .isEqualTo(
                        "[2024-03-09 00:00:00, 2024-03-10 00:00:00, 2024-03-11 00:00:00,"
                                + " 2024-03-12 00:00:00]");
    }
}
