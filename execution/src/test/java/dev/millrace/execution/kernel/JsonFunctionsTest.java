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
import static dev.millrace.execution.kernel.Expressions.value;

import static org.assertj.core.api.Assertions.assertThat;

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
        check(
                "{null}",
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.INTEGER)),
                        text("[{\"a\":1}]")));
        check(
                "{null}",
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.INTEGER)),
                        text("[{\"a\":1},{\"a\":2}]")));
        check(
                "{null}",
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.INTEGER)),
                        text("null")));
        check(
                "{null}",
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.INTEGER)),
                        text("x")));
        check(
                "{1}",
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.INTEGER)),
                        text("{\"a\":1} x")));
        check(
                "{null}",
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.INTEGER)),
                        text("{\"a\":\"1\"}")));
        check(
                "{1, null, {\"a\":1, \"b\":\"q\"}}",
                call(
                        "from_json",
                        DataType.Struct.of(
                                new StructField("a", DataType.INTEGER),
                                new StructField("b", DataType.INTEGER),
                                new StructField("_corrupt_record", DataType.STRING)),
                        text("{\"a\":1, \"b\":\"q\"}")));
        check(
                "{null}",
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.INTEGER)),
                        text("{a:1}")));
        check(
                "{1}",
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.INTEGER)),
                        text("{'a':1}")));
        check(
                "{NaN}",
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.DOUBLE)),
                        text("{\"a\":NaN}")));
        check(
                "{2}",
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.INTEGER)),
                        text("{\"a\":1,\"a\":2}")));
        check(
                "{2024-01-01 10:00:00}",
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.TIMESTAMP)),
                        text("{\"a\":\"2024-01-01 10:00:00\"}")));
        check(
                "{2023-11-14 22:13:20}",
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.TIMESTAMP)),
                        text("{\"a\":1700000000}")));
        check(
                "{null}",
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.INTEGER)),
                        text("{\"a\":\"\"}")));
        check(
                "{}",
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.STRING)),
                        text("{\"a\":\"\"}")));
        check(
                null,
                call("from_json", new DataType.Array(DataType.INTEGER, true), text("{\"a\":1}")));
        check(
                "[{1}]",
                call(
                        "from_json",
                        new DataType.Array(
                                DataType.Struct.of(new StructField("a", DataType.INTEGER)), true),
                        text("{\"a\":1}")));
        check(
                "{null}",
                call(
                        "from_json",
                        DataType.Struct.of(
                                new StructField("a", new DataType.Array(DataType.INTEGER, true))),
                        text("{\"a\":[1,\"x\"]}")));
        check(
                "{{null, 1}}",
                call(
                        "from_json",
                        DataType.Struct.of(
                                new StructField(
                                        "a",
                                        DataType.Struct.of(
                                                new StructField("b", DataType.INTEGER),
                                                new StructField("c", DataType.INTEGER)))),
                        text("{\"a\":{\"b\":\"x\",\"c\":1}}")));
        check(
                "{1.25}",
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", new DataType.Decimal(10, 2))),
                        text("{\"a\":\"1.25\"}")));
        check(
                "{125.50}",
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", new DataType.Decimal(10, 2))),
                        text("{\"a\":\"1,25.5\"}")));
        check(
                "{2023-12-31}",
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.DATE)),
                        text("{\"a\":\"31/12/2023\"}"),
                        call(
                                "map",
                                new DataType.Map(DataType.STRING, DataType.STRING, true),
                                text("dateFormat"),
                                text("dd/MM/yyyy"))));
        check(
                "{null}",
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.DATE)),
                        text("{\"a\":\"x\"}")));
        check(
                "{true}",
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.STRING)),
                        text("{\"a\":true}")));
        check(
                "{1.5}",
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.STRING)),
                        text("{\"a\":1.50}")));
        check(
                "{AB}",
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.BINARY)),
                        text("{\"a\":\"QUI=\"}")));
        check(
                "{null}",
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.INTEGER)),
                        text("{\"a\":3000000000}")));
        check(
                "{1000.0}",
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.DOUBLE)),
                        text("{\"a\":1e3}")));
        check(
                "{null}",
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.DOUBLE)),
                        text("{\"a\":\"5\"}")));
        check(
                "{1.1}",
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.FLOAT)),
                        text("{\"a\":1.1}")));
        check(
                null,
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.INTEGER)),
                        text("   ")));
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
        check(
                "\"x\"",
                call(
                        "get_json_object",
                        DataType.STRING,
                        text("{\"a\":[{\"b\":\"x\"}]}"),
                        text("$.a[*].b")));
        check(
                "[\"x\",\"y\"]",
                call(
                        "get_json_object",
                        DataType.STRING,
                        text("{\"a\":[{\"b\":\"x\"},{\"b\":\"y\"}]}"),
                        text("$.a[*].b")));
        check(
                "{\"b\":\"x\"}",
                call(
                        "get_json_object",
                        DataType.STRING,
                        text("{\"a\":{\"b\":\"x\"}}"),
                        text("$.a")));
        check(
                "1.0E10",
                call("get_json_object", DataType.STRING, text("{\"a\":1e10}"), text("$.a")));
        check(
                "12345678901234567890",
                call(
                        "get_json_object",
                        DataType.STRING,
                        text("{\"a\":12345678901234567890}"),
                        text("$.a")));
        check("true", call("get_json_object", DataType.STRING, text("{\"a\":true}"), text("$.a")));
        check("2", call("get_json_object", DataType.STRING, text("[1,[2,3]]"), text("$[1][0]")));
        check(
                "[1,2,3]",
                call("get_json_object", DataType.STRING, text("{\"a\":[1,2,3]}"), text("$.a[*]")));
        check(
                null,
                call("get_json_object", DataType.STRING, text("{\"a\":[1,2,3]}"), text("$.a[5]")));
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
