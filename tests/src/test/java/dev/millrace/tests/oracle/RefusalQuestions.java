// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import static dev.millrace.tests.oracle.SteppedStream.refused;
import static dev.millrace.tests.oracle.SteppedStream.stream;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.monotonically_increasing_id;
import static org.apache.spark.sql.functions.session_window;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.sum_distinct;
import static org.apache.spark.sql.functions.window;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Questions about what a streaming query may not do: which error `start` gives, or that it gives
/// none.
final class RefusalQuestions {
    private RefusalQuestions() {}

    static List<Question> all() {
        List<Question> all = new ArrayList<>(sorts());
        all.addAll(limits());
        all.addAll(chains());
        all.addAll(groups());
        all.addAll(sets());
        all.addAll(tables());
        all.addAll(actions());
        return all;
    }

    private static Dataset<Row> counts(Dataset<Row> rows) {
        return rows.withWatermark("at", "5 minutes")
                .groupBy(window(col("at"), "5 minutes"), col("sensor"))
                .agg(count(lit(1)).as("n"));
    }

    private static Dataset<Row> wider(Dataset<Row> counts) {
        return counts.groupBy(window(col("window"), "10 minutes")).agg(sum("n"));
    }

    private static List<Question> sorts() {
        return List.of(
                refused("sort, update", "update", rows -> counts(rows).orderBy("n")),
                refused("sort of the result, append", "append", rows -> counts(rows).orderBy("n")),
                refused(
                        "sort below an aggregation, complete",
                        "complete",
                        rows -> rows.orderBy("at").groupBy("sensor").count()),
                refused("sort in partitions", "append", rows -> rows.sortWithinPartitions("value")),
                sql(
                        "sort of different rows, complete",
                        "complete",
                        "SELECT DISTINCT sensor FROM readings ORDER BY sensor"));
    }

    private static List<Question> limits() {
        return List.of(
                refused("limit, update", "update", rows -> rows.limit(3)),
                refused("limit of groups, update", "update", rows -> counts(rows).limit(3)),
                refused("limit, complete", "complete", rows -> rows.limit(3)),
                refused("offset", "append", rows -> rows.offset(3)),
                refused("limit and offset", "append", rows -> rows.offset(3).limit(3)),
                refused(
                        "offset of the result, complete",
                        "complete",
                        rows -> rows.groupBy("sensor").count().offset(1)));
    }

    private static List<Question> chains() {
        return List.of(
                refused("windows over windows, update", "update", rows -> wider(counts(rows))),
                refused("windows over windows, complete", "complete", rows -> wider(counts(rows))),
                refused(
                        "windows without duplicates by their time, update",
                        "update",
                        rows -> counts(rows).dropDuplicates("window")),
                refused(
                        "windows without duplicates within the watermark, update",
                        "update",
                        rows -> counts(rows).dropDuplicatesWithinWatermark("sensor")),
                refused(
                        "windows without duplicates by another column, update",
                        "update",
                        rows -> counts(rows).dropDuplicates("sensor")),
                refused(
                        "windows over windows without a watermark, append",
                        "append",
                        rows ->
                                rows.groupBy(window(col("at"), "5 minutes"))
                                        .agg(count(lit(1)).as("n"))
                                        .withWatermark("window", "1 minute")
                                        .groupBy(window(col("window"), "10 minutes"))
                                        .agg(sum("n"))),
                refused(
                        "groups over windows, append",
                        "append",
                        rows -> counts(rows).groupBy("sensor").count()),
                refused(
                        "groups over windows, update",
                        "update",
                        rows -> counts(rows).groupBy("sensor").count()),
                refused(
                        "sessions over windows, update",
                        "update",
                        rows ->
                                counts(rows)
                                        .groupBy(
                                                session_window(col("window"), "10 minutes"),
                                                col("sensor"))
                                        .count()),
                refused(
                        "windows over sessions, update",
                        "update",
                        rows ->
                                rows.withWatermark("at", "5 minutes")
                                        .groupBy(
                                                session_window(col("at"), "5 minutes"),
                                                col("sensor"))
                                        .agg(count(lit(1)).as("n"))
                                        .groupBy(window(col("session_window"), "10 minutes"))
                                        .agg(sum("n"))),
                sql(
                        "different rows of groups, update",
                        "update",
                        "SELECT DISTINCT n FROM (SELECT sensor, count(*) AS n FROM readings"
                                + " GROUP BY sensor)"));
    }

