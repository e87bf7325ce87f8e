// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.sales;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.try_to_timestamp;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/// What is made of the lines of sales.
final class SalesTables {

    static final String WINDOW = "10 minutes";
    static final String SLIDE = "5 minutes";
    static final String WATERMARK = "30 minutes";

    private static final String REASON = "reason";
    private static final String LINE = "line";

    private SalesTables() {}

    /// Every line with its values in their types, `line` (the values as they were read) and
    /// `reason` (null for a sale, else why the line is none), at most one file in a batch.
    static Dataset<Row> checked(SparkSession spark, String inbox) {
        Column soldAt = try_to_timestamp(col("sold_at"), lit(SalesGenerator.TIME_FORMAT));
        Column amount = col("amount").try_cast("decimal(12,2)");
        Column reason =
                when(col("transaction_id").isNull(), lit("no transaction id"))
                        .when(col("client").isNull(), lit("no client"))
                        .when(soldAt.isNull(), lit("no valid time"))
                        .when(amount.isNull(), lit("no valid amount"))
                        .when(amount.leq(0), lit("amount not above zero"));
        Column line =
                struct(
                        col("transaction_id"),
                        col("client"),
                        col("sold_at"),
                        col("amount"),
                        col("product"));
        return spark.readStream()
                .schema(
                        "transaction_id STRING, client STRING, sold_at STRING, amount STRING,"
                                + " product STRING")
                .option("header", "true")
                .option("maxFilesPerTrigger", 1)
                .csv(inbox)
                .select(
                        col("transaction_id"),
                        col("client"),
                        soldAt.as("sold_at"),
                        amount.as("amount"),
                        col("product"),
                        to_json(line).as(LINE),
                        reason.as(REASON));
    }

    static Dataset<Row> rejected(Dataset<Row> checked) {
        return checked.filter(col(REASON).isNotNull()).select(LINE, REASON);
    }

    /// The sales, each once. One that is sent again within the watermark is dropped; so is one that
    /// comes after it.
    static Dataset<Row> sales(Dataset<Row> checked) {
        return checked.filter(col(REASON).isNull())
                .drop(REASON, LINE)
                .withWatermark("sold_at", WATERMARK)
                .dropDuplicatesWithinWatermark("transaction_id");
    }

    /// Totals by day and client, with what is known of the client: name and segment are null for
    /// one that nobody has written down.
    static Dataset<Row> daily(Dataset<Row> sales, Dataset<Row> clients) {
        return sales.join(clients, col("client").equalTo(col("id")), "left_outer")
                .groupBy(
                        to_date(col("sold_at")).as("day"),
                        col("client"),
                        col("name"),
                        col("segment"))
                .agg(
                        count(lit(1)).as("sales"),
                        sum("amount").as("revenue"),
                        max("sold_at").as("last_sale"));
    }

    /// Totals by client and window.
    ///
    /// @param window made of `sold_at`
    static Dataset<Row> windows(Dataset<Row> sales, Column window) {
        return sales.groupBy(window.as("period"), col("client"))
                .agg(count(lit(1)).as("sales"), sum("amount").as("revenue"))
                .select(
                        col("period.start").as("start"),
                        col("period.end").as("end"),
                        col("client"),
                        col("sales"),
                        col("revenue"));
    }
}
