// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import static dev.millrace.execution.kernel.Expressions.call;
import static dev.millrace.execution.kernel.Expressions.check;
import static dev.millrace.execution.kernel.Expressions.checkFails;
import static dev.millrace.execution.kernel.Expressions.integer;
import static dev.millrace.execution.kernel.Expressions.literal;
import static dev.millrace.execution.kernel.Expressions.real;
import static dev.millrace.execution.kernel.Expressions.text;

import dev.millrace.spi.type.DataType;

import org.junit.jupiter.api.Test;

/// Functions that make maps and take them apart. Expected values are what Spark 4.2.0 gave for the
/// same calls in SQL (see `CastTest`).
class MapFunctionsTest {
    @Test
    void mapGivesWhatSparkGives() {
        check(
                "{1 -> a, 2 -> b}",
                call(
                        "map",
                        new DataType.Map(DataType.INTEGER, DataType.STRING, true),
                        integer(1),
                        text("a"),
                        integer(2),
                        text("b")));
    }

    @Test
    void mapFailsWhereSparkFails() {
        checkFails(
                "DUPLICATED_MAP_KEY",
                call(
                        "map",
                        new DataType.Map(DataType.INTEGER, DataType.STRING, true),
                        integer(1),
                        text("a"),
                        integer(1),
                        text("b")));
        checkFails(
                "NULL_MAP_KEY",
                call(
                        "map",
                        new DataType.Map(DataType.NULL, DataType.STRING, true),
                        literal(null, DataType.NULL),
                        text("a")));
        checkFails(
                "DUPLICATED_MAP_KEY",
                call(
                        "map",
                        new DataType.Map(DataType.DOUBLE, DataType.STRING, true),
                        real(-0.0d),
                        text("x"),
                        real(0.0d),
                        text("y")));
    }

    @Test
    void mapKeysGivesWhatSparkGives() {
        check(
                "[1, 2]",
                call(
                        "map_keys",
                        new DataType.Array(DataType.INTEGER, true),
                        call(
                                "map",
                                new DataType.Map(DataType.INTEGER, DataType.STRING, true),
                                integer(1),
                                text("a"),
                                integer(2),
                                text("b"))));
    }

    @Test
    void mapValuesGivesWhatSparkGives() {
        check(
                "[a, b]",
                call(
                        "map_values",
                        new DataType.Array(DataType.STRING, true),
                        call(
                                "map",
                                new DataType.Map(DataType.INTEGER, DataType.STRING, true),
                                integer(1),
                                text("a"),
                                integer(2),
                                text("b"))));
    }

    @Test
    void mapFromArraysGivesWhatSparkGives() {
        check(
                "{1 -> a, 2 -> b}",
                call(
                        "map_from_arrays",
                        new DataType.Map(DataType.INTEGER, DataType.STRING, true),
                        call(
                                "array",
                                new DataType.Array(DataType.INTEGER, true),
                                integer(1),
                                integer(2)),
                        call(
                                "array",
                                new DataType.Array(DataType.STRING, true),
                                text("a"),
                                text("b"))));
    }

    @Test
    void mapFromArraysFailsWhereSparkFails() {
        checkFails(
                "DUPLICATED_MAP_KEY",
                call(
                        "map_from_arrays",
                        new DataType.Map(DataType.INTEGER, DataType.STRING, true),
                        call(
                                "array",
                                new DataType.Array(DataType.INTEGER, true),
                                integer(1),
                                integer(1)),
                        call(
                                "array",
                                new DataType.Array(DataType.STRING, true),
                                text("a"),
                                text("b"))));
        checkFails(
                "NULL_MAP_KEY",
                call(
                        "map_from_arrays",
                        new DataType.Map(DataType.INTEGER, DataType.STRING, true),
                        call(
                                "array",
                                new DataType.Array(DataType.INTEGER, true),
                                integer(1),
                                literal(null, DataType.INTEGER)),
                        call(
                                "array",
                                new DataType.Array(DataType.STRING, true),
                                text("a"),
                                text("b"))));
    }
}
