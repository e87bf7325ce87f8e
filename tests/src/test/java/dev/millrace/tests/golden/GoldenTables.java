// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.golden;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The tables that the golden files find in the catalog.
final class GoldenTables {
    private static final String WIDE =
            "unique1 int, unique2 int, two int, four int, ten int, twenty int, hundred int,"
                    + " thousand int, twothousand int, fivethous int, tenthous int, odd int,"
                    + " even int, stringu1 string, stringu2 string, string4 string";
    private static final Set<String> NAMES =
            Set.of("testdata", "arraydata", "mapdata", "aggtest", "onek", "tenk1");

    private GoldenTables() {}

    /// @param scratch where the data may be unpacked
    static void create(SparkSession spark, GoldenArchive archive, Path scratch) throws IOException {
        save(
                spark,
                "SELECT CAST(id AS INT) key, CAST(id AS STRING) value FROM range(1, 101)",
                "testdata");
        save(
                spark,
                "SELECT * FROM VALUES (array(1, 2, 3), array(array(1, 2, 3))),"
                        + " (array(2, 3, 4), array(array(2, 3, 4))) AS t(arraycol, nestedarraycol)",
                "arraydata");
        save(
                spark,
                "SELECT * FROM VALUES (map(1, 'a1', 2, 'b1', 3, 'c1', 4, 'd1', 5, 'e1')),"
                        + " (map(1, 'a2', 2, 'b2', 3, 'c2', 4, 'd2')),"
                        + " (map(1, 'a3', 2, 'b3', 3, 'c3')), (map(1, 'a4', 2, 'b4')),"
                        + " (map(1, 'a5')) AS t(mapcol)",
                "mapdata");
        load(spark, archive, scratch, "agg", "a int, b float", "aggtest");
        load(spark, archive, scratch, "onek", WIDE, "onek");
        load(spark, archive, scratch, "tenk", WIDE, "tenk1");
    }

    private static void save(SparkSession spark, String query, String table) {
        spark.sql(query).coalesce(1).write().format("parquet").saveAsTable(table);
    }

    private static void load(
            SparkSession spark,
            GoldenArchive archive,
            Path scratch,
            String data,
            String schema,
            String table)
            throws IOException {
        Path file = Files.createDirectories(scratch).resolve(data + ".data");
        archive.extract("test-data/postgresql/" + data + ".data", file);
        spark.read()
                .option("delimiter", "\t")
                .schema(schema)
                .csv(file.toString())
                .write()
                .format("parquet")
                .saveAsTable(table);
    }

    /// Drops whatever a golden file has left behind.
    static void clean(SparkSession spark) {
        Set<String> others = new HashSet<>();
        for (Row row : spark.sql("SHOW TABLES IN default").collectAsList()) {
            if (!row.getBoolean(2) && !NAMES.contains(row.getString(1))) {
                others.add(row.getString(1));
            }
        }
        for (String name : others) {
            drop(spark, List.of("TABLE", "VIEW"), "default.`" + name + "`", "");
        }
        for (Row row : spark.sql("SHOW DATABASES").collectAsList()) {
            if (!row.getString(0).equals("default")) {
                drop(spark, List.of("DATABASE"), "`" + row.getString(0) + "`", " CASCADE");
            }
        }
    }

    /// Drops something that may be of several kinds.
    private static void drop(SparkSession spark, List<String> kinds, String name, String how) {
        for (String kind : kinds) {
            try {
                spark.sql("DROP " + kind + " IF EXISTS " + name + how);
                return;
            } catch (Exception e) {
                assertThat(e).as("dropping %s", name).isInstanceOf(SparkThrowable.class);
            }
        }
    }
}
