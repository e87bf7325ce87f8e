// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle.random;

import dev.millrace.tests.oracle.random.Field.Type;

import java.util.List;

/// Random conditions, values and aggregates over the columns of a shape, as SQL.
record Expressions(Choice choice) {
    String condition(Shape shape) {
        return switch (choice.below(8)) {
            case 0 -> "NOT (" + simple(shape) + ")";
            case 1 -> simple(shape) + " OR " + simple(shape);
            case 2 -> simple(shape) + " AND " + simple(shape);
            default -> simple(shape);
        };
    }

    private String simple(Shape shape) {
        Field field = choice.of(shape.plain());
        String name = field.name();
        if (choice.chance(15)) {
            return name + choice.of(" IS NOT NULL", " IS NULL");
        }
        return switch (field.type()) {
            case TEXT ->
                    name
                            + choice.of(
                                    " = 'a'",
                                    " <> 'b'",
                                    " IN ('a', 'c')",
                                    " LIKE '%a%'",
                                    " > ''",
                                    " <=> NULL");
            case INT -> choice.of(name + " > 1", name + " % 2 = 0", name + " BETWEEN 0 AND 8");
            case LONG, DOUBLE, DECIMAL -> name + choice.of(" > 0", " < 2", " <> 1", " >= 0.5");
            case BOOLEAN -> name;
            case DATE -> name + " >= DATE '2024-01-01'";
            case TIME ->
                    choice.of(
                            name + " > TIMESTAMP '2024-01-01 10:10:00'",
                            name + " < TIMESTAMP '2024-01-01 12:00:00'",
                            "minute(" + name + ") % 3 <> 0");
            case WINDOW -> throw new IllegalArgumentException("no condition on windows");
        };
    }

    /// A new column made of an old one.
    String value(Field field) {
        String name = field.name();
        return switch (field.type()) {
            case TEXT ->
                    choice.of(
                            "upper(" + name + ")",
                            "coalesce(" + name + ", 'none')",
                            "concat(" + name + ", '-', " + name + ")");
            case INT -> choice.of(name + " + 1", "abs(" + name + ")", "coalesce(" + name + ", 0)");
            case LONG, DOUBLE, DECIMAL -> name;
            case BOOLEAN -> "NOT " + name;
            case DATE -> "date_add(" + name + ", 1)";
            case TIME ->
                    choice.of(
                            name + " + INTERVAL 1 MINUTE",
                            "date_trunc('HOUR', " + name + ")",
                            "coalesce(" + name + ", TIMESTAMP '2024-01-01 10:00:00')");
            case WINDOW -> name;
        };
    }

    /// An aggregate and the type of its result.
    Field aggregate(Shape shape) {
        Field field = choice.of(shape.plain());
        String name = field.name();
        if (choice.chance(35) || field.type() == Type.TIME && choice.chance(50)) {
            return new Field(
                    choice.of(
                            "count(1)",
                            "count(" + name + ")",
                            "count_if(" + simple(shape) + ")",
                            "count(1) FILTER (WHERE " + simple(shape) + ")"),
                    Type.LONG);
        }
        return switch (field.type()) {
            case INT, LONG ->
                    choice.of(
                            new Field("sum(" + name + ")", Type.LONG),
                            new Field("avg(" + name + ")", Type.DOUBLE),
                            new Field("max(" + name + ")", field.type()),
                            new Field(
                                    "sum(" + name + ") FILTER (WHERE " + name + " > 1)",
                                    Type.LONG));
            case DOUBLE ->
                    choice.of(
                            new Field("sum(" + name + ")", Type.DOUBLE),
                            new Field("avg(" + name + ")", Type.DOUBLE),
                            new Field("min(" + name + ")", Type.DOUBLE));
            case DECIMAL ->
                    new Field(choice.of("min(", "max(", "sum(", "avg(") + name + ")", Type.DECIMAL);
            case BOOLEAN ->
                    new Field(
                            choice.of("bool_and(", "bool_or(", "max(") + name + ")", Type.BOOLEAN);
            case TEXT, DATE, TIME ->
                    new Field(choice.of("min(", "max(") + name + ")", field.type());
            case WINDOW -> throw new IllegalArgumentException("no aggregate of windows");
        };
    }

    /// The expression of a window over a time.
    String window(String time) {
        return switch (choice.below(10)) {
            case 0, 1, 2, 3 -> "window(" + time + ", '" + choice.of("5", "10", "30") + " minutes')";
            case 4 -> "window(" + time + ", '1 hour', '1 hour', '5 minutes')";
            case 5, 6 ->
                    "window(%s, '%s minutes', '%s minutes')"
                            .formatted(time, choice.of("10", "20"), choice.of("5", "4", "10"));
            default -> "session_window(" + time + ", '" + choice.of("1", "5", "12") + " minutes')";
        };
    }

    String delay() {
        return choice.of(
                "0 seconds", "1 minute", "5 minutes", "10 minutes", "30 minutes", "2 hours");
    }

    /// A small table, sometimes with a key twice.
    String table(boolean unique) {
        List<String> more =
                unique
                        ? List.of("('c', 3)")
                        : List.of("('c', 3)", "('a', 4)", "(NULL, 5)", "('a', 1)");
        return "SELECT * FROM VALUES ('a', 1), ('b', 2), "
                + String.join(", ", more)
                + " AS d(dk, dn)";
    }
}
