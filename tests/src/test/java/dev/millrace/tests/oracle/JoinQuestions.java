// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import static dev.millrace.tests.oracle.JoinedStreams.left;
import static dev.millrace.tests.oracle.JoinedStreams.refused;
import static dev.millrace.tests.oracle.JoinedStreams.right;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.window;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;

/// Questions about joins of two streams: what comes out when, what waits, what is refused.
final class JoinQuestions {
    private static final List<String> TYPES =
            List.of("inner", "left_outer", "right_outer", "full_outer", "left_semi");

    private static final String IN_TIME = "rt BETWEEN lt AND lt + INTERVAL 20 MINUTES";

    private static final JoinedStreams STREAMS =
            new JoinedStreams(
                    List.of(
                            left("a 10:00:00 1", "b 10:02:00 2", "- 10:03:00 3", "c 10:04:00 4"),
                            right("a 10:01:00 10", "a 10:05:00 11", "b 10:01:00 12"),
                            right("- 10:06:00 13", "a 10:20:00 14", "a 10:20:01 15"),
                            left("b 10:00:30 5", "a 10:19:00 6", "d 10:40:00 7"),
                            right("d 10:45:00 16", "e 10:46:00 17"),
                            left("e 10:41:00 8", "a 10:15:00 9", "f 11:30:00 20"),
                            right("f 11:31:00 18", "a 10:29:00 19", "a 10:30:00 20"),
                            left("f 11:20:00 21", "c 12:00:00 22"),
                            right("g 12:30:00 21"),
                            left("g 12:20:00 23")));

    private static final JoinedStreams FEW =
            new JoinedStreams(
                    List.of(
                            left("a 10:00:00 1", "b 10:02:00 2", "- 10:03:00 3", "c 10:04:00 4"),
                            right("- 10:06:00 13", "a 10:20:00 14", "b 10:01:00 12"),
                            left("b 10:00:30 5", "a 10:19:00 6", "d 10:40:00 7"),
                            right("d 10:45:00 16", "a 10:18:30 5", "e 11:30:00 17"),
                            left("e 11:20:00 8", "a 10:15:00 9", "f 12:30:00 20")));

    private JoinQuestions() {}

    static List<Question> all() {
        List<Question> all = new ArrayList<>();
        for (String type : TYPES) {
            all.add(STREAMS.asks(type + " in a range", "append", inRange(type, IN_TIME)));
            all.add(FEW.asks(type + " by event time", "append", byEventTime(type)));
            all.add(FEW.asks(type + " by window", "append", byWindow(type)));
            all.add(
                    FEW.asks(
                            type + " with conditions on one side",
                            "append",
                            inRange(type, IN_TIME + " AND a % 2 = 1 AND b <> 16")));
        }
        all.addAll(conditions());
        all.addAll(chains());
        all.addAll(moreChains());
        all.addAll(refusals());
        return all;
    }

    private static Dataset<Row> timed(Dataset<Row> left) {
        return left.withWatermark("lt", "10 minutes");
    }

    private static Dataset<Row> timedRight(Dataset<Row> right) {
        return right.withColumnRenamed("k", "rk").withWatermark("rt", "5 minutes");
    }

    private static BinaryOperator<Dataset<Row>> inRange(String type, String condition) {
        return (l, r) -> timed(l).join(timedRight(r), expr("k = rk AND " + condition), type);
    }

    private static BinaryOperator<Dataset<Row>> byEventTime(String type) {
        return (l, r) -> {
            Column same = expr("k = rk AND minutely = rt");
            Dataset<Row> coarse =
                    l.withColumn("minutely", expr("date_trunc('HOUR', lt)"))
                            .withWatermark("minutely", "10 minutes");
            Dataset<Row> other =
                    r.withColumn("rt", expr("date_trunc('HOUR', rt)")).withColumnRenamed("k", "rk");
            return coarse.join(other, same, type);
        };
    }

    private static BinaryOperator<Dataset<Row>> byWindow(String type) {
        return (l, r) -> {
            Dataset<Row> windows =
                    timed(l).select(col("k"), window(col("lt"), "30 minutes").as("w"), col("a"));
            Dataset<Row> others =
                    timedRight(r)
                            .select(col("rk"), window(col("rt"), "30 minutes").as("rw"), col("b"));
            return windows.join(others, expr("k = rk AND w = rw"), type);
        };
    }

