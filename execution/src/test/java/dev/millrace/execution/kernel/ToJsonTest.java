// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import static dev.millrace.execution.kernel.Expressions.call;
import static dev.millrace.execution.kernel.Expressions.cast;
import static dev.millrace.execution.kernel.Expressions.check;
import static dev.millrace.execution.kernel.Expressions.date;
import static dev.millrace.execution.kernel.Expressions.decimal;
import static dev.millrace.execution.kernel.Expressions.integer;
import static dev.millrace.execution.kernel.Expressions.literal;
import static dev.millrace.execution.kernel.Expressions.real;
import static dev.millrace.execution.kernel.Expressions.text;
import static dev.millrace.execution.kernel.Expressions.timestamp;
import static dev.millrace.execution.kernel.Expressions.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.plan.expression.Expression;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.junit.jupiter.api.Test;

import java.util.List;

/// Values to JSON text. Expected values are what Spark 4.2.0 gave for the
/// same calls in SQL (see `CastTest`).
class ToJsonTest {
    @Test
    void toJsonGivesWhatSparkGives() {
        check(
                "{\"a\":1,\"c\":\"x\\\"y\\n/\u00e9\"}",
                call(
                        "to_json",
                        DataType.STRING,
                        new Expression.Struct(
                                (DataType.Struct)
                                        DataType.Struct.of(
                                                new StructField("a", DataType.INTEGER),
                                                new StructField("b", DataType.NULL),
                                                new StructField("c", DataType.STRING)),
                                List.of(
                                        integer(1),
                                        literal(null, DataType.NULL),
                                        text("x\"y\n/\u00e9")))));
        check(
                "{\"t\":\"2024-01-01T10:00:00.123Z\",\"d\":\"2024-01-01\",\"f\":1.0E7,\"n\":\"NaN\",\"x\":1.50,\"bin\":\"QUI=\",\"bo\":true}",
                call(
                        "to_json",
                        DataType.STRING,
                        new Expression.Struct(
                                (DataType.Struct)
                                        DataType.Struct.of(
                                                new StructField("t", DataType.TIMESTAMP),
                                                new StructField("d", DataType.DATE),
                                                new StructField("f", DataType.DOUBLE),
                                                new StructField("n", DataType.DOUBLE),
                                                new StructField("x", new DataType.Decimal(3, 2)),
                                                new StructField("bin", DataType.BINARY),
                                                new StructField("bo", DataType.BOOLEAN)),
                                List.of(
                                        timestamp("2024-01-01 10:00:00.123456"),
                                        date("2024-01-01"),
                                        real(1.0e7d),
                                        cast(text("NaN"), DataType.DOUBLE),
                                        decimal("1.50"),
                                        literal(
                                                new byte[] {(byte) 0x41, (byte) 0x42},
                                                DataType.BINARY),
                                        literal(true, DataType.BOOLEAN)))));
    }

    @Test
    void toJsonGivesWhatSparkGivesPart2() {
        check(
                "[{\"a\":1},{}]",
                call(
                        "to_json",
                        DataType.STRING,
                        call(
                                "array",
                                new DataType.Array(
                                        DataType.Struct.of(new StructField("a", DataType.INTEGER)),
                                        true),
                                new Expression.Struct(
                                        (DataType.Struct)
                                                DataType.Struct.of(
                                                        new StructField("a", DataType.INTEGER)),
                                        List.of(integer(1))),
                                cast(
                                        new Expression.Struct(
                                                (DataType.Struct)
                                                        DataType.Struct.of(
                                                                new StructField(
                                                                        "a", DataType.NULL)),
                                                List.of(literal(null, DataType.NULL))),
                                        DataType.Struct.of(
                                                new StructField("a", DataType.INTEGER))))));
        check(
                "{\"a\":1,\"b\":null}",
                call(
                        "to_json",
                        DataType.STRING,
                        call(
                                "map",
                                new DataType.Map(DataType.STRING, DataType.INTEGER, true),
                                text("a"),
                                integer(1),
                                text("b"),
                                literal(null, DataType.INTEGER))));
    }

    @Test
    void toJsonGivesWhatSparkGivesPart3() {
        check(
                "{\"a\":[1,null],\"m\":{\"1\":\"x\"},\"s\":{}}",
                call(
                        "to_json",
                        DataType.STRING,
                        new Expression.Struct(
                                (DataType.Struct)
                                        DataType.Struct.of(
                                                new StructField(
                                                        "a",
                                                        new DataType.Array(DataType.INTEGER, true)),
                                                new StructField(
                                                        "m",
                                                        new DataType.Map(
                                                                DataType.INTEGER,
                                                                DataType.STRING,
                                                                true)),
                                                new StructField(
                                                        "s",
                                                        DataType.Struct.of(
                                                                new StructField(
                                                                        "q", DataType.NULL)))),
                                List.of(
                                        call(
                                                "array",
                                                new DataType.Array(DataType.INTEGER, true),
                                                integer(1),
                                                literal(null, DataType.INTEGER)),
                                        call(
                                                "map",
                                                new DataType.Map(
                                                        DataType.INTEGER, DataType.STRING, true),
                                                integer(1),
                                                text("x")),
                                        new Expression.Struct(
                                                (DataType.Struct)
                                                        DataType.Struct.of(
                                                                new StructField(
                                                                        "q", DataType.NULL)),
                                                List.of(literal(null, DataType.NULL)))))));
        check(
                "{\"t\":\"01/01/2024\"}",
                call(
                        "to_json",
                        DataType.STRING,
                        new Expression.Struct(
                                (DataType.Struct)
                                        DataType.Struct.of(
                                                new StructField("t", DataType.TIMESTAMP)),
                                List.of(timestamp("2024-01-01 10:00:00"))),
                        call(
                                "map",
                                new DataType.Map(DataType.STRING, DataType.STRING, true),
                                text("timestampFormat"),
                                text("dd/MM/yyyy"))));
    }

