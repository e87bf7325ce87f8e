// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.sales;

import static org.apache.spark.sql.functions.col;

import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

import java.util.List;

/// Keeps the table of daily totals up to date. In update mode a batch brings the new totals of
/// those days and clients that have changed; they replace the old ones.
///
/// A batch that runs again brings the same totals, so doing it twice is doing it once. Only the
/// partitions of days that have changed are read and written.
///
/// Spark ships this object to where the query runs.
final class DailyTotals implements VoidFunction2<Dataset<Row>, Long> {

    static final String SCHEMA =
            "client STRING, name STRING, segment STRING, sales BIGINT, revenue DECIMAL(22,2),"
                    + " last_sale TIMESTAMP, day DATE";

    private static final long serialVersionUID = 1;

    private final String table;

    /// @param table the directory of the table; it exists
    DailyTotals(String table) {
        this.table = table;
    }

    @Override
    public void call(Dataset<Row> changes, Long batchId) {
        Dataset<Row> changed = changes.persist();
        try {
            List<Row> days = changed.select("day").distinct().collectAsList();
            if (!days.isEmpty()) {
                Object[] touched = days.stream().map(row -> row.getDate(0)).toArray();
                replace(changed, touched);
            }
        } finally {
            changed.unpersist();
        }
    }

    private void replace(Dataset<Row> changed, Object[] days) {
        Dataset<Row> before =
                changed.sparkSession()
                        .read()
                        .schema(SCHEMA)
                        .parquet(table)
                        .filter(col("day").isin(days));
        before.join(changed, new String[] {"day", "client"}, "left_anti")
                .unionByName(changed)
                .write()
                .mode("overwrite")
                .option("partitionOverwriteMode", "dynamic")
                .partitionBy("day")
                .parquet(table);
    }
}
