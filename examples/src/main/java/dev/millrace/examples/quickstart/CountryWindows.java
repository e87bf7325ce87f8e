// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.quickstart;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.window;

import dev.millrace.examples.orders.OrderGenerator;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

import java.nio.file.Files;
import java.nio.file.Path;

/// Orders and revenue per country in windows of ten minutes, from JSON files into a table in memory
/// that SQL reads.
///
/// The only argument is a directory; it gets a few files of generated orders first.
public final class CountryWindows {
    private static final String SCHEMA = "country STRING, amount DOUBLE, event_ts TIMESTAMP";

    private CountryWindows() {}

    public static void main(String[] args) throws Exception {
        Path orders = args.length > 0 ? Path.of(args[0]) : Files.createTempDirectory("orders");
        new OrderGenerator(7, 3, 500).writeBronze(orders, file -> {});
        try (SparkSession spark = SparkSession.builder().getOrCreate()) {
            StreamingQuery query =
                    spark.readStream()
                            .schema(SCHEMA)
                            .option("maxFilesPerTrigger", 1)
                            .json(orders.toString())
                            .withWatermark("event_ts", "1 hour")
                            .groupBy(window(col("event_ts"), "10 minutes"), col("country"))
                            .agg(count(lit(1)).as("orders"), sum("amount").as("revenue"))
                            .writeStream()
                            .format("memory")
                            .queryName("country_windows")
                            .outputMode("complete")
                            .trigger(Trigger.AvailableNow())
                            .start();
            query.awaitTermination();
            spark.sql(
                            "SELECT country, sum(orders) AS orders, round(sum(revenue), 2) AS"
                                + " revenue, count(*) AS windows FROM country_windows WHERE country"
                                + " IS NOT NULL GROUP BY country ORDER BY country")
                    .show();
        }
    }
}
