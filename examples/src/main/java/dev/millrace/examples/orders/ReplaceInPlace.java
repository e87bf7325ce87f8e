// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.orders;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/// Shows on a scratch table whether an engine can replace what it is reading, first some partitions
/// of a table and then the whole table. Plain Spark deletes the whole table before it reads it.
public final class ReplaceInPlace {

    private static final StructType SCHEMA = StructType.fromDDL("id INT, version INT, part INT");

    private final SparkSession spark;
    private final String table;

    /// @param directory where the scratch table may be; it is overwritten
    public ReplaceInPlace(SparkSession spark, String directory) {
        this.spark = spark;
        this.table = directory + "/replace_in_place";
    }

    public static void main(String[] args) throws IOException {
        String directory = LakeLayout.below(OrdersOptions.parse(args).directory()).base();
        try (SparkSession spark = SparkSession.builder().getOrCreate()) {
            ReplaceInPlace table = new ReplaceInPlace(spark, directory);
            report(System.out, "partitions", table.replacePartitions());
            report(System.out, "whole table", table.replaceTable());
        }
    }

    private static void report(PrintStream out, String what, boolean replaced) {
        out.printf("%-12s %s%n", what, replaced ? "replaced in place" : "lost");
    }

    /// Replaces two of three partitions by what they hold, as a newer version.
    ///
    /// @return true if they are replaced and the third one is as it was; false if rows were lost
    public boolean replacePartitions() {
        create();
        Dataset<Row> newer = read().filter(col("part").isin(1, 2)).withColumn("version", lit(2));
        return succeeds(() -> OrderTables.replacePartitions(newer, table, "part"))
                && has("[0,1,0]", "[1,2,1]", "[2,2,2]", "[3,1,0]", "[4,2,1]", "[5,2,2]");
    }

    /// Replaces a table by part of itself, as a newer version.
    ///
    /// @return true if it is replaced; false if rows were lost
    public boolean replaceTable() {
        create();
        Dataset<Row> newer = read().filter(col("part").isin(1, 2)).withColumn("version", lit(2));
        return succeeds(() -> newer.write().mode("overwrite").partitionBy("part").parquet(table))
                && has("[1,2,1]", "[2,2,2]", "[4,2,1]", "[5,2,2]");
    }

    private void create() {
        List<Row> rows =
                List.of(
                        RowFactory.create(0, 1, 0),
                        RowFactory.create(1, 1, 1),
                        RowFactory.create(2, 1, 2),
                        RowFactory.create(3, 1, 0),
                        RowFactory.create(4, 1, 1),
                        RowFactory.create(5, 1, 2));
        spark.createDataFrame(rows, SCHEMA)
                .write()
                .mode("overwrite")
                .partitionBy("part")
                .parquet(table);
    }

    private Dataset<Row> read() {
        return OrderTables.read(spark, SCHEMA, table);
    }

    /// The error is the engine's way to say that it lost the files it was reading. It is an
    /// `Exception` here because Spark throws checked ones that its methods do not declare.
    private static boolean succeeds(Runnable write) {
        try {
            write.run();
            return true;
        } catch (Exception lost) {
            return false;
        }
    }

    private boolean has(String... expected) {
        List<String> found =
                read().orderBy("id").collectAsList().stream().map(Row::toString).toList();
        return found.equals(List.of(expected));
    }
}
