// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.orders;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.window;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/// What upstream delivered, per country and ten minutes of event time. Deliveries, not orders: an
/// order that comes again counts again.
///
/// In append mode a window is written once, when the watermark has passed its end. Orders come up
/// to three days late and are corrected up to a day later, so a watermark of four days loses none
/// of
/// them, wherever one batch ends and the next begins; a shorter one gives results sooner and drops
/// what comes after.
final class WindowsQuery {

    private WindowsQuery() {}

    static Dataset<Row> of(Dataset<Row> lines, int watermarkHours) {
        return BronzeOrders.check(lines)
                .filter(col(BronzeOrders.REASON).isNull())
                .select("event_ts", "country", "amount")
                .withWatermark("event_ts", watermarkHours + " hours")
                .groupBy(window(col("event_ts"), "10 minutes"), col("country"))
                .agg(
                        count(lit(1)).as("orders"),
                        sum("amount").as("revenue"),
                        max("amount").as("largest"))
                .select(
                        col("window.start").as("window_start"),
                        col("window.end").as("window_end"),
                        col("country"),
                        col("orders"),
                        col("revenue"),
                        col("largest"));
    }
}
