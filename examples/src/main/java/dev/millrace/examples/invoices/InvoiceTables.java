// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.invoices;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.timestamp_millis;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/// What each reader wants of the invoices. The input has the schema that Spark has inferred: prices
/// are doubles and become decimals here, so that sums do not depend on the order of addition.
final class InvoiceTables {

    private static final String MONEY = "decimal(12,2)";
    private static final String TAX_RATE = "0.21";

    private InvoiceTables() {}

    /// One row per line item, everything flat. An invoice without lines has no row.
    static Dataset<Row> lines(Dataset<Row> invoices) {
        Column amount = col("line.price").cast(MONEY).multiply(col("line.quantity"));
        return invoices.withColumn("line", explode(col("lines")))
                .select(
                        col("invoice"),
                        col("shop"),
                        issued(),
                        col("customer.id").as("customer_id"),
                        col("customer.name").as("customer_name"),
                        col("customer.member").as("member"),
                        col("delivery.street").as("street"),
                        col("delivery.city").as("city"),
                        col("delivery.postcode").as("postcode"),
                        col("line.item").as("item"),
                        col("line.description").as("description"),
                        col("line.price").cast(MONEY).as("price"),
                        col("line.quantity").as("quantity"),
                        amount.cast(MONEY).as("amount"));
    }

    /// What each city buys; what is taken along has none.
    static Dataset<Row> cityRevenue(Dataset<Row> invoices) {
        return invoices.groupBy(coalesce(col("delivery.city"), lit("(taken along)")).as("city"))
                .agg(count(lit(1)).as("invoices"), sum(total()).as("revenue"));
    }

    /// A point for each whole unit of money that a member has spent.
    static Dataset<Row> points(Dataset<Row> invoices) {
        return invoices.filter(col("customer.member"))
                .select(
                        col("customer.id").as("customer_id"),
                        col("invoice"),
                        col("total").cast("int").as("points"));
    }

    static Dataset<Row> tax(Dataset<Row> invoices) {
        Column tax = round(total().multiply(lit(TAX_RATE).cast("decimal(3,2)")), 2);
        return invoices.select(
                col("invoice"), issued(), total().as("total"), tax.cast(MONEY).as("tax"));
    }

    /// Where the courier goes.
    static Dataset<Row> deliveries(Dataset<Row> invoices) {
        return invoices.filter(col("delivery").isNotNull())
                .select("invoice", "customer.name", "delivery.*");
    }

    private static Column issued() {
        return timestamp_millis(col("issued")).as("issued");
    }

    private static Column total() {
        return col("total").cast(MONEY);
    }
}
