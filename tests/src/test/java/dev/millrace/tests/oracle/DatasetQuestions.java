// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

import scala.Tuple2;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Questions about calls of a Dataset whose answer, or whose schema, depends on its rows, and about
/// Datasets inside expressions of others.
final class DatasetQuestions {
    private DatasetQuestions() {}

    static List<Question> all() {
        List<Question> questions = new ArrayList<>();
        questions.addAll(pivots());
        questions.addAll(crosstabs());
        questions.addAll(frequentItems());
        questions.addAll(transposed());
        questions.addAll(samples());
        questions.addAll(joinedObjects());
        questions.addAll(lateral());
        questions.addAll(subqueries());
        questions.addAll(subqueriesInPlace());
        questions.addAll(same());
        return questions;
    }

    private static Dataset<Row> sales(SparkSession spark) {
        return spark.sql(
                "SELECT * FROM VALUES (1, 'a', 'x', 1.5D, DATE'2024-01-01'), (2, 'b', 'y', 2.5D,"
                        + " DATE'2024-01-02'), (3, 'a', NULL, 3.5D, NULL), (4, NULL, 'x', NULL,"
                        + " DATE'2024-01-01'), (5, 'b', 'x', 5D, DATE'2024-01-02') AS t(id, k, `p"
                        + " q`, v, d)");
    }

    private static Question frame(String name, Function<Dataset<Row>, Dataset<?>> asked) {
        return new Question(
                "dataset: " + name,
                (spark, directory) -> Transcript.bag(asked.apply(sales(spark)).toDF()));
    }

    private static Question session(String name, Function<SparkSession, Dataset<?>> asked) {
        return new Question(
                "dataset: " + name,
                (spark, directory) -> Transcript.bag(asked.apply(spark).toDF()));
    }

    private static Question value(String name, Function<SparkSession, Object> asked) {
        return new Question("dataset: " + name, (spark, directory) -> asked.apply(spark) + "\n");
    }

    private static List<Question> pivots() {
        return List.of(
                frame("pivot", t -> t.groupBy("k").pivot("p q").sum("id")),
                frame(
                        "pivot to several columns",
                        t -> t.groupBy("k").pivot("p q").agg(sum("id"), avg("v").as("m"))),
                frame("pivot by numbers", t -> t.groupBy("k").pivot("v").count()),
                frame("pivot by dates", t -> t.groupBy("k").pivot("d").count()),
                frame(
                        "pivot by times",
                        t -> t.groupBy("k").pivot(col("d").cast("timestamp")).count()),
                frame("pivot by truth", t -> t.groupBy("k").pivot(col("id").gt(2)).count()),
                frame(
                        "pivot by an expression",
                        t -> t.groupBy("k").pivot(col("id").mod(2)).agg(count(lit(1)))),
                frame(
                        "pivot by decimals",
                        t -> t.groupBy().pivot(col("v").cast("decimal(5,2)")).count()),
                frame(
                        "pivot by two columns",
                        t ->
                                t.groupBy("k")
                                        .pivot(
                                                org.apache.spark.sql.functions.struct(
                                                        col("k"), col("p q")))
                                        .count()),
                frame("pivot no rows", t -> t.filter("id > 10").groupBy("k").pivot("k").count()),
                frame("pivot by no column", t -> t.groupBy("k").pivot("z").count()),
                new Question(
                        "dataset: pivot by too many values",
                        (spark, directory) -> {
                            spark.conf().set("spark.sql.pivotMaxValues", "2");
                            try {
                                return Transcript.bag(
                                        sales(spark).groupBy("k").pivot("id").count());
                            } finally {
                                spark.conf().unset("spark.sql.pivotMaxValues");
                            }
                        }));
    }

    private static List<Question> crosstabs() {
        return List.of(
                frame("crosstab", t -> t.stat().crosstab("k", "`p q`")),
                frame("crosstab of numbers", t -> t.stat().crosstab("id", "v")),
                frame("crosstab of dates", t -> t.stat().crosstab("d", "k")),
                frame("crosstab of one column", t -> t.stat().crosstab("k", "k")),
                frame("crosstab of a name in need of quotes", t -> t.stat().crosstab("k", "p q")),
                frame("crosstab of no column", t -> t.stat().crosstab("k", "z")),
                frame("crosstab of no rows", t -> t.filter("id > 10").stat().crosstab("k", "d")),
                frame(
                        "crosstab of quotes",
                        t -> t.withColumn("w", lit("a`b")).stat().crosstab("w", "w")));
    }