    private static List<Question> conditions() {
        List<Question> all = new ArrayList<>();
        List<String> conditions =
                List.of(
                        "rt > lt AND rt < lt + INTERVAL 20 MINUTES",
                        "lt < rt AND lt >= rt - INTERVAL '1' HOUR",
                        "rt >= lt - INTERVAL 5 MINUTES AND rt > lt - INTERVAL 7 MINUTES"
                                + " AND rt <= lt + INTERVAL 1 HOUR",
                        "rt >= lt AND a < b",
                        "lt <= rt",
                        "rt BETWEEN lt AND lt + INTERVAL 1 MONTH",
                        "rt - lt <= INTERVAL 20 MINUTES AND rt >= lt",
                        "CAST(rt AS LONG) >= CAST(lt AS LONG)"
                                + " AND CAST(lt AS LONG) >= CAST(rt AS LONG) - 1200",
                        "rt >= lt AND CAST(rt AS DOUBLE) <= CAST(lt AS DOUBLE) + 1200.0D",
                        "rt >= lt AND CAST(rt AS LONG) - 1200 <= CAST(lt AS LONG)",
                        "rt >= lt AND CAST(rt AS LONG) <= CAST(lt AS LONG)",
                        "rt >= lt - INTERVAL 1 DAY AND lt >= rt - INTERVAL '10' MINUTE",
                        "a < b");
        for (String condition : conditions) {
            all.add(FEW.asks("inner, " + condition, "append", inRange("inner", condition)));
        }
        all.add(FEW.asks("inner, update mode", "update", inRange("inner", IN_TIME)));
        all.add(FEW.asks("left semi, update mode", "update", inRange("left_semi", IN_TIME)));
        all.add(
                FEW.asks(
                        "inner without watermarks",
                        "append",
                        (l, r) -> l.join(r, "k").selectExpr("k", "a", "b")));
        all.add(
                FEW.asks(
                        "full outer by names with a null-safe key",
                        "append",
                        (l, r) ->
                                timed(l).join(
                                                timedRight(r),
                                                expr("k <=> rk AND " + IN_TIME),
                                                "full_outer")));
        all.add(
                FEW.asks(
                        "left outer with a watermark on the right only",
                        "append",
                        (l, r) ->
                                l.join(
                                        timedRight(r),
                                        expr("k = rk AND " + IN_TIME),
                                        "left_outer")));
        return all;
    }

    private static List<Question> moreChains() {
        return List.of(
                FEW.asks(
                        "a join and then counts, update mode",
                        "update",
                        (l, r) ->
                                inRange("inner", IN_TIME)
                                        .apply(l, r)
                                        .groupBy("k")
                                        .agg(count(lit(1)).as("n"))),
                FEW.asks(
                        "no duplicates on both sides",
                        "append",
                        (l, r) ->
                                timed(l).dropDuplicates("k", "lt")
                                        .join(
                                                timedRight(r).dropDuplicates("rk", "rt"),
                                                expr("k = rk AND " + IN_TIME),
                                                "left_outer")),
                STREAMS.asks(
                        "a left outer join and then another",
                        "append",
                        (l, r) ->
                                inRange("left_outer", IN_TIME)
                                        .apply(l, r)
                                        .drop("rt")
                                        .join(
                                                timedRight(r).toDF("k3", "t3", "c"),
                                                expr(
                                                        "k = k3 AND t3 BETWEEN lt AND lt +"
                                                                + " INTERVAL 10 MINUTES"),
                                                "left_outer")),
                new Question(
                        "join: two streams of one directory",
                        (spark, directory) -> {
                            Dataset<Row> one =
                                    timed(JoinedStreams.stream(spark, directory, "left"));
                            Dataset<Row> other =
                                    timed(JoinedStreams.stream(spark, directory, "left"))
                                            .toDF("k2", "t2", "a2");
                            Dataset<Row> joined =
                                    one.join(other, expr("k = k2 AND lt = t2"))
                                            .select("k", "a", "a2");
                            return FEW.run(spark, joined, "append", directory);
                        }));
    }

    private static List<Question> chains() {
        List<Question> all = new ArrayList<>();
        all.addAll(chainsFirst());
        all.addAll(chainsSecond());
        return all;
    }

