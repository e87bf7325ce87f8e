// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import static dev.millrace.execution.kernel.Expressions.call;
import static dev.millrace.execution.kernel.Expressions.cast;
import static dev.millrace.execution.kernel.Expressions.check;
import static dev.millrace.execution.kernel.Expressions.checkFails;
import static dev.millrace.execution.kernel.Expressions.integer;
import static dev.millrace.execution.kernel.Expressions.literal;
import static dev.millrace.execution.kernel.Expressions.real;
import static dev.millrace.execution.kernel.Expressions.text;

import dev.millrace.spi.type.DataType;

import org.junit.jupiter.api.Test;

/// Functions that make arrays out of others. Expected values are what Spark 4.2.0 gave for the
/// same calls in SQL (see `CastTest`).
class ArrayFunctionsTest {
    @Test
    void arrayDistinctGivesWhatSparkGives() {
        check(
                "[1, 2, null]",
                call(
                        "array_distinct",
                        new DataType.Array(DataType.INTEGER, true),
                        call(
                                "array",
                                new DataType.Array(DataType.INTEGER, true),
                                integer(1),
                                integer(2),
                                literal(null, DataType.INTEGER),
                                integer(2),
                                literal(null, DataType.INTEGER))));
        check(
                "[0.0, NaN]",
                call(
                        "array_distinct",
                        new DataType.Array(DataType.DOUBLE, true),
                        call(
                                "array",
                                new DataType.Array(DataType.DOUBLE, true),
                                real(0.0d),
                                real(-0.0d),
                                cast(text("NaN"), DataType.DOUBLE),
                                cast(text("NaN"), DataType.DOUBLE))));
        check(
                "[[1], [null]]",
                call(
                        "array_distinct",
                        new DataType.Array(new DataType.Array(DataType.INTEGER, true), true),
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
                                        integer(1)),
                                call(
                                        "array",
                                        new DataType.Array(DataType.NULL, true),
                                        literal(null, DataType.NULL)))));
    }

    @Test
    void sortArrayGivesWhatSparkGives() {
        check(
                "[null, b, c, d]",
                call(
                        "sort_array",
                        new DataType.Array(DataType.STRING, true),
                        call(
                                "array",
                                new DataType.Array(DataType.STRING, true),
                                text("b"),
                                text("d"),
                                literal(null, DataType.STRING),
                                text("c")),
                        literal(true, DataType.BOOLEAN)));
        check(
                "[d, c, b, null]",
                call(
                        "sort_array",
                        new DataType.Array(DataType.STRING, true),
                        call(
                                "array",
                                new DataType.Array(DataType.STRING, true),
                                text("b"),
                                text("d"),
                                literal(null, DataType.STRING),
                                text("c")),
                        literal(false, DataType.BOOLEAN)));
        check(
                "[-0.0, 0.0, 2.5, NaN]",
                call(
                        "sort_array",
                        new DataType.Array(DataType.DOUBLE, true),
                        call(
                                "array",
                                new DataType.Array(DataType.DOUBLE, true),
                                real(2.5d),
                                cast(text("NaN"), DataType.DOUBLE),
                                real(-0.0d),
                                real(0.0d))));
    }

    @Test
    void sliceGivesWhatSparkGives() {
        check(
                "[2, 3]",
                call(
                        "slice",
                        new DataType.Array(DataType.INTEGER, true),
                        call(
                                "array",
                                new DataType.Array(DataType.INTEGER, true),
                                integer(1),
                                integer(2),
                                integer(3),
                                integer(4)),
                        integer(2),
                        integer(2)));
        check(
                "[3, 4]",
                call(
                        "slice",
                        new DataType.Array(DataType.INTEGER, true),
                        call(
                                "array",
                                new DataType.Array(DataType.INTEGER, true),
                                integer(1),
                                integer(2),
                                integer(3),
                                integer(4)),
                        integer(-2),
                        integer(2)));
        check(
                "[]",
                call(
                        "slice",
                        new DataType.Array(DataType.INTEGER, true),
                        call(
                                "array",
                                new DataType.Array(DataType.INTEGER, true),
                                integer(1),
                                integer(2),
                                integer(3),
                                integer(4)),
                        integer(9),
                        integer(1)));
        check(
                "[]",
                call(
                        "slice",
                        new DataType.Array(DataType.INTEGER, true),
                        call(
                                "array",
                                new DataType.Array(DataType.INTEGER, true),
                                integer(1),
                                integer(2),
                                integer(3),
                                integer(4)),
                        integer(-9),
                        integer(1)));
    }

    @Test
    void sliceGivesWhatSparkGivesPart2() {
        check(
                "[1, 2, 3]",
                call(
                        "slice",
                        new DataType.Array(DataType.INTEGER, true),
                        call(
                                "array",
                                new DataType.Array(DataType.INTEGER, true),
                                integer(1),
                                integer(2),
                                integer(3)),
                        integer(1),
                        integer(2147483647)));
        check(
                "[1, 2, 3]",
                call(
                        "slice",
                        new DataType.Array(DataType.INTEGER, true),
                        call(
                                "array",
                                new DataType.Array(DataType.INTEGER, true),
                                integer(1),
                                integer(2),
                                integer(3)),
                        integer(-3),
                        integer(9)));
    }

    @Test
    void sliceFailsWhereSparkFails() {
        checkFails(
                "INVALID_PARAMETER_VALUE.START",
                call(
                        "slice",
                        new DataType.Array(DataType.INTEGER, true),
                        call(
                                "array",
                                new DataType.Array(DataType.INTEGER, true),
                                integer(1),
                                integer(2),
                                integer(3),
                                integer(4)),
                        integer(0),
                        integer(2)));
        checkFails(
                "INVALID_PARAMETER_VALUE.LENGTH",
                call(
                        "slice",
                        new DataType.Array(DataType.INTEGER, true),
                        call(
                                "array",
                                new DataType.Array(DataType.INTEGER, true),
                                integer(1),
                                integer(2),
                                integer(3),
                                integer(4)),
                        integer(2),
                        integer(-1)));
    }

    @Test
    void flattenGivesWhatSparkGives() {
        check(
                "[1, 2, 3]",
                call(
                        "flatten",
                        new DataType.Array(DataType.INTEGER, true),
                        call(
                                "array",
                                new DataType.Array(
                                        new DataType.Array(DataType.INTEGER, true), true),
                                call(
                                        "array",
                                        new DataType.Array(DataType.INTEGER, true),
                                        integer(1),
                                        integer(2)),
                                call(
                                        "array",
                                        new DataType.Array(DataType.INTEGER, true),
                                        integer(3)))));
    }

    @Test
    void flattenIsNullWhereSparkGivesNull() {
        check(
                null,
                call(
                        "flatten",
                        new DataType.Array(DataType.INTEGER, true),
                        call(
                                "array",
                                new DataType.Array(
                                        new DataType.Array(DataType.INTEGER, true), true),
                                call(
                                        "array",
                                        new DataType.Array(DataType.INTEGER, true),
                                        integer(1),
                                        integer(2)),
                                literal(null, new DataType.Array(DataType.INTEGER, true)))));
    }
}
