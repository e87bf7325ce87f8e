// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle.queries;

import dev.millrace.tests.oracle.queries.Scope.Column;
import dev.millrace.tests.oracle.random.Choice;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// A handful of small tables. Each has a key `id`, a number `k` of few values to join and group by,
/// a text `s`, and columns of random types.
public record RandomTables(String zone, List<Table> tables) {
    private static final int TABLES = 3;

    /// The zone of the session, as times depend on it, and the tables.
    public RandomTables {
        tables = List.copyOf(tables);
    }

    /// @param rows each the values as SQL
    public record Table(String name, List<Column> columns, List<List<String>> rows) {
        public Table {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
        }

        /// The query that makes the table.
        public String sql() {
            return node().sql();
        }

        Node node() {
            List<Node> values =
                    rows.stream()
                            .map(row -> Node.text("(" + String.join(", ", row) + ")"))
                            .toList();
            List<String> names = columns.stream().map(Column::name).toList();
            return Node.piece(
                    "",
                    "SELECT * FROM VALUES ",
                    new Node.Some("", ", ", 1, values),
                    " AS v(" + String.join(", ", names) + ")");
        }
    }

    static RandomTables of(long seed) {
        Choice choice = new Choice(new SplittableRandom(seed));
        List<Table> tables = new ArrayList<>();
        for (int i = 0; i < TABLES; i++) {
            tables.add(table("t" + i, choice));
        }
        String zone = choice.of("UTC", "UTC", "America/New_York", "Asia/Kolkata");
        return new RandomTables(zone, tables);
    }

    private static Table table(String name, Choice choice) {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("id", Type.INT, true));
        columns.add(new Column("k", Type.INT, true));
        columns.add(new Column("s", Type.STRING, false));
        for (Type type : choice.some(Type.PLAIN, 5)) {
            boolean isSmall = type.isNumber() && choice.chance(50);
            columns.add(
                    new Column(
                            "c_" + type.name().toLowerCase(java.util.Locale.ROOT), type, isSmall));
        }
        List<Type> nested = choice.some(Type.NESTED, 0);
        for (int i = 0; i < Math.min(nested.size(), 4); i++) {
            columns.add(new Column("n" + i, nested.get(i), false));
        }
        List<List<String>> rows = new ArrayList<>();
        int count = choice.of(1, 2, 4, 5, 6, 8);
        for (int id = 1; id <= count; id++) {
            rows.add(row(columns, id, choice));
        }
        return new Table(name, columns, rows);
    }

    private static List<String> row(List<Column> columns, int id, Choice choice) {
        Literals literals = new Literals(choice);
        List<String> row = new ArrayList<>();
        for (Column column : columns) {
            row.add(
                    switch (column.name()) {
                        case "id" -> Integer.toString(id);
                        case "k" -> choice.of("0", "1", "2", "CAST(NULL AS INT)");
                        default ->
                                !column.isSmall()
                                        ? literals.any(column.type())
                                        : choice.chance(12)
                                                ? "CAST(NULL AS " + column.type().sql() + ")"
                                                : literals.small(column.type());
                    });
        }
        return row;
    }
}
