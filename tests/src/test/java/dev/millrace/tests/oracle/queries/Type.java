// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle.queries;

import dev.millrace.tests.oracle.random.Choice;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A family of types that may stand for each other in an argument (all decimals, all day-time
/// intervals), or a variable of one letter that stands for some of them.
///
/// @param name as in SQL, with `DAYTIME`, `YEARMONTH` and `NTZ` for the long ones
/// @param arguments element, key and value, or the types of the fields `a` and `b`
record Type(String name, List<Type> arguments) {
    static final Type BOOLEAN = Type.of("BOOLEAN");
    static final Type INT = Type.of("INT");
    static final Type BIGINT = Type.of("BIGINT");
    static final Type STRING = Type.of("STRING");

    static final List<Type> NUMBERS =
            all("TINYINT", "SMALLINT", "INT", "BIGINT", "FLOAT", "DOUBLE", "DECIMAL");
    private static final List<Type> WHOLE = NUMBERS.subList(0, 4);
    private static final List<Type> TIMES = all("DATE", "TIMESTAMP", "NTZ");
    private static final List<Type> KEYS = all("STRING", "INT", "BIGINT", "DATE", "BOOLEAN");

    static final List<Type> PLAIN =
            all(
                    "BOOLEAN",
                    "TINYINT",
                    "SMALLINT",
                    "INT",
                    "BIGINT",
                    "FLOAT",
                    "DOUBLE",
                    "DECIMAL",
                    "STRING",
                    "BINARY",
                    "DATE",
                    "TIMESTAMP",
                    "NTZ",
                    "DAYTIME",
                    "YEARMONTH");

    static final List<Type> NESTED =
            all(
                    "ARRAY<INT>",
                    "ARRAY<STRING>",
                    "ARRAY<DOUBLE>",
                    "ARRAY<ARRAY<INT>>",
                    "MAP<STRING,INT>",
                    "MAP<INT,STRING>",
                    "STRUCT<INT,STRING>",
                    "ARRAY<STRUCT<INT,STRING>>",
                    "STRUCT<DOUBLE,ARRAY<STRING>>");

    Type {
        arguments = List.copyOf(arguments);
    }

    static Type of(String name) {
        return new Type(name, List.of());
    }

    private static List<Type> all(String... texts) {
        return List.of(texts).stream().map(Type::parse).toList();
    }

    static Type parse(String text) {
        int open = text.indexOf('<');
        if (open < 0) {
            return of(text.strip());
        }
        List<Type> arguments = new ArrayList<>();
        int depth = 0;
        int start = open + 1;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '<' ? 1 : 0;
            if (depth == 0 && (c == ',' || c == '>')) {
                arguments.add(parse(text.substring(start, i)));
                start = i + 1;
            }
            depth -= c == '>' ? 1 : 0;
        }
        return new Type(text.substring(0, open).strip(), arguments);
    }

    boolean isVariable() {
        return name.length() == 1;
    }

    boolean isNumber() {
        return NUMBERS.contains(this);
    }

    /// True if rows can be sorted by it: no map inside.
    boolean isOrderable() {
        return !name.equals("MAP") && arguments.stream().allMatch(Type::isOrderable);
    }

    /// The types that a variable may stand for; the letter says which.
    static List<Type> choices(String variable) {
        return switch (variable) {
            case "N" -> NUMBERS;
            case "I" -> WHOLE;
            case "H" -> TIMES;
            case "K" -> KEYS;
            case "O" -> PLAIN;
            default -> List.of();
        };
    }

    /// Some type that this variable may stand for.
    static Type some(String variable, Choice choice) {
        List<Type> given = choices(variable);
        if (!given.isEmpty()) {
            return choice.of(given);
        }
        return choice.chance(80) ? choice.of(PLAIN) : choice.of(NESTED);
    }

    /// What the variables of this type must stand for to make it `wanted`; null if nothing does.
    @Nullable Map<String, Type> matching(Type wanted) {
        Map<String, Type> bound = new HashMap<>();
        return match(wanted, bound) ? bound : null;
    }

    private boolean match(Type wanted, Map<String, Type> bound) {
        if (isVariable()) {
            List<Type> allowed = choices(name);
            Type before = bound.putIfAbsent(name, wanted);
            return (before == null || before.equals(wanted))
                    && (allowed.isEmpty() || allowed.contains(wanted));
        }
        if (!name.equals(wanted.name) || arguments.size() != wanted.arguments.size()) {
            return false;
        }
        for (int i = 0; i < arguments.size(); i++) {
            if (!arguments.get(i).match(wanted.arguments.get(i), bound)) {
                return false;
            }
        }
        return true;
    }

    /// This type with its variables replaced; those without a meaning get one.
    Type bound(Map<String, Type> variables, Choice choice) {
        if (isVariable()) {
            return variables.computeIfAbsent(name, letter -> some(letter, choice));
        }
        return new Type(
                name,
                arguments.stream().map(argument -> argument.bound(variables, choice)).toList());
    }

    /// As a cast needs it.
    String sql() {
        return switch (name) {
            case "DAYTIME" -> "INTERVAL DAY TO SECOND";
            case "YEARMONTH" -> "INTERVAL YEAR TO MONTH";
            case "NTZ" -> "TIMESTAMP_NTZ";
            case "DECIMAL" -> "DECIMAL(14,3)";
            case "ARRAY" -> "ARRAY<" + arguments.getFirst().sql() + ">";
            case "MAP" -> "MAP<" + arguments.get(0).sql() + "," + arguments.get(1).sql() + ">";
            case "STRUCT" ->
                    "STRUCT<a:" + arguments.get(0).sql() + ",b:" + arguments.get(1).sql() + ">";
            default -> name;
        };
    }
}