    private static Dataset<Row> sorted(Dataset<Row> items) {
        String[] columns = items.columns();
        String[] sorted = new String[columns.length];
        for (int i = 0; i < columns.length; i++) {
            sorted[i] = "array_sort(`" + columns[i] + "`) AS `" + columns[i] + "`";
        }
        return items.selectExpr(sorted);
    }

    private static List<Question> frequentItems() {
        return List.of(
                frame(
                        "frequent items",
                        t -> sorted(t.stat().freqItems(new String[] {"k", "id", "v"}))),
                frame(
                        "frequent items of a share",
                        t -> sorted(t.stat().freqItems(new String[] {"d", "id"}, 0.2))),
                session(
                        "the most frequent items",
                        spark ->
                                sorted(
                                        spark.range(0, 100, 1, 1)
                                                .selectExpr(
                                                        "IF(id % 3 = 0, id, 7) AS a",
                                                        "IF(id % 2 = 0, 'x', CAST(id AS STRING))"
                                                                + " AS b",
                                                        "id % 5 AS c")
                                                .stat()
                                                .freqItems(new String[] {"a", "b", "c"}, 0.4))),
                frame(
                        "frequent items of too small a share",
                        t -> t.stat().freqItems(new String[] {"k"}, 0.00001)),
                frame("frequent items of no column", t -> t.stat().freqItems(new String[] {"z"})),
                frame(
                        "frequent items of no rows",
                        t -> t.filter("id > 10").stat().freqItems(new String[] {"k"})));
    }

    private static List<Question> transposed() {
        return List.of(
                frame("transpose", t -> t.select("k", "id", "v").filter("id < 3").transpose()),
                frame("transpose by a column", t -> t.select("k", "id", "v").transpose(col("id"))),
                frame("transpose text and numbers", t -> t.select("k", "id").transpose()),
                frame("transpose text and more numbers", t -> t.select("id", "k", "v").transpose()),
                frame("transpose with NULL", t -> t.select("k", "id").transpose(col("k"))),
                frame("transpose by an expression", t -> t.select("id").transpose(col("id"))),
                frame(
                        "transpose what has no common type",
                        t -> t.selectExpr("id", "array(1) AS a", "v").transpose()),
                frame(
                        "transpose by an array",
                        t -> t.selectExpr("id", "array(1) AS a").transpose(col("a"))),
                frame("transpose one column", t -> t.select("id").transpose()),
                frame("transpose no rows", t -> t.filter("id > 10").select("k", "v").transpose()),
                frame("transpose dates", t -> t.select("d", "id").filter("id < 3").transpose()),
                frame("transpose by no column", t -> t.select("d", "id").transpose(col("z"))),
                session(
                        "transpose too many rows",
                        spark -> spark.range(600).selectExpr("id", "id AS v").transpose()));
    }

    private static List<Question> samples() {
        List<Question> questions = new ArrayList<>();
        for (double fraction : new double[] {0.0, 0.3, 1.0, 2.5}) {
            questions.add(
                    session(
                            "sample with replacement " + fraction,
                            spark -> spark.range(0, 50, 1, 1).sample(true, fraction, 42L)));
        }
        questions.add(
                session(
                        "sample without replacement",
                        spark -> spark.range(0, 50, 1, 1).sample(false, 0.3, 42L)));
        questions.add(
                session(
                        "sample less than nothing",
                        spark -> spark.range(0, 50, 1, 1).sample(true, -0.3, 42L)));
        questions.add(
                session(
                        "sample more than all",
                        spark -> spark.range(0, 50, 1, 1).sample(false, 1.3, 42L)));
        return questions;
    }

