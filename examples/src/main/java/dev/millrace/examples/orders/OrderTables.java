// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.orders;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/// The schemas of the lakehouse, and how its tables are read and replaced.
///
/// Every schema is written down: a stream needs one before it has seen a row, and a table that
/// nobody has written yet has none to infer.
final class OrderTables {

    static final String CORRUPT_RECORD = "_corrupt_record";

    static final String TIMESTAMP_FORMAT = "yyyy-MM-dd HH:mm:ss";

    private static final String BRONZE_FIELDS =
            "order_id STRING, customer_id STRING, merchant_id INT, amount DOUBLE, event_ts STRING,"
                    + " channel STRING, country STRING, status STRING, ingest_ts STRING, dt STRING";

    private OrderTables() {}

    /// What upstream sends. Times stay text here: a time that cannot be read must not take the
    /// readable rest of its line with it.
    static StructType bronze() {
        return StructType.fromDDL(BRONZE_FIELDS + ", " + CORRUPT_RECORD + " STRING");
    }

    static String[] bronzeFieldNames() {
        return StructType.fromDDL(BRONZE_FIELDS).fieldNames();
    }

    static StructType customers() {
        return StructType.fromDDL("id STRING, segment STRING");
    }

    static StructType merchants() {
        return StructType.fromDDL("id INT, category STRING");
    }

    /// Amounts are decimals, so that sums do not depend on the order of addition.
    static StructType silver() {
        return StructType.fromDDL(
                "order_id STRING, customer_id STRING, merchant_id INT, amount DECIMAL(18,6),"
                        + " event_ts TIMESTAMP, channel STRING, country STRING, status STRING,"
                        + " ingest_ts TIMESTAMP, batch_id BIGINT, dt DATE");
    }

    static StructType quarantine() {
        return StructType.fromDDL("text STRING, reason STRING, batch_id BIGINT");
    }

    static StructType dailyKpis() {
        return StructType.fromDDL(
                "country STRING, segment STRING, orders BIGINT, customers BIGINT,"
                        + " revenue DECIMAL(28,6), success_rate DOUBLE, batch_id BIGINT, dt DATE");
    }

    static StructType categoryRanking() {
        return StructType.fromDDL(
                "category STRING, place INT, orders BIGINT, revenue DECIMAL(28,6),"
                        + " batch_id BIGINT, dt DATE");
    }

    static StructType windows() {
        return StructType.fromDDL(
                "window_start TIMESTAMP, window_end TIMESTAMP, country STRING, orders BIGINT,"
                        + " revenue DECIMAL(28,6), largest DECIMAL(18,6)");
    }

    static StructType jobRuns() {
        return StructType.fromDDL(
                "run_id STRING, started TIMESTAMP, ended TIMESTAMP, rows_in BIGINT,"
                        + " rows_out BIGINT, rejected BIGINT, status STRING, query STRING,"
                        + " batch_id BIGINT");
    }

    static StructType schemaRegistry() {
        return StructType.fromDDL(
                "schema STRING, fingerprint STRING, first_seen TIMESTAMP, dataset STRING,"
                        + " version INT");
    }

    static Dataset<Row> read(SparkSession spark, StructType schema, String path) {
        return spark.read().schema(schema).parquet(path);
    }

    static Dataset<Row> readCsv(SparkSession spark, StructType schema, String path) {
        return spark.read().schema(schema).option("header", "true").csv(path);
    }

    /// Replaces the partitions of the table that `rows` has rows for and leaves the others alone.
    /// Doing it twice is doing it once, which is what makes a repeated batch harmless.
    static void replacePartitions(Dataset<Row> rows, String path, String... partitionColumns) {
        rows.write()
                .mode("overwrite")
                .option("partitionOverwriteMode", "dynamic")
                .partitionBy(partitionColumns)
                .parquet(path);
    }
}