    private static List<Question> groups() {
        return List.of(
                refused(
                        "distinct sum",
                        "update",
                        rows -> rows.groupBy("sensor").agg(sum_distinct(col("value")))),
                refused("rollup", "complete", rows -> rows.rollup("sensor").count()),
                refused("cube", "update", rows -> rows.cube("sensor", "value").count()),
                sql(
                        "grouping sets",
                        "complete",
                        "SELECT sensor, count(*) FROM readings GROUP BY GROUPING SETS ((sensor),"
                                + " ())"),
                sql("different rows, append", "append", "SELECT DISTINCT sensor FROM readings"),
                sql("different rows, update", "update", "SELECT DISTINCT sensor FROM readings"),
                refused("rows without duplicates, complete", "complete", Dataset::distinct),
                refused(
                        "no duplicates within the watermark, without one",
                        "append",
                        rows -> rows.dropDuplicatesWithinWatermark("sensor")),
                refused(
                        "increasing ids",
                        "append",
                        rows -> rows.select(monotonically_increasing_id().as("id"))),
                refused(
                        "increasing ids inside",
                        "append",
                        rows -> rows.where(monotonically_increasing_id().gt(3))),
                refused("sample", "append", rows -> rows.sample(0.5, 7)),
                refused(
                        "two windows",
                        "append",
                        rows ->
                                rows.groupBy(
                                                window(col("at"), "5 minutes"),
                                                session_window(col("at"), "5 minutes"))
                                        .count()),
                refused(
                        "time of something else than a window",
                        "append",
                        rows -> rows.selectExpr("window_time(struct(at AS start, at AS end))")));
    }

    private static List<Question> sets() {
        return List.of(
                refused("union with a table", "append", rows -> rows.union(table(rows))),
                refused(
                        "union with a table of groups",
                        "complete",
                        rows ->
                                rows.groupBy("sensor")
                                        .count()
                                        .union(table(rows).groupBy("sensor").count())),
                refused("intersection", "append", rows -> rows.intersect(table(rows))),
                refused("intersection on the right", "append", rows -> table(rows).intersect(rows)),
                refused("difference", "append", rows -> rows.except(table(rows))),
                refused("difference, update", "update", rows -> rows.except(table(rows))),
                refused("difference from a table", "append", rows -> table(rows).except(rows)),
                refused("difference, all", "append", rows -> rows.exceptAll(table(rows))),
                refused(
                        "different rows of a union",
                        "update",
                        rows -> rows.union(rows).distinct()));
    }

    /// A table of the same columns.
    private static Dataset<Row> table(Dataset<Row> rows) {
        return rows.sparkSession()
                .sql(
                        "SELECT 'a' AS sensor, TIMESTAMP'2024-01-01 10:00:00' AS at, 1 AS value"
                                + " FROM range(2)");
    }

    private static List<Question> tables() {
        List<Question> questions = new ArrayList<>();
        for (String type :
                List.of(
                        "inner",
                        "left_outer",
                        "right_outer",
                        "full_outer",
                        "left_semi",
                        "left_anti",
                        "cross")) {
            questions.add(
                    refused(
                            "stream " + type + " table",
                            "append",
                            rows -> joined(rows, table(rows), type)));
            questions.add(
                    refused(
                            "table " + type + " stream",
                            "append",
                            rows -> joined(table(rows), rows, type)));
        }
        return questions;
    }

    private static Dataset<Row> joined(Dataset<Row> left, Dataset<Row> right, String type) {
        Dataset<Row> other = right.select(col("sensor").as("name"), col("value").as("other"));
        return type.equals("cross")
                ? left.crossJoin(other)
                : left.join(other, col("sensor").equalTo(col("name")), type);
    }

    private static List<Question> actions() {
        return List.of(
                of("show", rows -> rows.show()),
                of("count", Dataset::count),
                of("first", Dataset::first),
                of("count of groups", rows -> rows.groupBy("sensor").count().collectAsList()),
                of("write", rows -> rows.write().format("noop").mode("append").save()),
                of("checkpoint", Dataset::localCheckpoint),
                of(
                        "is streaming",
                        rows -> {
                            throw new IllegalStateException("" + rows.isStreaming());
                        }),
                new Question(
                        "stream: refused: no duplicates within the watermark of a table",
                        (spark, directory) ->
                                Transcript.bag(
                                        table(spark.range(1).toDF())
                                                .withWatermark("at", "1 minute")
                                                .dropDuplicatesWithinWatermark("sensor"))));
    }

    /// What is done with a stream that cannot be done.
    private interface Action {
        void run(Dataset<Row> rows) throws Exception;
    }

    private static Question of(String name, Action action) {
        return new Question(
                "stream: refused: " + name,
                (spark, directory) -> {
                    action.run(stream(spark, directory));
                    return "done";
                });
    }

    /// A query over the view `readings`, which is a stream.
    private static Question sql(String name, String mode, String query) {
        return new Question(
                "stream: refused: " + name,
                (spark, directory) -> started(spark, directory, mode, query));
    }

    private static String started(SparkSession spark, Path directory, String mode, String query)
            throws Exception {
        stream(spark, directory).createOrReplaceTempView("readings");
        SteppedStream.named(spark.sql(query)).outputMode(mode).start().stop();
        return "started";
    }
}
