// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle.queries;

import dev.millrace.tests.oracle.queries.Expressions.Typed;
import dev.millrace.tests.oracle.queries.RandomTables.Table;
import dev.millrace.tests.oracle.queries.Relations.Relation;
import dev.millrace.tests.oracle.queries.Scope.Column;
import dev.millrace.tests.oracle.random.Choice;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Random queries of each kind.
final class QueryGenerator {
    private final Choice choice;
    private final Expressions expressions;
    private final Relations relations;

    QueryGenerator(Choice choice, Signatures signatures, List<Table> tables) {
        this.choice = choice;
        expressions = new Expressions(choice, signatures);
        relations = new Relations(choice, expressions, tables);
    }

    /// @param isOrdered the order of the rows is part of the answer
    record Query(Node node, boolean isOrdered) {}

    Query query() {
        int way = choice.below(100);
        if (way < 45) {
            return rows();
        }
        if (way < 67) {
            return groups();
        }
        if (way < 77) {
            return windows();
        }
        if (way < 84) {
            return generated();
        }
        if (way < 92) {
            return sets();
        }
        return subqueries();
    }

    private Query rows() {
        Relation from = relations.any(2);
        List<Typed> values = new ArrayList<>();
        for (int i = choice.between(1, 3); i > 0; i--) {
            values.add(expressions.any(from.scope(), choice.between(1, 3)));
        }
        String select = choice.chance(10) ? "SELECT DISTINCT " : "SELECT ";
        if (select.contains("DISTINCT") && !allOrderable(values)) {
            select = "SELECT ";
        }
        return finished(
                Node.piece("query", select, items(values), " FROM ", from.node(), where(from, 50)),
                values);
    }

    private static boolean allOrderable(List<Typed> values) {
        return values.stream().allMatch(value -> value.type().isOrderable());
    }

    private Node where(Relation from, int percent) {
        return choice.chance(percent)
                ? Node.optional(" WHERE ", expressions.of(Type.BOOLEAN, from.scope(), 2))
                : Node.text("");
    }