    private static List<Question> joinedObjects() {
        List<Question> questions = new ArrayList<>();
        for (String type : List.of("inner", "left", "right", "full", "cross")) {
            questions.add(
                    session(
                            "joinWith " + type,
                            spark -> {
                                Dataset<Row> a = sales(spark).select("id", "k").alias("a");
                                Dataset<Row> b =
                                        sales(spark).select("id", "v").filter("id > 3").alias("b");
                                return a.joinWith(b, col("a.id").equalTo(col("b.id")), type);
                            }));
        }
        for (String type : List.of("left_semi", "left_anti")) {
            questions.add(
                    session(
                            "joinWith " + type,
                            spark ->
                                    sales(spark)
                                            .alias("a")
                                            .joinWith(
                                                    sales(spark).alias("b"),
                                                    col("a.id").equalTo(col("b.id")),
                                                    type)));
        }
        questions.add(
                session(
                        "joinWith of plain values",
                        spark -> {
                            Dataset<Long> a = spark.range(3).as(Encoders.LONG()).alias("a");
                            Dataset<String> b =
                                    spark.range(2, 5)
                                            .selectExpr("CAST(id AS STRING) AS value")
                                            .as(Encoders.STRING())
                                            .alias("b");
                            return a.joinWith(b, col("a.id").equalTo(col("b.value")), "left");
                        }));
        questions.add(
                value(
                        "joinWith as objects",
                        spark -> {
                            Dataset<Long> a = spark.range(3).as(Encoders.LONG()).alias("a");
                            Dataset<Long> b = spark.range(1, 4).as(Encoders.LONG()).alias("b");
                            Dataset<Tuple2<Long, Long>> both =
                                    a.joinWith(b, col("a.id").equalTo(col("b.id")));
                            return both.collectAsList().stream()
                                    .map(Tuple2::toString)
                                    .sorted()
                                    .toList();
                        }));
        questions.add(
                session(
                        "joinWith itself",
                        spark -> {
                            Dataset<Row> a = sales(spark).select("id", "k");
                            return a.joinWith(a, a.col("id").equalTo(a.col("id")));
                        }));
        return questions;
    }

    private static List<Question> lateral() {
        List<Question> questions = new ArrayList<>();
        for (String type : List.of("inner", "left", "cross", "right")) {
            questions.add(
                    session(
                            "lateralJoin " + type,
                            spark -> {
                                Dataset<Row> t = sales(spark).select("id", "k").alias("t");
                                Dataset<Row> u =
                                        spark.range(3)
                                                .select(
                                                        col("id").as("n"),
                                                        col("id").plus(col("t.id").outer()).as("m"))
                                                .filter(col("n").lt(col("t.id").outer()));
                                return t.lateralJoin(u, col("n").gt(0), type);
                            }));
        }
        questions.add(
                session(
                        "lateralJoin by name",
                        spark ->
                                sales(spark)
                                        .select("id", "k")
                                        .lateralJoin(
                                                spark.range(2).select(col("k").outer().as("o")))));
        questions.add(
                session(
                        "lateralJoin a generator",
                        spark ->
                                spark.sql("SELECT 1 AS a, array(2, 3) AS b")
                                        .lateralJoin(spark.tvf().explode(col("b").outer()))));
        questions.add(
                session(
                        "lateralJoin with a column of the frame",
                        spark -> {
                            Dataset<Row> t = sales(spark);
                            return t.lateralJoin(spark.range(2).select(t.col("k").outer()));
                        }));
        return questions;
    }

    private static List<Question> subqueries() {
        return List.of(
                frame(
                        "scalar",
                        t -> t.select(col("id"), t.groupBy().agg(sum("v").as("s")).scalar())),
                frame(
                        "scalar in a filter",
                        t -> t.filter(col("v").gt(t.groupBy().agg(avg("v").as("s")).scalar()))),
                session(
                        "correlated scalar",
                        spark ->
                                sales(spark)
                                        .alias("t")
                                        .select(
                                                col("t.id"),
                                                sales(spark)
                                                        .alias("u")
                                                        .filter(
                                                                col("u.k")
                                                                        .equalTo(
                                                                                col("t.k").outer()))
                                                        .groupBy()
                                                        .agg(sum("u.id").as("s"))
                                                        .scalar()
                                                        .as("n"))),
                frame("scalar of two rows", t -> t.select(t.select("id").scalar())),
                frame("scalar of two columns", t -> t.select(t.select("id", "k").scalar())),
                session(
                        "exists",
                        spark ->
                                sales(spark)
                                        .alias("t")
                                        .filter(
                                                sales(spark)
                                                        .alias("u")
                                                        .filter(
                                                                col("u.k")
                                                                        .equalTo(
                                                                                col("t.k").outer()))
                                                        .filter(col("u.id").gt(col("t.id").outer()))
                                                        .exists())),
                session(
                        "not exists",
                        spark -> {
                            Dataset<Row> t = sales(spark).alias("t");
                            Dataset<Row> u = sales(spark).alias("u");
                            return t.filter(
                                    org.apache.spark.sql.functions.not(
                                            u.filter(col("u.k").equalTo(col("t.k").outer()))
                                                    .exists()));
                        }));
    }

