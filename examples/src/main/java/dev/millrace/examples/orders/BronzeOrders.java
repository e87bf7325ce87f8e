// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.orders;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.try_to_timestamp;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

import java.util.LinkedHashMap;
import java.util.Map;

/// Reads bronze and tells orders from lines that are none.
final class BronzeOrders {

    static final String REASON = "reason";
    static final String TEXT = "text";

    private BronzeOrders() {}

    /// Bronze as a stream of raw lines, at most `filesPerBatch` files in one batch.
    static Dataset<Row> stream(SparkSession spark, LakeLayout layout, int filesPerBatch) {
        return spark.readStream()
                .schema(OrderTables.bronze())
                .option("mode", "PERMISSIVE")
                .option("columnNameOfCorruptRecord", OrderTables.CORRUPT_RECORD)
                .option("maxFilesPerTrigger", filesPerBatch)
                .json(layout.bronze());
    }

    /// Every line with its values in their types, plus `reason` (null for an order, else why the
    /// line is none) and `text` (the line; where the line was JSON, the values as they were read).
    ///
    /// Nothing here can fail on a value: a cast that cannot be done gives null, and null in a
    /// column that silver needs is a reason.
    static Dataset<Row> check(Dataset<Row> lines) {
        Map<String, Column> required = new LinkedHashMap<>();
        required.put("order_id", col("order_id"));
        required.put("customer_id", col("customer_id"));
        required.put("merchant_id", col("merchant_id"));
        required.put("amount", col("amount").try_cast("decimal(18,6)"));
        required.put("event_ts", timestamp("event_ts"));
        required.put("country", col("country"));
        required.put("ingest_ts", timestamp("ingest_ts"));
        required.put("dt", col("dt").try_cast("date"));

        Column corrupt = col(OrderTables.CORRUPT_RECORD);
        Column reason = when(corrupt.isNotNull(), lit("malformed line"));
        for (Map.Entry<String, Column> entry : required.entrySet()) {
            reason = reason.when(entry.getValue().isNull(), lit("no valid " + entry.getKey()));
        }
        return lines.select(
                required.get("order_id").as("order_id"),
                required.get("customer_id").as("customer_id"),
                required.get("merchant_id").as("merchant_id"),
                required.get("amount").as("amount"),
                required.get("event_ts").as("event_ts"),
                col("channel"),
                required.get("country").as("country"),
                col("status"),
                required.get("ingest_ts").as("ingest_ts"),
                required.get("dt").as("dt"),
                reason.as(REASON),
                coalesce(corrupt, to_json(struct(bronzeColumns()))).as(TEXT));
    }

    private static Column timestamp(String name) {
        return try_to_timestamp(col(name), lit(OrderTables.TIMESTAMP_FORMAT));
    }

    private static Column[] bronzeColumns() {
        String[] names = OrderTables.bronzeFieldNames();
        Column[] columns = new Column[names.length];
        for (int i = 0; i < names.length; i++) {
            columns[i] = col(names[i]);
        }
        return columns;
    }
}