    /// Select items, most of them with a name.
    private Node items(List<Typed> values) {
        List<Node> items = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            String name = choice.chance(90) ? " AS c" + i : "";
            items.add(Node.piece("", values.get(i).node(), name));
        }
        return new Node.Some("", ", ", 1, items);
    }

    /// The query, with an order sometimes: by all columns, so that only rows that are the same
    /// have no order.
    private Query finished(Node query, List<Typed> values) {
        if (!choice.chance(30) || !allOrderable(values)) {
            return new Query(query, false);
        }
        List<String> order =
                IntStream.rangeClosed(1, values.size())
                        .mapToObj(
                                i ->
                                        i
                                                + choice.of("", " DESC", " ASC")
                                                + choice.of("", " NULLS FIRST", " NULLS LAST"))
                        .toList();
        String limit =
                choice.chance(40)
                        ? " LIMIT " + choice.between(0, 5) + choice.of("", " OFFSET 1")
                        : "";
        return new Query(
                Node.piece("", query, " ORDER BY " + String.join(", ", order) + limit), true);
    }

    private Query groups() {
        Relation from = relations.any(2);
        List<Typed> values = new ArrayList<>();
        String grouping = grouping(from, values);
        boolean isDistinct = choice.chance(30);
        for (int i = choice.between(1, 3); i > 0; i--) {
            values.add(aggregate(from.scope(), isDistinct));
        }
        Node having =
                choice.chance(15)
                        ? Node.optional(" HAVING ", Node.text("count(1) > " + choice.below(3)))
                        : Node.text("");
        return finished(
                Node.piece(
                        "query",
                        "SELECT ",
                        items(values),
                        " FROM ",
                        from.node(),
                        where(from, 30),
                        grouping,
                        having),
                values);
    }

    /// What to group by: columns of the result by their position, or sets of columns.
    private String grouping(Relation from, List<Typed> keys) {
        int way = choice.below(10);
        if (way < 3) {
            return "";
        }
        if (way < 8) {
            int count = choice.between(1, 2);
            while (keys.size() < count) {
                Typed key =
                        choice.chance(60) ? column(from.scope()) : expressions.any(from.scope(), 1);
                if (key.type().isOrderable()) {
                    keys.add(key);
                }
            }
            return count == 1 ? " GROUP BY 1" : " GROUP BY 1, 2";
        }
        Typed first = column(from.scope());
        Typed second = column(from.scope());
        keys.add(first);
        keys.add(second);
        keys.add(
                new Typed(
                        Node.piece(
                                "",
                                choice.of("grouping_id()", "grouping(" + first.node().sql() + ")")),
                        Type.BIGINT));
        String both = "(" + first.node().sql() + ", " + second.node().sql() + ")";
        return " GROUP BY "
                + choice.of(
                        "ROLLUP" + both,
                        "CUBE" + both,
                        "GROUPING SETS (" + both + ", (" + first.node().sql() + "), ())");
    }

    private Typed column(Scope scope) {
        List<Column> columns =
                scope.columns().stream().filter(column -> column.type().isOrderable()).toList();
        if (columns.isEmpty()) {
            return new Typed(Node.piece(Type.INT.sql(), "CAST(NULL AS INT)"), Type.INT);
        }
        Column column = choice.of(columns);
        return new Typed(Node.piece(column.type().sql(), column.name()), column.type());
    }

    private Typed aggregate(Scope scope, boolean isDistinct) {
        Typed value = expressions.aggregate(scope, choice.between(0, 2), isDistinct);
        if (!choice.chance(15)) {
            return value;
        }
        Node filter =
                Node.piece(
                        value.node() instanceof Node.Piece piece ? piece.kind() : "",
                        value.node(),
                        " FILTER (WHERE ",
                        expressions.of(Type.BOOLEAN, scope, 1),
                        ")");
        return new Typed(filter, value.type());
    }

    private Query windows() {
        Relation from = choice.chance(80) ? relations.table() : relations.any(1);
        Scope scope = from.scope();
        List<Typed> values = new ArrayList<>();
        scope.keys().forEach(key -> values.add(new Typed(Node.text(key), Type.INT)));
        for (int i = choice.between(1, 2); i > 0; i--) {
            values.add(window(scope));
        }
        return finished(
                Node.piece(
                        "query", "SELECT ", items(values), " FROM ", from.node(), where(from, 20)),
                values);
    }

    private Typed window(Scope scope) {
        boolean isRanking = choice.chance(50) && !scope.keys().isEmpty();
        Typed function = isRanking ? expressions.window(scope, 1) : expressions.framed(scope, 1);
        String partition =
                choice.chance(60) ? "PARTITION BY " + column(scope).node().sql() + " " : "";
        String order = "";
        String frame = "";
        if (isRanking || choice.chance(60) && !scope.keys().isEmpty()) {
            List<String> by = new ArrayList<>();
            if (choice.chance(60)) {
                by.add(column(scope).node().sql() + choice.of("", " DESC", " NULLS LAST"));
            }
            by.addAll(scope.keys());
            order = "ORDER BY " + String.join(", ", by);
            frame = isRanking ? "" : frame(by.size() == 1);
        }
        Node over =
                new Node.Some(
                        "",
                        "",
                        0,
                        List.of(Node.text(partition), Node.text(order), Node.text(frame)));
        return new Typed(Node.piece("", function.node(), " OVER (", over, ")"), function.type());
    }

    private String frame(boolean isByOneNumber) {
        String unit = isByOneNumber ? choice.of(" ROWS", " RANGE") : " ROWS";
        return choice.of(
                "",
                unit + " BETWEEN 1 PRECEDING AND CURRENT ROW",
                unit + " BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING",
                unit + " BETWEEN 2 PRECEDING AND 1 PRECEDING",
                unit + " BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING",
                " ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING",
                " RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW");
    }

    /// A function that makes rows, in the list of columns.
    private Query generated() {
        Relation from = relations.table();
        Typed rows = expressions.generator(from.scope(), 2);
        Node more =
                new Node.Some("", "", 0, List.of(Node.text(", " + from.scope().keys().getFirst())));
        return new Query(
                Node.piece(
                        "query",
                        "SELECT ",
                        rows.node(),
                        more,
                        " FROM ",
                        from.node(),
                        where(from, 30)),
                false);
    }

    private Query sets() {
        List<Type> types =
                IntStream.range(0, choice.between(1, 3))
                        .mapToObj(i -> choice.of(Type.PLAIN))
                        .toList();
        String between =
                choice.of(
                        " UNION ALL ",
                        " UNION ",
                        " INTERSECT ",
                        " INTERSECT ALL ",
                        " EXCEPT ",
                        " EXCEPT ALL ");
        Node left = side(types);
        Node right = side(types);
        return finished(
                Node.piece("query", left, between, right),
                types.stream().map(type -> new Typed(Node.text(""), type)).toList());
    }

    private Node side(List<Type> types) {
        Relation from = relations.any(1);
        List<Typed> values =
                types.stream()
                        .map(
                                type ->
                                        new Typed(
                                                expressions.of(type, from.scope(), choice.below(3)),
                                                type))
                        .toList();
        return Node.piece(
                "query", "SELECT ", items(values), " FROM ", from.node(), where(from, 30));
    }

    private Query subqueries() {
        Relation from = relations.any(1);
        Relation inner = relations.table();
        Scope both = from.scope().and(inner.scope()).unordered();
        Type type = choice.of(Type.PLAIN);
        Node value = expressions.of(type, inner.scope(), 1);
        Column left = choice.of(from.scope().columns());
        List<Column> same = inner.scope().of(left.type());
        String correlation =
                same.isEmpty() || !left.type().isOrderable()
                        ? "true"
                        : choice.of(same).name() + " = " + left.name();
        Node condition =
                new Node.Some(
                        "",
                        " AND ",
                        0,
                        List.of(
                                Node.text(correlation),
                                choice.chance(30)
                                        ? expressions.of(Type.BOOLEAN, both, 1)
                                        : expressions.of(Type.BOOLEAN, inner.scope(), 1)));
        Node filter = new Node.Some(" WHERE ", "", 0, List.of(condition));
        List<Typed> values = new ArrayList<>();
        values.add(expressions.any(from.scope(), 1));
        Node where = Node.text("");
        switch (choice.below(4)) {
            case 0 -> where = quantified(choice.of("EXISTS ", "NOT EXISTS "), "1", inner, filter);
            case 1 ->
                    where =
                            Node.piece(
                                    "",
                                    " WHERE ",
                                    expressions.of(type, from.scope(), 1),
                                    choice.of(" IN (SELECT ", " NOT IN (SELECT "),
                                    value,
                                    " FROM ",
                                    inner.node(),
                                    filter,
                                    ")");
            default ->
                    values.add(
                            new Typed(
                                    Node.piece(
                                            "",
                                            "(SELECT "
                                                    + choice.of("max(", "min(", "count(", "first("),
                                            value,
                                            ") FROM ",
                                            inner.node(),
                                            filter,
                                            ")"),
                                    type));
        }
        return finished(
                Node.piece("query", "SELECT ", items(values), " FROM ", from.node(), where),
                values);
    }

    private static Node quantified(String word, String value, Relation inner, Node filter) {
        return Node.piece(
                "", " WHERE " + word + "(SELECT " + value + " FROM ", inner.node(), filter, ")");
    }
}
