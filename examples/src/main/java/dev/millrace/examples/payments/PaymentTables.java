// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.payments;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/// Reads the inbox, tells payments from wrong lines, and finds the highest.
final class PaymentTables {

    private static final String WRONG_LINE = "wrong_line";
    private static final String REASON = "reason";

    private PaymentTables() {}

    /// The inbox, line by line, at most one file in a batch. A line that is not three fields with a
    /// number in the middle comes as it is, in a column of its own.
    static Dataset<Row> lines(SparkSession spark, String inbox) {
        Dataset<Row> lines =
                spark.readStream()
                        .schema(
                                "name STRING, amount DECIMAL(12,2), concept STRING, "
                                        + WRONG_LINE
                                        + " STRING")
                        .option("sep", ";")
                        .option("mode", "PERMISSIVE")
                        .option("columnNameOfCorruptRecord", WRONG_LINE)
                        .option("maxFilesPerTrigger", 1)
                        .csv(inbox);
        return lines.withColumn(REASON, reason());
    }

    private static Column reason() {
        return when(col(WRONG_LINE).isNotNull(), lit("not name;amount;concept"))
                .when(col("name").isNull().or(trim(col("name")).equalTo("")), lit("no name"))
                .when(col("amount").isNull(), lit("no amount"))
                .when(col("amount").leq(0), lit("amount not above zero"));
    }

    /// The highest payment of each person and what it was for, the highest of all first.
    static Dataset<Row> highest(Dataset<Row> lines) {
        return lines.filter(col(REASON).isNull())
                .groupBy(lower(trim(col("name"))).as("person"))
                .agg(
                        max(struct(col("amount"), col("concept"))).as("highest"),
                        count(lit(1)).as("payments"))
                .select(
                        col("person"),
                        col("highest.amount").as("amount"),
                        col("highest.concept").as("concept"),
                        col("payments"))
                .orderBy(col("amount").desc(), col("person"));
    }

    /// The lines that are no payment, and why.
    static Dataset<Row> wrong(Dataset<Row> lines) {
        Column text =
                concat_ws(
                        ";",
                        coalesce(col("name"), lit("")),
                        coalesce(col("amount").cast("string"), lit("")),
                        col("concept"));
        return lines.filter(col(REASON).isNotNull())
                .select(coalesce(col(WRONG_LINE), text).as("line"), col(REASON));
    }
}
