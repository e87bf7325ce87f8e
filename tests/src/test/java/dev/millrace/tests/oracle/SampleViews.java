// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.util.List;

/// Two small views with nulls, ties, empty and odd texts.
final class SampleViews {
    private static final StructType ORDERS =
            StructType.fromDDL(
                    "id BIGINT NOT NULL, customer STRING, country STRING, amount DECIMAL(10,2),"
                            + " price DOUBLE, note STRING, at TIMESTAMP, day DATE");

    private static final StructType CUSTOMERS =
            StructType.fromDDL("customer STRING, name STRING, segment STRING");

    private SampleViews() {}

    static void create(SparkSession spark) {
        spark.createDataFrame(orders(), ORDERS).createOrReplaceTempView("orders");
        spark.createDataFrame(
                        List.of(
                                RowFactory.create("c1", "Anh", "GOLD"),
                                RowFactory.create("c2", "Binh", "SILVER"),
                                RowFactory.create("c9", "Chi", null),
                                RowFactory.create(null, "Nobody", "GOLD")),
                        CUSTOMERS)
                .createOrReplaceTempView("customers");
    }

    private static List<Row> orders() {
        return List.of(
                order(1, "c1", "VN", "10.50", 1.5, "a quick note", "2024-01-01 10:01:02"),
                order(2, "c2", "VN", "20.25", 2.25, "under_score", "2024-01-01 10:09:59.999999"),
                order(3, "c1", "TH", "30.00", -0.5, "", "2024-01-01 10:10:00"),
                order(4, "c3", "SG", null, 1e10, " padded ", "2024-02-29 23:59:59.5"),
                order(5, "c2", null, "20.25", null, "ünïcödé 日本", "2024-12-31 00:00:00"),
                order(6, null, "TH", "0.01", 0.1, null, null),
                order(7, "c2", "VN", "99999999.99", 3.0, "a", "1969-12-31 23:59:59"));
    }

    private static Row order(
            long id,
            @Nullable String customer,
            @Nullable String country,
            @Nullable String amount,
            @Nullable Double price,
            @Nullable String note,
            @Nullable String at) {
        return RowFactory.create(
                id,
                customer,
                country,
                amount == null ? null : new BigDecimal(amount),
                price,
                note,
                at == null ? null : Timestamp.valueOf(at),
                at == null ? null : Date.valueOf(at.substring(0, 10)));
    }
}
