// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.orders;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

import java.io.PrintStream;

/// What the program says at its end: how large the tables are, the gold of the last day, and where
/// to look next.
final class FinalReport {

    private static final int ROWS_SHOWN = 25;

    private final SparkSession spark;
    private final LakeLayout layout;
    private final PrintStream out;

    FinalReport(SparkSession spark, LakeLayout layout, PrintStream out) {
        this.spark = spark;
        this.layout = layout;
        this.out = out;
    }

    void print() {
        Dataset<Row> kpis = OrderTables.read(spark, OrderTables.dailyKpis(), layout.dailyKpis());
        Row lastDay = kpis.agg(max("dt")).first();
        if (lastDay.isNullAt(0)) {
            out.println("No order has arrived yet.");
            return;
        }
        out.printf("%nDaily KPIs of %s%n", lastDay.getDate(0));
        kpis.filter(col("dt").equalTo(lastDay.getDate(0)))
                .orderBy("country", "segment")
                .select(
                        "dt",
                        "country",
                        "segment",
                        "orders",
                        "customers",
                        "revenue",
                        "success_rate",
                        "batch_id")
                .show(ROWS_SHOWN, false);
        out.println("Where to look next");
        print("silver orders", OrderTables.silver(), layout.silver());
        print("quarantined lines", OrderTables.quarantine(), layout.quarantine());
        print("daily KPIs", OrderTables.dailyKpis(), layout.dailyKpis());
        print("category ranking", OrderTables.categoryRanking(), layout.categoryRanking());
        print("10-minute windows", OrderTables.windows(), layout.windows());
        print("job runs", OrderTables.jobRuns(), layout.jobRuns());
        print("schema registry", OrderTables.schemaRegistry(), layout.schemaRegistry());
    }

    private void print(String name, StructType schema, String directory) {
        long rows = OrderTables.read(spark, schema, directory).count();
        out.printf("  %-18s %,9d rows  %s%n", name, rows, directory);
    }
}