    private static List<Question> subqueriesInPlace() {
        return List.of(
                frame("in", t -> t.filter(col("id").isin(t.filter("v > 2").select("id")))),
                frame(
                        "not in",
                        t ->
                                t.filter(
                                        org.apache.spark.sql.functions.not(
                                                col("v").isin(t.filter("id < 4").select("v"))))),
                frame(
                        "struct in",
                        t ->
                                t.filter(
                                        org.apache
                                                .spark
                                                .sql
                                                .functions
                                                .struct(col("id"), col("k"))
                                                .isin(t.filter("v > 2").select("id", "k")))),
                frame(
                        "subquery in a subquery",
                        t ->
                                t.filter(
                                        col("id")
                                                .isin(
                                                        t.filter(
                                                                        col("v").lt(
                                                                                        t.groupBy()
                                                                                                .agg(
                                                                                                        avg("v").as(
                                                                                                                        "s"))
                                                                                                .scalar()))
                                                                .select("id")))),
                frame(
                        "subquery in withColumn",
                        t -> t.withColumn("n", t.groupBy().count().scalar())),
                frame(
                        "subquery in an aggregate",
                        t ->
                                t.groupBy("k")
                                        .agg(
                                                sum(col("id").plus(t.groupBy().count().scalar()))
                                                        .as("n"))),
                session(
                        "outer without a query outside",
                        spark -> spark.range(2).select(col("z").outer())));
    }

    private static List<Question> same() {
        return List.of(
                value(
                        "sameSemantics",
                        spark -> {
                            Dataset<Row> a = spark.range(10).toDF();
                            Dataset<Row> b = spark.range(10).toDF();
                            Dataset<Row> c = spark.range(11).toDF();
                            return List.of(
                                    a.sameSemantics(a),
                                    a.sameSemantics(b),
                                    a.sameSemantics(c),
                                    a.filter("id > 1").sameSemantics(b.filter("id > 1")),
                                    a.filter("id > 1").sameSemantics(b.filter("id > 2")),
                                    a.withColumn("x", lit(1))
                                            .sameSemantics(b.withColumn("x", lit(1))),
                                    a.withColumn("x", lit(1))
                                            .sameSemantics(b.withColumn("y", lit(1))),
                                    a.select(col("id").as("u"))
                                            .sameSemantics(b.select(col("id").as("w"))),
                                    a.filter("id > 1 AND id < 5")
                                            .sameSemantics(b.filter("id < 5 AND id > 1")),
                                    a.selectExpr("id + 1 AS x")
                                            .sameSemantics(b.selectExpr("1 + id AS x")),
                                    a.groupBy("id").count().sameSemantics(b.groupBy("id").count()),
                                    a.limit(3).sameSemantics(b.limit(4)));
                        }),
                value(
                        "semanticHash",
                        spark -> {
                            Dataset<Row> a = spark.range(10).toDF();
                            Dataset<Row> b = spark.range(10).toDF();
                            return List.of(
                                    a.semanticHash() == b.semanticHash(),
                                    a.semanticHash() == b.filter("id > 1").semanticHash(),
                                    a.filter("id > 1").semanticHash()
                                            == b.filter("id > 1").semanticHash());
                        }),
                value(
                        "sameSemantics of a bad plan",
                        spark ->
                                spark.range(1)
                                        .sameSemantics(
                                                spark.range(1)
                                                        .selectExpr("z")
                                                        .as(Encoders.LONG()))));
    }
}
