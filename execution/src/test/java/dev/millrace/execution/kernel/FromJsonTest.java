// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import static dev.millrace.execution.kernel.Expressions.call;
import static dev.millrace.execution.kernel.Expressions.check;
import static dev.millrace.execution.kernel.Expressions.checkFails;
import static dev.millrace.execution.kernel.Expressions.text;

import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.junit.jupiter.api.Test;

/// JSON text to values. Expected values are what Spark 4.2.0 gave for the
/// same calls in SQL (see `CastTest`).
class FromJsonTest {
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
    }

    @Test
    void fromJsonGivesWhatSparkGivesPart2() {
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
    }

    @Test
    void fromJsonGivesWhatSparkGivesPart3() {
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
    }

    @Test
    void fromJsonGivesWhatSparkGivesPart4() {
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
    }

    @Test
    void fromJsonGivesWhatSparkGivesPart5() {
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
    }

    @Test
    void fromJsonFailsWhereSparkFails() {
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
    void fromJsonIsNullWhereSparkGivesNull() {
        check(
                null,
                call(
                        "from_json",
                        DataType.Struct.of(new StructField("a", DataType.INTEGER)),
                        text("")));
        check(
                null,
                call("from_json", new DataType.Array(DataType.INTEGER, true), text("{\"a\":1}")));
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
        check(
                "{\"a\":1.0,\"b\":\"x y\"}",
                call(
                        "get_json_object",
                        DataType.STRING,
                        text("{\"a\": 1.0 , \"b\":\"x y\"}"),
                        text("$")));
        check("1.5", call("get_json_object", DataType.STRING, text("{\"a\":1.50}"), text("$.a")));
        check("1", call("get_json_object", DataType.STRING, text("{\"a b\":1}"), text("$['a b']")));
        check(
                "1",
                call(
                        "get_json_object",
                        DataType.STRING,
                        text("{\"a\":[{\"b\":1}]}"),
                        text("$.a[*].b")));
        check("2", call("get_json_object", DataType.STRING, text("[1,2,3]"), text("$[1]")));
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
    }

    @Test
    void getJsonObjectGivesWhatSparkGivesPart2() {
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
    }

    @Test
    void getJsonObjectIsNullWhereSparkGivesNull() {
        check(null, call("get_json_object", DataType.STRING, text("{\"a\":null}"), text("$.a")));
        check(null, call("get_json_object", DataType.STRING, text("x"), text("$.a")));
        check(null, call("get_json_object", DataType.STRING, text("{\"a\":1}"), text("a")));
        check(
                null,
                call(
                        "get_json_object",
                        DataType.STRING,
                        text("{\"a\":{\"x\":1,\"y\":2}}"),
                        text("$.a.*")));
        check(
                null,
                call("get_json_object", DataType.STRING, text("{\"a\":[1,2,3]}"), text("$.a[5]")));
    }
}
