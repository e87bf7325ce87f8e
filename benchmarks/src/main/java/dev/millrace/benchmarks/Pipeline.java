// SPDX-License-Identifier: Apache-2.0
package dev.millrace.benchmarks;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.session_window;
import static org.apache.spark.sql.functions.upper;
import static org.apache.spark.sql.functions.window;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/// The pipelines: their input, and the query as a plain Spark program. `FlinkPipeline` has the same
/// as Flink SQL. All read JSON lines, a few files to a batch, and write Parquet.
enum Pipeline {
    /// Filter and project.
    STATELESS("w_start", new EventFiles(8, 250_000, 1_000_000, Long.MAX_VALUE, 600), 2),
    /// Ten-minute windows of fifteen countries, in append mode.
    WINDOW_FEW("w_start", new EventFiles(8, 250_000, 1_000_000, Long.MAX_VALUE, 600), 2),
    /// Ten-minute windows of a million keys, in append mode.
    WINDOW_MANY("w_start", new EventFiles(8, 250_000, 1_000_000, Long.MAX_VALUE, 600), 2),
    /// Ten million keys, eleven million rows.
    DEDUP("id", new EventFiles(11, 1_000_000, 1_000, 10_000_000L, 600), 1),
    /// Two streams, equal keys and at most ten minutes apart.
    JOIN("left_id", new EventFiles(4, 125_000, 50_000, Long.MAX_VALUE, 1200), 1),
    /// Sessions of ten thousand keys with a gap of five minutes, in append mode.
    SESSION("w_start", new EventFiles(8, 125_000, 10_000, Long.MAX_VALUE, 3600), 2),
    /// Small files, one to a batch, counted in windows: what a batch costs that has no work.
    LATENCY("w_start", new EventFiles(200, 10, 10, Long.MAX_VALUE, 10), 1);

    static final String SCHEMA = "id BIGINT, k STRING, ts TIMESTAMP, amount BIGINT, country STRING";
    private static final String DELAY = "10 minutes";

    private final String firstColumn;
    private final EventFiles events;
    private final int filesPerBatch;

    Pipeline(String firstColumn, EventFiles events, int filesPerBatch) {
        this.firstColumn = firstColumn;
        this.events = events;
        this.filesPerBatch = filesPerBatch;
    }

    /// How the command line calls it: `window-few`.
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// False for what has no counterpart there: Flink has no micro-batches to be timed.
    boolean runsOnFlink() {
        return this != LATENCY;
    }

    /// True if rows come out when the watermark passes them: engines then differ in what is still
    /// open at the end.
    boolean endsOpen() {
        return firstColumn.equals("w_start") && this != STATELESS;
    }

    /// Writes the input.
    ///
    /// @param scale a factor on the rows of each file
    /// @return how many rows
    long generate(Path directory, double scale) throws IOException {
        EventFiles scaled =
                new EventFiles(
                        events.files(),
                        Math.max(1, (int) (events.rowsPerFile() * scale)),
                        Math.max(1, (int) (events.keys() * Math.min(1, scale))),
                        events.ids() == Long.MAX_VALUE
                                ? Long.MAX_VALUE
                                : Math.max(1, (long) (events.ids() * scale)),
                        events.secondsPerFile());
        if (this == JOIN) {
            scaled.write(directory.resolve("left"), 1, 0);
            scaled.write(directory.resolve("right"), 2, 1_000_000_000L);
            return scaled.rows() * 2;
        }
        scaled.write(directory, 1, 0);
        return scaled.rows();
    }

    /// The streaming query up to its sink.
    Dataset<Row> query(SparkSession spark, Path input) {
        return switch (this) {
            case STATELESS ->
                    read(spark, input)
                            .where("amount > 1000")
                            .select(
                                    col("id"),
                                    upper(col("country")).as("country"),
                                    expr("amount * 119 div 100").as("gross"),
                                    col("ts"));
            case WINDOW_FEW -> windows(spark, input, window(col("ts"), "10 minutes"), "country");
            case WINDOW_MANY -> windows(spark, input, window(col("ts"), "10 minutes"), "k");
            case SESSION -> windows(spark, input, session_window(col("ts"), "5 minutes"), "k");
            case LATENCY -> windows(spark, input, window(col("ts"), "1 minute"), "k");
            case DEDUP -> read(spark, input).select("id").dropDuplicates("id");
            case JOIN -> join(spark, input);
        };
    }

    private Dataset<Row> read(SparkSession spark, Path input) {
        return spark.readStream()
                .schema(SCHEMA)
                .option("maxFilesPerTrigger", filesPerBatch)
                .json(input.toString());
    }

    private Dataset<Row> windows(SparkSession spark, Path input, Column window, String key) {
        return read(spark, input)
                .withWatermark("ts", DELAY)
                .groupBy(window.as("w"), col(key).as("k"))
                .agg(count(lit(1)).as("n"), max("amount").as("largest"))
                .select(
                        col("w.start").as("w_start"),
                        col("w.end").as("w_end"),
                        col("k"),
                        col("n"),
                        col("largest"));
    }

    private Dataset<Row> join(SparkSession spark, Path input) {
        Dataset<Row> left =
                read(spark, input.resolve("left"))
                        .select(col("id").as("left_id"), col("k"), col("ts").as("left_ts"))
                        .withWatermark("left_ts", DELAY);
        Dataset<Row> right =
                read(spark, input.resolve("right"))
                        .select(
                                col("id").as("right_id"),
                                col("k").as("rk"),
                                col("ts").as("right_ts"))
                        .withWatermark("right_ts", DELAY);
        return left.join(
                        right,
                        expr(
                                "k = rk AND right_ts BETWEEN left_ts AND left_ts + INTERVAL 10"
                                        + " MINUTES"))
                .select("left_id", "right_id", "k");
    }
}