    @Test
    void toJsonGivesWhatSparkGivesPart4() {
        check(
                "[1,2]",
                call(
                        "to_json",
                        DataType.STRING,
                        call(
                                "array",
                                new DataType.Array(DataType.INTEGER, true),
                                integer(1),
                                integer(2))));
        check(
                "{\"f\":1.1,\"e\":1.0E-10,\"u\":\"\\u0001\u007f\u2028<>&\"}",
                call(
                        "to_json",
                        DataType.STRING,
                        new Expression.Struct(
                                (DataType.Struct)
                                        DataType.Struct.of(
                                                new StructField("f", DataType.FLOAT),
                                                new StructField("e", DataType.DOUBLE),
                                                new StructField("u", DataType.STRING)),
                                List.of(
                                        cast(decimal("1.1"), DataType.FLOAT),
                                        real(1e-10d),
                                        text("\u0001\u007f\u2028<>&")))));
        check(
                "{\"k\":\"2024-01-01T10:00:00.000Z\"}",
                call(
                        "to_json",
                        DataType.STRING,
                        call(
                                "map",
                                new DataType.Map(DataType.STRING, DataType.TIMESTAMP, true),
                                text("k"),
                                timestamp("2024-01-01 10:00:00"))));
        check(
                "{\"a\":[]}",
                call(
                        "to_json",
                        DataType.STRING,
                        new Expression.Struct(
                                (DataType.Struct)
                                        DataType.Struct.of(
                                                new StructField(
                                                        "a",
                                                        new DataType.Array(DataType.NULL, true))),
                                List.of(call("array", new DataType.Array(DataType.NULL, true)))),
                        call(
                                "map",
                                new DataType.Map(DataType.STRING, DataType.STRING, true),
                                text("ignoreNullFields"),
                                text("false"))));
    }

    @Test
    void toJsonGivesWhatSparkGivesPart5() {
        check(
                "{\"a\":null}",
                call(
                        "to_json",
                        DataType.STRING,
                        new Expression.Struct(
                                (DataType.Struct)
                                        DataType.Struct.of(new StructField("a", DataType.NULL)),
                                List.of(literal(null, DataType.NULL))),
                        call(
                                "map",
                                new DataType.Map(DataType.STRING, DataType.STRING, true),
                                text("ignoreNullFields"),
                                text("false"))));
        check(
                "{\"1.5\":\"x\"}",
                call(
                        "to_json",
                        DataType.STRING,
                        call(
                                "map",
                                new DataType.Map(DataType.DOUBLE, DataType.STRING, true),
                                real(1.5d),
                                text("x"))));
        check(
                "{\"19723\":\"x\"}",
                call(
                        "to_json",
                        DataType.STRING,
                        call(
                                "map",
                                new DataType.Map(DataType.DATE, DataType.STRING, true),
                                date("2024-01-01"),
                                text("x"))));
        check(
                "{\"1704103200000000\":\"x\"}",
                call(
                        "to_json",
                        DataType.STRING,
                        call(
                                "map",
                                new DataType.Map(DataType.TIMESTAMP, DataType.STRING, true),
                                timestamp("2024-01-01 10:00:00"),
                                text("x"))));
        check(
                "{\"d\":\"01.01.24\"}",
                call(
                        "to_json",
                        DataType.STRING,
                        new Expression.Struct(
                                (DataType.Struct)
                                        DataType.Struct.of(new StructField("d", DataType.DATE)),
                                List.of(date("2024-01-01"))),
                        call(
                                "map",
                                new DataType.Map(DataType.STRING, DataType.STRING, true),
                                text("dateFormat"),
                                text("dd.MM.yy"))));
    }

    @Test
    void timestampsAreWrittenInTheSessionTimeZone() {
        DataType.Struct type = DataType.Struct.of(new StructField("t", DataType.TIMESTAMP));
        Expression time = cast(text("2024-07-01 10:00:00"), DataType.TIMESTAMP);
        Expression json =
                call("to_json", DataType.STRING, new Expression.Struct(type, List.of(time)));
        assertThat(value(json, "America/New_York"))
                .isEqualTo("{\"t\":\"2024-07-01T10:00:00.000-04:00\"}");
    }
}
