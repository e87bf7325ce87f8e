// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Questions about `describe`, `summary`, `stat` and `na.replace`.
final class StatisticQuestions {
    /// A number that is the same however it was summed up.
    private static final double PRECISION = 1e9;

    private StatisticQuestions() {}

    static List<Question> all() {
        List<Question> questions = new ArrayList<>();
        questions.addAll(summaries());
        questions.addAll(numbers());
        questions.addAll(replacements());
        return questions;
    }

    private static Dataset<Row> people(SparkSession spark) {
        return spark.sql(
                "SELECT * FROM VALUES (1, 'a', 1.5D, CAST(2.25 AS DECIMAL(10,2)), true,"
                        + " DATE'2024-01-01'), (2, 'b', CAST('NaN' AS DOUBLE), 3.50, false, NULL),"
                        + " (NULL, '7', -2.5D, NULL, NULL, NULL), (3, NULL, 9D, 1.00, true,"
                        + " DATE'2024-01-03') AS t(i, s, d, m, b, t)");
    }

    private static Question frame(String name, Function<Dataset<Row>, Dataset<Row>> asked) {
        return new Question(
                "statistic: " + name,
                (spark, directory) -> Transcript.bag(asked.apply(people(spark))));
    }

    private static Question value(String name, Function<Dataset<Row>, Object> asked) {
        return new Question(
                "statistic: " + name, (spark, directory) -> asked.apply(people(spark)) + "\n");
    }

    private static List<Question> summaries() {
        return List.of(
                frame("describe", rows -> rows.describe("i", "s", "d")),
                frame("describe all", rows -> rows.drop("m").describe()),
                frame("describe what is no number", rows -> rows.describe("i", "b", "t")),
                frame("describe no column", rows -> rows.describe("x")),
                frame("describe no rows", rows -> rows.filter("i > 100").describe()),
                frame("describe nothing", rows -> rows.select("b", "t").describe()),
                frame("summary", rows -> rows.drop("m", "d").summary()),
                frame(
                        "summary of some",
                        rows ->
                                rows.summary(
                                        "count", "count_distinct", "approx_count_distinct", "max")),
                frame(
                        "summary of percentiles",
                        rows -> rows.drop("m", "d").summary("10%", "99.5%")),
                frame("summary of what is none", rows -> rows.summary("nothing")),
                frame("summary beyond the last", rows -> rows.summary("200%")),
                frame("summary of no percentile", rows -> rows.summary("x%")));
    }

    private static Object rounded(double value) {
        return Math.rint(value * PRECISION) / PRECISION;
    }

    private static Function<Dataset<Row>, Object> quantiles(
            String column, double error, double... probabilities) {
        return rows -> Arrays.toString(rows.stat().approxQuantile(column, probabilities, error));
    }

    private static List<Question> numbers() {
        return List.of(
                value("covariance", rows -> rounded(rows.stat().cov("i", "m"))),
                value("covariance of NaN", rows -> rounded(rows.stat().cov("i", "d"))),
                value("covariance of text", rows -> rounded(rows.stat().cov("i", "s"))),
                value("covariance of no column", rows -> rounded(rows.stat().cov("i", "x"))),
                value("correlation", rows -> rounded(rows.stat().corr("i", "m"))),
                value("correlation of text", rows -> rounded(rows.stat().corr("i", "s"))),
                value("another correlation", rows -> rows.stat().corr("i", "m", "spearman")),
                value("quantiles", quantiles("i", 0, 0, 0.25, 0.5, 0.75, 1)),
                value("quantiles with NaN", quantiles("d", 0.1, 0.5, 0.9)),
                value("quantiles of text", quantiles("s", 0, 0.5)),
                value("quantiles beyond the last", quantiles("i", 0, 2)),
                value("quantiles of less than no error", quantiles("i", -1, 0.5)),
                value(
                        "quantiles of nothing",
                        rows -> quantiles("i", 0, 0.5).apply(rows.filter("i > 100"))),
                new Question(
                        "statistic: sample by strata",
                        (spark, directory) ->
                                Transcript.bag(
                                        spark.range(0, 100, 1, 1)
                                                .selectExpr("id", "id % 3 AS k")
                                                .stat()
                                                .sampleBy("k", Map.of(0L, 0.3, 1L, 1.0), 7L))));
    }

    private static List<Question> replacements() {
        Map<String, String> toNothing = new HashMap<>();
        toNothing.put("a", null);
        return List.of(
                frame("replace numbers", rows -> rows.na().replace("i", Map.of(1, 100, 2, 200))),
                frame("replace anywhere", rows -> rows.na().replace("*", Map.of(1.0, 5.0))),
                frame("replace a fraction", rows -> rows.na().replace("i", Map.of(1.0, 2.7))),
                frame(
                        "replace text",
                        rows -> rows.na().replace(new String[] {"s"}, Map.of("a", "A", "b", "B"))),
                frame("replace truth", rows -> rows.na().replace("b", Map.of(true, false))),
                frame("replace by nothing", rows -> rows.na().replace("s", toNothing)),
                frame("replace another kind", rows -> rows.na().replace("s", Map.of(1, 2))),
                frame("replace in no column", rows -> rows.na().replace("x", Map.of(1, 2))));
    }
}
