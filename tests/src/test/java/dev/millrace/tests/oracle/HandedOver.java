// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;

import dev.millrace.tests.SensorFiles;

import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Streaming queries that one engine begins and another continues: run by either, they do what is
/// there and end. Each lives in a directory: `in`, `out`, `checkpoint`.
enum HandedOver {
    /// Files to files, one file a batch.
    FILES_TO_JSON {
        @Override
        DataStreamWriter<Row> query(SparkSession spark, Path directory) {
            return readings(spark, directory, "in")
                    .filter("value % 4 <> 3")
                    .withColumn("label", concat(col("sensor"), lit("-"), col("value")))
                    .writeStream()
                    .format("json")
                    .option("path", directory.resolve("out").toString());
        }
    },

    /// Files to directories of Parquet files.
    FILES_TO_PARTITIONS {
        @Override
        DataStreamWriter<Row> query(SparkSession spark, Path directory) {
            return readings(spark, directory, "in")
                    .writeStream()
                    .format("parquet")
                    .partitionBy("sensor")
                    .option("path", directory.resolve("out").toString());
        }
    },

    /// Two sources, one of which makes its rows from its offsets.
    FILES_AND_RATE {
        @Override
        DataStreamWriter<Row> query(SparkSession spark, Path directory) {
            Dataset<Row> rate =
                    spark.readStream()
                            .format("rate-micro-batch")
                            .option("rowsPerBatch", 7)
                            .option("numPartitions", 2)
                            .option("startTimestamp", 1_704_103_200_000L)
                            .option("advanceMillisPerBatch", 60_000)
                            .load()
                            .selectExpr(
                                    "'rate' AS sensor", "timestamp AS at", "int(value) AS value");
            return readings(spark, directory, "in")
                    .union(rate)
                    .writeStream()
                    .format("json")
                    .option("path", directory.resolve("out").toString());
        }
    },

    /// A function that is handed each batch and its number.
    FILES_TO_FUNCTION {
        @Override
        DataStreamWriter<Row> query(SparkSession spark, Path directory) {
            UserCode.send(spark, Appending.class);
            return readings(spark, directory, "in")
                    .writeStream()
                    .foreachBatch(Appending.to(directory.resolve("out").toString()));
        }
    };

    /// What runs in the engine: a class of its own, which can be sent there.
    private static final class Appending {
        static VoidFunction2<Dataset<Row>, Long> to(String out) {
            return (batch, id) ->
                    batch.withColumn("batch", lit(id)).write().mode(SaveMode.Append).json(out);
        }
    }

    abstract DataStreamWriter<Row> query(SparkSession spark, Path directory);

    private static Dataset<Row> readings(SparkSession spark, Path directory, String name) {
        return spark.readStream()
                .schema(SensorFiles.SCHEMA)
                .option("maxFilesPerTrigger", 1)
                .json(directory.resolve(name).toString());
    }

    /// Lets files arrive and runs the query until it has read them.
    ///
    /// @return the number of its last batch
    long run(SparkSession spark, Path directory, int firstFile, int untilFile) throws Exception {
        SensorFiles.write(directory.resolve("in"), firstFile, untilFile);
        StreamingQuery query =
                query(spark, directory)
                        .option("checkpointLocation", directory.resolve("checkpoint").toString())
                        .trigger(Trigger.AvailableNow())
                        .start();
        query.awaitTermination();
        return query.lastProgress().batchId();
    }

    /// What the query has written, sorted.
    List<String> rows(SparkSession spark, Path directory) {
        Dataset<Row> out =
                spark.read()
                        .format(this == FILES_TO_PARTITIONS ? "parquet" : "json")
                        .load(directory.resolve("out").toString());
        return out.collectAsList().stream().map(Row::toString).sorted().toList();
    }

    /// The ids that its checkpoint has committed.
    static List<String> committed(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("checkpoint/commits"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }
}
