// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.orders;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Replaces partitions of silver in two steps, for an engine whose own replacement can lose a
/// partition: plain Spark deletes the old partition before it moves the new one to its place, and
/// a process that dies in between leaves neither.
///
/// The merged rows are first written beside silver, and only then copied over it. When the batch
/// is run again and its staged rows are complete, silver may be damaged and is not read: the staged
/// rows are copied once more. Complete rows are there only between these two steps, so they are
/// always those of the batch at hand.
final class StagedPartitions {

    private StagedPartitions() {}

    static void replace(SparkSession spark, Dataset<Row> merged, LakeLayout layout)
            throws IOException {
        String staged = layout.silverStaging();
        Path complete = Path.of(staged, "_SUCCESS");
        if (!Files.exists(complete)) {
            merged.write().mode("overwrite").parquet(staged);
        }
        OrderTables.replacePartitions(
                OrderTables.read(spark, OrderTables.silver(), staged), layout.silver(), "dt");
        Files.deleteIfExists(complete);
    }
}
