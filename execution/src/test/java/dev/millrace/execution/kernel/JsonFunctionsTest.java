// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import static dev.millrace.execution.kernel.Expressions.call;
import static dev.millrace.execution.kernel.Expressions.cast;
import static dev.millrace.execution.kernel.Expressions.check;
import static dev.millrace.execution.kernel.Expressions.checkFails;
import static dev.millrace.execution.kernel.Expressions.date;
import static dev.millrace.execution.kernel.Expressions.decimal;
import static dev.millrace.execution.kernel.Expressions.integer;
import static dev.millrace.execution.kernel.Expressions.literal;
import static dev.millrace.execution.kernel.Expressions.real;
import static dev.millrace.execution.kernel.Expressions.text;
import static dev.millrace.execution.kernel.Expressions.timestamp;

import dev.millrace.plan.expression.Expression;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.junit.jupiter.api.Test;

import java.util.List;

/// Functions of JSON text. Expected values are what Spark 4.2.0 gave for the same calls in SQL (see
/// `CastTest`).
class JsonFunctionsTest {
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
    }

    @Test
    void fromJsonGivesWhatSparkGives() {
        check(
                "{1, 0.8}",
                call(
                        "from_json",
                        DataType.Struct.of(
                                new StructField("a", DataType.INTEGER),
                                new StructField("b", DataType.DOUBLE)),
                        text("{\"a\":1,\"b\":0.8}")));
        check(
                "{null}",
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.INTEGER)),
                        text("{\"a\":\"x\"}")));
        check(
                "{null}",
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.INTEGER)),
                        text("{\"a\":1")));
        check(
                null,
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.INTEGER)),
                        text("")));
        check(
                "[{1}, {2}]",
                call(
                        "from_json",
                        new DataType.Array(
                                DataType.Struct.of(new StructField("a", DataType.INTEGER)), true),
                        text("[{\"a\":1},{\"a\":2}]")));
        check(
                "{1, 2024-01-01 10:00:00.123, 2024-01-01, 1.25}",
                call(
                        "from_json",
                        DataType.Struct.of(
                                new StructField("a", DataType.STRING),
                                new StructField("t", DataType.TIMESTAMP),
                                new StructField("d", DataType.DATE),
                                new StructField("x", new DataType.Decimal(10, 2))),
                        text(
                                "{\"a\":1,\"t\":\"2024-01-01T10:00:00.123Z\",\"d\":\"2024-01-01\",\"x\":1.25}")));
        check(
                "{{\"b\":1}}",
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.STRING)),
                        text("{\"a\":{\"b\":1}}")));
        check(
                "{a -> 1}",
                call(
                        "from_json",
                        new DataType.Map(DataType.STRING, DataType.INTEGER, true),
                        text("{\"a\":1}")));
        check(
                "{null}",
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.INTEGER)),
                        text("{\"a\":1.5}")));
        check(
                "{null}",
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.INTEGER)),
                        text("{\"a\":1.0}")));
        check(
                "{null}",
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.INTEGER)),
                        text("{\"A\":1}")));
        check(
                "{1}",
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.INTEGER)),
                        text("{\"a\":1}"),
                        call(
                                "map",
                                new DataType.Map(DataType.STRING, DataType.STRING, true),
                                text("mode"),
                                text("FAILFAST"))));
        checkFails(
                "MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION",
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.INTEGER)),
                        text("x"),
                        call(
                                "map",
                                new DataType.Map(DataType.STRING, DataType.STRING, true),
                                text("mode"),
                                text("FAILFAST"))));
    }

    @Test
    void getJsonObjectGivesWhatSparkGives() {
        check("b", call("get_json_object", DataType.STRING, text("{\"a\":\"b\"}"), text("$.a")));
        check(
                "3",
                call(
                        "get_json_object",
                        DataType.STRING,
                        text("{\"a\":{\"b\":[1,2,{\"c\":3}]}}"),
                        text("$.a.b[2].c")));
        check(
                "[1,2]",
                call(
                        "get_json_object",
                        DataType.STRING,
                        text("{\"a\":[{\"b\":1},{\"b\":2}]}"),
                        text("$.a[*].b")));
        check(
                "[1,2]",
                call("get_json_object", DataType.STRING, text("{\"a\":[1,2]}"), text("$.a")));
        check(null, call("get_json_object", DataType.STRING, text("{\"a\":null}"), text("$.a")));
        check(
                "{\"a\":1.0,\"b\":\"x y\"}",
                call(
                        "get_json_object",
                        DataType.STRING,
                        text("{\"a\": 1.0 , \"b\":\"x y\"}"),
                        text("$")));
        check("1.5", call("get_json_object", DataType.STRING, text("{\"a\":1.50}"), text("$.a")));
        check(null, call("get_json_object", DataType.STRING, text("x"), text("$.a")));
        check("1", call("get_json_object", DataType.STRING, text("{\"a b\":1}"), text("$['a b']")));
        check(
                "1",
                call(
                        "get_json_object",
                        DataType.STRING,
                        text("{\"a\":[{\"b\":1}]}"),
                        text("$.a[*].b")));
        check("2", call("get_json_object", DataType.STRING, text("[1,2,3]"), text("$[1]")));
        check(null, call("get_json_object", DataType.STRING, text("{\"a\":1}"), text("a")));
        check(
                null,
                call(
                        "get_json_object",
                        DataType.STRING,
                        text("{\"a\":{\"x\":1,\"y\":2}}"),
                        text("$.a.*")));
    }
}
