// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle.queries;

import dev.millrace.tests.oracle.random.Choice;

import java.util.ArrayList;
import java.util.List;

/// Values as SQL: the ordinary ones and those at the edge.
record Literals(Choice choice) {
    private static final List<String> TEXTS =
            List.of(
                    "''",
                    "' '",
                    "'a'",
                    "'A'",
                    "'b'",
                    "'abc'",
                    "'Hello World'",
                    "'  padded  '",
                    "'ünïcödé 日本'",
                    "'😀x😀'",
                    "'straße İI'",
                    "'123'",
                    "'-4.5'",
                    "'1e3'",
                    "'NaN'",
                    "'true'",
                    "'2024-02-29'",
                    "'2024-02-29 12:34:56.789'",
                    "'a,b,,c'",
                    "'a=1&b=2'",
                    "'{\"a\":1,\"b\":\"x\"}'",
                    "'[1,2,3]'",
                    "'100%_'",
                    "'it''s'",
                    "'line\\nbreak\\ttab'",
                    "'http://user@host:80/p/a?q=1&r=x#f'",
                    "repeat('xy', 40)",
                    "'null'",
                    "'zzz'");
    private static final List<String> DATES =
            List.of(
                    "2024-02-29",
                    "2024-12-31",
                    "1970-01-01",
                    "1969-12-31",
                    "2000-01-01",
                    "1900-03-01",
                    "1582-10-15",
                    "0001-01-01",
                    "9999-12-31",
                    "2023-11-05");
    private static final List<String> MOMENTS =
            List.of(
                    "2024-02-29 23:59:59.999999",
                    "2024-03-10 02:30:00",
                    "2023-11-05 01:30:00",
                    "1970-01-01 00:00:00",
                    "1969-12-31 23:59:59.5",
                    "2000-01-01 12:00:00",
                    "1900-01-01 00:00:00.001",
                    "0001-01-01 00:00:00",
                    "9999-12-31 23:59:59.999999",
                    "2024-07-01 10:10:10.1");

    /// Shortest literal of a type, which takes the place of an expression when a query shrinks.
    static String simplest(Type type) {
        return switch (type.name()) {
            case "INT" -> "1";
            case "BOOLEAN" -> "true";
            case "STRING" -> "'a'";
            case "DOUBLE" -> "1.0D";
            default -> "CAST(NULL AS " + type.sql() + ")";
        };
    }

    /// A value of the type, NULL sometimes.
    String any(Type type) {
        return choice.chance(12) ? "CAST(NULL AS " + type.sql() + ")" : value(type);
    }

    /// A number that can be counted, added and multiplied with others.
    String small(Type type) {
        int value = choice.between(-3, 9);
        return switch (type.name()) {
            case "TINYINT" -> value + "Y";
            case "SMALLINT" -> value + "S";
            case "BIGINT" -> value + "L";
            case "FLOAT" -> value + ".5F";
            case "DOUBLE" -> value + ".25D";
            case "DECIMAL" -> choice.of(value + ".5BD", value + "BD", value + ".125BD");
            default -> Integer.toString(value);
        };
    }

    String value(Type type) {
        return switch (type.name()) {
            case "BOOLEAN" -> choice.of("true", "false");
            case "TINYINT" -> choice.of("0Y", "1Y", "-1Y", "5Y", "127Y", "CAST(-128 AS TINYINT)");
            case "SMALLINT" -> choice.of("0S", "1S", "-2S", "300S", "32767S");
            case "INT" ->
                    choice.of("0", "1", "-1", "2", "7", "42", "2147483647", "INT(-2147483648)");
            case "BIGINT" ->
                    choice.of(
                            "0L",
                            "1L",
                            "-1L",
                            "10000000000L",
                            "9223372036854775807L",
                            "-9223372036854775807L",
                            "3L");
            case "FLOAT", "DOUBLE" -> fraction(type.name());
            case "DECIMAL" -> decimal();
            case "STRING" -> choice.of(TEXTS);
            case "BINARY" ->
                    choice.of(
                            "X''",
                            "X'00'",
                            "X'FF00FE'",
                            "X'616263'",
                            "CAST('ü日' AS BINARY)",
                            "X'DEADBEEF'");
            case "DATE" -> "DATE '" + choice.of(DATES) + "'";
            case "TIMESTAMP" -> "TIMESTAMP '" + choice.of(MOMENTS) + "'";
            case "NTZ" -> "TIMESTAMP_NTZ '" + choice.of(MOMENTS) + "'";
            case "DAYTIME" -> dayTime();
            case "YEARMONTH" -> yearMonth();
            default -> nested(type);
        };
    }

    private String fraction(String type) {
        String text =
                choice.of(
                        "0",
                        "-0.0",
                        "1",
                        "-1.5",
                        "0.1",
                        "3.14159",
                        "1e10",
                        "1e-7",
                        "NaN",
                        "Infinity",
                        "-Infinity",
                        "1.7976931348623157E308",
                        "4.9E-324",
                        "123456.789",
                        "2.5",
                        "-2.5",
                        "1e15");
        return "CAST('" + text + "' AS " + type + ")";
    }

    private String decimal() {
        return choice.of(
                "0BD",
                "1.50BD",
                "-2.345BD",
                "0.001BD",
                "12345678.901BD",
                "99999999999.999BD",
                "-1BD",
                "2.5BD",
                "100BD");
    }

    private String dayTime() {
        return choice.of(
                "INTERVAL '1 02:03:04.567' DAY TO SECOND",
                "INTERVAL '0 00:00:00' DAY TO SECOND",
                "INTERVAL '-3 23:59:59.999999' DAY TO SECOND",
                "INTERVAL '100 00:00:00' DAY TO SECOND",
                "INTERVAL '0 00:00:00.000001' DAY TO SECOND");
    }

    private String yearMonth() {
        return choice.of(
                "INTERVAL '1-2' YEAR TO MONTH",
                "INTERVAL '0-0' YEAR TO MONTH",
                "INTERVAL '-3-11' YEAR TO MONTH",
                "INTERVAL '100-0' YEAR TO MONTH");
    }

    private String nested(Type type) {
        return switch (type.name()) {
            case "ARRAY" -> array(type.arguments().getFirst());
            case "MAP" -> map(type.arguments().get(0), type.arguments().get(1));
            case "STRUCT" ->
                    "named_struct('a', %s, 'b', %s)"
                            .formatted(any(type.arguments().get(0)), any(type.arguments().get(1)));
            default -> throw new IllegalArgumentException("no values of " + type);
        };
    }

    private String array(Type element) {
        if (choice.chance(15)) {
            return "CAST(array() AS ARRAY<" + element.sql() + ">)";
        }
        List<String> values = new ArrayList<>();
        for (int i = choice.between(1, 4); i > 0; i--) {
            values.add(any(element));
        }
        return "array(" + String.join(", ", values) + ")";
    }

    private String map(Type key, Type value) {
        if (choice.chance(15)) {
            return "CAST(map() AS MAP<%s,%s>)".formatted(key.sql(), value.sql());
        }
        List<String> keys = new ArrayList<>();
        for (int i = choice.between(1, 3); i > 0; i--) {
            String one = value(key);
            if (!keys.contains(one)) {
                keys.add(one);
            }
        }
        return "map(%s)"
                .formatted(
                        String.join(
                                ", ", keys.stream().map(one -> one + ", " + any(value)).toList()));
    }
}
