// SPDX-License-Identifier: Apache-2.0
package dev.millrace.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// The program of the process in which DuckDB runs. It needs the JDK, DuckDB's driver and this
/// module's classes only.
///
/// Arguments: the tables, the directory to write results into, the number of runs, the names of the
/// queries. It prints `<name> <nanoseconds>` for every run.
public final class DuckQueries {
    private static final String VISIT_COLUMNS =
            "{visit_id: 'BIGINT', customer_id: 'BIGINT', seen: 'TIMESTAMP',"
                    + " page: 'STRUCT(path VARCHAR, section VARCHAR)', seconds: 'INTEGER',"
                    + " agent: 'VARCHAR'}";

    private DuckQueries() {}

    public static void main(String[] arguments) throws Exception {
        Path tables = Path.of(arguments[0]);
        Path results = Path.of(arguments[1]);
        int runs = Integer.parseInt(arguments[2]);
        List<String> names = List.of(arguments).subList(3, arguments.length);
        Files.createDirectories(results);
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("SET threads = 2");
            statement.execute("SET TimeZone = 'UTC'");
            register(statement, tables);
            for (int run = 0; run < runs; run++) {
                for (BenchQuery query : BenchQuery.named(names)) {
                    long begin = System.nanoTime();
                    List<String> lines = lines(statement, query.sql());
                    System.out.println(query.name() + " " + (System.nanoTime() - begin));
                    if (run == 0) {
                        Files.write(results.resolve(query.name()), lines);
                    }
                }
            }
        }
    }

    private static void register(Statement statement, Path tables) throws SQLException {
        for (String name : QueryTables.NAMES) {
            statement.execute(
                    "CREATE VIEW %s AS SELECT * FROM read_parquet('%s/*.parquet')"
                            .formatted(name, tables.resolve(name)));
        }
        statement.execute(
                "CREATE VIEW %s AS SELECT * FROM read_json('%s/*.json', columns = %s)"
                        .formatted(
                                QueryTables.VISITS,
                                tables.resolve(QueryTables.VISITS),
                                VISIT_COLUMNS));
    }

    private static List<String> lines(Statement statement, String sql) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                StringBuilder line = new StringBuilder();
                for (int i = 1; i <= columns; i++) {
                    line.append(i == 1 ? "" : "\t").append(QueryResult.text(rows.getObject(i)));
                }
                lines.add(line.toString());
            }
        }
        return lines;
    }
}
