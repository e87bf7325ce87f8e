// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle.queries;

import dev.millrace.tests.oracle.queries.RandomTables.Table;
import dev.millrace.tests.oracle.random.Choice;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The query that a seed stands for.
///
/// @param inside the queries of the tables if they are written into this one, else empty
/// @param isOrdered the order of the rows is part of the answer
public record RandomSql(Node node, RandomTables tables, List<Node> inside, boolean isOrdered) {
    /// So many seeds in a row are asked of the same tables.
    public static final int SEEDS_OF_TABLES = 50;

    private static final Signatures SIGNATURES = Signatures.read();

    /// What is asked of the tables of these seeds.
    public static RandomTables tables(long seed) {
        return RandomTables.of(Math.floorDiv(seed, SEEDS_OF_TABLES));
    }

    public static RandomSql of(long seed, RandomTables tables) {
        // Neighbouring seeds have to have nothing in common.
        Choice choice = new Choice(new SplittableRandom(seed * 0x9E3779B97F4A7C15L));
        QueryGenerator.Query query =
                new QueryGenerator(choice, SIGNATURES, tables.tables()).query();
        return new RandomSql(query.node(), tables, List.of(), query.isOrdered());
    }

    public String sql() {
        String with =
                IntStream.range(0, inside.size())
                        .filter(this::uses)
                        .mapToObj(
                                i ->
                                        tables.tables().get(i).name()
                                                + " AS ("
                                                + inside.get(i).sql()
                                                + ")")
                        .collect(Collectors.joining(", "));
        return with.isEmpty() ? node.sql() : "WITH " + with + " " + node.sql();
    }

    /// The same question with its tables inside, so that they can be made smaller too.
    public RandomSql whole() {
        return new RandomSql(
                node, tables, tables.tables().stream().map(Table::node).toList(), isOrdered);
    }

    public List<RandomSql> smaller() {
        List<RandomSql> all = new ArrayList<>();
        for (Node less : node.smaller()) {
            all.add(new RandomSql(less, tables, inside, isOrdered));
        }
        for (int i = 0; i < inside.size(); i++) {
            if (!uses(i)) {
                continue;
            }
            for (Node less : inside.get(i).smaller()) {
                List<Node> changed = new ArrayList<>(inside);
                changed.set(i, less);
                all.add(new RandomSql(node, tables, changed, isOrdered));
            }
        }
        return all;
    }

    private boolean uses(int table) {
        return node.sql().contains(tables.tables().get(table).name() + " AS ");
    }
}
