// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.orders;

import static org.apache.spark.sql.functions.col;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// The table of all schemas that the datasets of the lakehouse ever had. A dataset gets a new
/// version when its schema differs from the newest one noted.
final class SchemaRegistry {

    private SchemaRegistry() {}

    static void register(
            SparkSession spark, LakeLayout layout, Map<String, StructType> datasets, Clock clock) {
        List<Row> known =
                OrderTables.read(spark, OrderTables.schemaRegistry(), layout.schemaRegistry())
                        .orderBy(col("dataset"), col("version"))
                        .collectAsList();
        List<Row> news = new ArrayList<>();
        datasets.forEach(
                (dataset, schema) -> {
                    int version = 1;
                    boolean unchanged = false;
                    String fingerprint = fingerprint(schema);
                    for (Row row : known) {
                        if (row.<String>getAs("dataset").equals(dataset)) {
                            version = row.<Integer>getAs("version") + 1;
                            unchanged = row.<String>getAs("fingerprint").equals(fingerprint);
                        }
                    }
                    if (!unchanged) {
                        Timestamp firstSeen = Timestamp.from(clock.instant());
                        String text = schema.toDDL();
                        news.add(RowFactory.create(text, fingerprint, firstSeen, dataset, version));
                    }
                });
        if (!news.isEmpty()) {
            OrderTables.replacePartitions(
                    spark.createDataFrame(news, OrderTables.schemaRegistry()),
                    layout.schemaRegistry(),
                    "dataset",
                    "version");
        }
    }

    /// The first half of the SHA-256 of the schema's text, in hexadecimal.
    static String fingerprint(StructType schema) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(schema.toDDL().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, digest.length / 2);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
