// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle.queries;

import dev.millrace.tests.oracle.queries.RandomTables.Table;
import dev.millrace.tests.oracle.queries.Scope.Column;
import dev.millrace.tests.oracle.random.Choice;

import java.util.ArrayList;
import java.util.List;

/// What stands after FROM: tables, joins, subqueries, rows made of columns.
final class Relations {
    private static final List<String> JOINS =
            List.of(
                    "JOIN",
                    "LEFT JOIN",
                    "RIGHT JOIN",
                    "FULL JOIN",
                    "LEFT SEMI JOIN",
                    "LEFT ANTI JOIN",
                    "CROSS JOIN");

    private final Choice choice;
    private final Expressions expressions;
    private final List<Table> tables;
    private int names;

    Relations(Choice choice, Expressions expressions, List<Table> tables) {
        this.choice = choice;
        this.expressions = expressions;
        this.tables = tables;
    }

    /// A relation and what it offers.
    record Relation(Node node, Scope scope) {}

    /// A name that the query does not have yet.
    String name(String prefix) {
        return prefix + ++names;
    }

    Relation any(int depth) {
        int way = choice.below(100);
        if (depth > 0 && way < 25) {
            return join(depth);
        }
        if (depth > 0 && way < 37) {
            return subquery(depth);
        }
        if (depth > 0 && way < 45) {
            return lateral(depth);
        }
        return table();
    }

    Relation table() {
        Table table = choice.of(tables);
        String name = name("a");
        List<Column> columns = qualified(name, table.columns());
        return new Relation(
                Node.piece("relation", table.name() + " AS " + name),
                new Scope(columns, List.of(name + ".id"), true));
    }

    private static List<Column> qualified(String name, List<Column> columns) {
        return columns.stream()
                .map(c -> new Column(name + "." + c.name(), c.type(), c.isSmall()))
                .toList();
    }

    private Relation join(int depth) {
        Relation left = any(depth - 1);
        Relation right = choice.chance(80) ? table() : subquery(depth - 1);
        String kind = choice.of(JOINS);
        Scope both = left.scope().and(right.scope());
        Scope visible =
                kind.startsWith("LEFT SEMI") || kind.startsWith("LEFT ANTI")
                        ? left.scope().unordered()
                        : both;
        if (kind.startsWith("CROSS")) {
            return new Relation(
                    Node.piece("relation", left.node(), " CROSS JOIN ", right.node()), visible);
        }
        Node on =
                new Node.Some("", " AND ", 1, conditions(left.scope(), right.scope(), both, depth));
        return new Relation(
                Node.piece("relation", left.node(), " " + kind + " ", right.node(), " ON ", on),
                visible);
    }

    private List<Node> conditions(Scope left, Scope right, Scope both, int depth) {
        List<Node> all = new ArrayList<>();
        if (choice.chance(85)) {
            Column column = choice.of(left.columns());
            List<Column> same = right.of(column.type());
            if (!same.isEmpty() && column.type().isOrderable()) {
                all.add(
                        Node.text(
                                column.name()
                                        + choice.of(" = ", " = ", " <=> ")
                                        + choice.of(same).name()));
            }
        }
        if (all.isEmpty() || choice.chance(20)) {
            all.add(expressions.of(Type.BOOLEAN, both.unordered(), depth));
        }
        return all;
    }

    private Relation subquery(int depth) {
        Relation inner = any(depth - 1);
        String name = name("q");
        List<Column> columns = new ArrayList<>();
        List<Node> items = new ArrayList<>();
        for (int i = choice.between(1, 4); i > 0; i--) {
            Expressions.Typed value = expressions.any(inner.scope(), depth - 1);
            String column = name("v");
            items.add(Node.piece("", value.node(), " AS " + column));
            columns.add(new Column(name + "." + column, value.type(), false));
        }
        List<String> keys = new ArrayList<>();
        for (String key : inner.scope().keys()) {
            String column = name("v");
            items.add(Node.text(key + " AS " + column));
            keys.add(name + "." + column);
            columns.add(new Column(name + "." + column, Type.INT, true));
        }
        Node where =
                choice.chance(50)
                        ? Node.optional(
                                " WHERE ", expressions.of(Type.BOOLEAN, inner.scope(), depth - 1))
                        : Node.text("");
        Node node =
                Node.piece(
                        "relation",
                        "(SELECT ",
                        new Node.Some("", ", ", 1, items),
                        " FROM ",
                        inner.node(),
                        where,
                        ") AS " + name);
        return new Relation(node, new Scope(columns, keys, inner.scope().isTable()));
    }

    /// A table with rows made of one of its columns.
    private Relation lateral(int depth) {
        Relation inner = table();
        String name = name("g");
        Node array = expressions.of(Type.parse("ARRAY<INT>"), inner.scope(), depth - 1);
        String outer = choice.of("", "OUTER ");
        boolean isWithPosition = choice.chance(40);
        List<Column> columns = new ArrayList<>(inner.scope().columns());
        columns.add(new Column(name + ".v", Type.INT, false));
        if (isWithPosition) {
            columns.add(new Column(name + ".p", Type.INT, true));
        }
        Node node =
                Node.piece(
                        "relation",
                        inner.node(),
                        " LATERAL VIEW " + outer + (isWithPosition ? "pos" : "") + "explode(",
                        array,
                        ") " + name + (isWithPosition ? " AS p, v" : " AS v"));
        return new Relation(node, new Scope(columns, List.of(), true));
    }
}
