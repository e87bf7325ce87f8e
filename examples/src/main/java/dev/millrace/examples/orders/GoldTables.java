// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.orders;

import static org.apache.spark.sql.functions.lit;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/// Gold in the language of the people who own it: SQL over views of silver and the dimensions.
///
/// A day's gold is always computed from the whole day of silver, never adjusted, so it is right
/// whatever was corrected or came late, and computing it twice does no harm.
final class GoldTables {

    private static final String ENRICHED =
            """
            WITH enriched AS (
              SELECT o.dt, o.country, o.customer_id, o.status, o.amount,
                     coalesce(c.segment, 'UNKNOWN') AS segment,
                     coalesce(m.category, 'UNKNOWN') AS category
              FROM touched_orders o
              LEFT JOIN customers c ON o.customer_id = c.id
              LEFT JOIN merchants m ON o.merchant_id = m.id
            )
            """;

    private static final String DAILY_KPIS =
            ENRICHED
                    + """
                    SELECT dt, country, segment,
                           count(*) AS orders,
                           count(DISTINCT customer_id) AS customers,
                           sum(if(status = 'SUCCESS', amount, CAST(0 AS DECIMAL(18, 6))))
                             AS revenue,
                           round(count_if(status = 'SUCCESS') / count(*), 4) AS success_rate
                    FROM enriched
                    GROUP BY dt, country, segment
                    """;

    private static final String CATEGORY_RANKING =
            ENRICHED
                    + """
                    SELECT dt, category,
                           row_number() OVER (PARTITION BY dt ORDER BY revenue DESC, category)
                             AS place,
                           orders, revenue
                    FROM (SELECT dt, category, count(*) AS orders, sum(amount) AS revenue
                          FROM enriched
                          WHERE status = 'SUCCESS'
                          GROUP BY dt, category)
                    """;

    private GoldTables() {}

    /// Computes gold again for the days of `touched`.
    ///
    /// @param touched all orders of these days
    /// @param batchId the batch that touched them; every row of gold names it
    static void refresh(SparkSession spark, LakeLayout layout, Dataset<Row> touched, long batchId) {
        touched.createOrReplaceTempView("touched_orders");
        OrderTables.readCsv(spark, OrderTables.customers(), layout.customers())
                .createOrReplaceTempView("customers");
        OrderTables.readCsv(spark, OrderTables.merchants(), layout.merchants())
                .createOrReplaceTempView("merchants");
        Dataset<Row> kpis = spark.sql(DAILY_KPIS).withColumn("batch_id", lit(batchId));
        OrderTables.replacePartitions(kpis, layout.dailyKpis(), "dt");
        Dataset<Row> ranking = spark.sql(CATEGORY_RANKING).withColumn("batch_id", lit(batchId));
        OrderTables.replacePartitions(ranking, layout.categoryRanking(), "dt");
    }
}