    private static List<Question> chainsFirst() {
        return List.of(
                STREAMS.asks(
                        "a join and then windows",
                        "append",
                        (l, r) ->
                                inRange("inner", IN_TIME)
                                        .apply(l, r)
                                        .groupBy(window(col("lt"), "10 minutes"))
                                        .agg(sum("b").as("b"), count(lit(1)).as("n"))
                                        .select("window.start", "b", "n")),
                STREAMS.asks(
                        "a left outer join and then windows",
                        "append",
                        (l, r) ->
                                inRange("left_outer", IN_TIME)
                                        .apply(l, r)
                                        .groupBy(window(col("lt"), "10 minutes"))
                                        .agg(sum("b").as("b"), count(lit(1)).as("n"))
                                        .select("window.start", "b", "n")),
                STREAMS.asks(
                        "windows and then a join",
                        "append",
                        (l, r) ->
                                timed(l).groupBy(window(col("lt"), "30 minutes"), col("k"))
                                        .agg(sum("a").as("a"))
                                        .join(
                                                timedRight(r)
                                                        .groupBy(
                                                                window(col("rt"), "30 minutes")
                                                                        .as("w"),
                                                                col("rk"))
                                                        .agg(sum("b").as("b")),
                                                expr("k = rk AND window = w"),
                                                "full_outer")
                                        .selectExpr(
                                                "window.start AS l",
                                                "w.start AS r",
                                                "k",
                                                "rk",
                                                "a",
                                                "b")),
                STREAMS.asks(
                        "three streams",
                        "append",
                        (l, r) ->
                                inRange("inner", IN_TIME)
                                        .apply(l, r)
                                        .drop("rt")
                                        .join(
                                                timedRight(r).toDF("k3", "t3", "c"),
                                                expr(
                                                        "k = k3 AND t3 BETWEEN lt AND lt +"
                                                                + " INTERVAL 10 MINUTES"),
                                                "inner")));
    }

    private static List<Question> chainsSecond() {
        return List.of(
                FEW.asks(
                        "two event times below a join",
                        "append",
                        (l, r) ->
                                inRange("inner", IN_TIME)
                                        .apply(l, r)
                                        .join(r.toDF("k3", "t3", "c"), expr("k = k3"))),
                FEW.asks(
                        "a stream with itself",
                        "append",
                        (l, r) ->
                                timed(l).as("x")
                                        .join(
                                                timed(l).as("y"),
                                                expr(
                                                        "x.k = y.k AND x.a < y.a AND y.lt >= x.lt"
                                                                + " AND y.lt <= x.lt + INTERVAL 1"
                                                                + " HOUR"))
                                        .selectExpr("x.k", "x.a", "y.a AS other")),
                FEW.asks(
                        "a union with itself, joined",
                        "append",
                        (l, r) ->
                                timed(l.union(l))
                                        .join(timedRight(r), expr("k = rk AND " + IN_TIME))));
    }

    private static List<Question> refusals() {
        List<Question> all = new ArrayList<>();
        for (String type : TYPES) {
            if (!type.equals("inner")) {
                all.add(refused(type + " without a watermark", "append", plain(type)));
                all.add(refused(type + " without a range", "append", inRange(type, "a < b")));
                all.add(
                        refused(
                                type + " with a range of months",
                                "append",
                                inRange(type, "rt BETWEEN lt AND lt + INTERVAL 1 MONTH")));
            }
            all.add(refused(type + " in update mode", "update", plain(type)));
            all.add(refused(type + " in complete mode", "complete", plain(type)));
            all.add(
                    refused(
                            type + " under an aggregation in complete mode",
                            "complete",
                            (l, r) -> inRange(type, IN_TIME).apply(l, r).groupBy("k").count()));
        }
        all.add(refused("anti", "append", inRange("left_anti", IN_TIME)));
        all.add(
                refused(
                        "an aggregation below a join in update mode",
                        "update",
                        (l, r) ->
                                timed(l).groupBy(window(col("lt"), "30 minutes"), col("k"))
                                        .count()
                                        .join(timedRight(r), expr("k = rk"))));
        all.add(
                FEW.asks(
                        "no equal keys",
                        "append",
                        (l, r) -> timed(l).join(timedRight(r), expr(IN_TIME))));
        all.add(FEW.asks("cross", "append", (l, r) -> l.crossJoin(timedRight(r))));
        return all;
    }

    private static BinaryOperator<Dataset<Row>> plain(String type) {
        return (l, r) -> l.join(r.withColumnRenamed("k", "rk"), expr("k = rk"), type);
    }
}
