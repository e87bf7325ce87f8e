// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import static dev.millrace.tests.SensorFiles.line;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.session_window;
import static org.apache.spark.sql.functions.stddev;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.window;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.OutputMode;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Questions about the state of a query that has ended, read as a table.
final class StateTableQuestions {
    private static final List<List<String>> FILES =
            List.of(
                    List.of(
                            line("a", "2024-01-01 10:01:00", 1),
                            line("b", "2024-01-01 10:02:00", 2),
                            line("a", "2024-01-01 10:11:00", 3),
                            line(null, "2024-01-01 10:03:00", 4)),
                    List.of(
                            line("a", "2024-01-01 10:05:00", 4),
                            line("b", "2024-01-01 10:12:00", 5)),
                    List.of(
                            line("a", "2024-01-01 10:37:00", 6),
                            line("c", "2024-01-01 10:38:00", 7)));

    private StateTableQuestions() {}

    static List<Question> all() {
        List<Question> all = new ArrayList<>();
        all.addAll(operators());
        all.addAll(joins());
        all.addAll(choices());
        all.addAll(mistakes());
        return all;
    }

    private static KeptState kept(String mode, UnaryOperator<Dataset<Row>> shape) {
        return new KeptState(mode, FILES, shape);
    }

    private static Dataset<Row> late(Dataset<Row> rows) {
        return rows.withWatermark("at", "10 minutes");
    }

    /// Aggregates whose buffers have different names, since a client cannot take two of one name.
    private static Question aggregates(String name, Column aggregate, Column... more) {
        return kept("update", rows -> rows.groupBy("sensor").agg(aggregate, more)).asks(name, "");
    }

    private static List<Question> operators() {
        return List.of(
                kept("append", StateTableQuestions::windows).asks("windows", ""),
                aggregates("counts", count(lit(1)), sum("value"), min("value"), first("at")),
                aggregates("averages", avg("value"), max("sensor")),
                aggregates("deviations", stddev("value")),
                aggregates("decimals", sum(col("value").cast("decimal(10,2)"))),
                kept("complete", rows -> rows.agg(count(lit(1)))).asks("of all", ""),
                kept("append", rows -> rows.dropDuplicates("sensor")).asks("duplicates", ""),
                kept("append", rows -> late(rows).dropDuplicates("sensor", "at"))
                        .asks("duplicates by event time", ""),
                kept("append", rows -> late(rows).dropDuplicatesWithinWatermark("sensor"))
                        .asks("duplicates within the watermark", ""),
                kept("append", StateTableQuestions::sessions).asks("sessions", ""),
                kept("append", rows -> rows.limit(5)).asks("limit", ""),
                kept(
                                "update",
                                rows -> {
                                    UserCode.send(rows.sparkSession(), StateFunctions.class);
                                    return StateFunctions.totals(rows);
                                })
                        .asks("mapGroupsWithState", ""),
                kept(
                                "append",
                                rows -> {
                                    UserCode.send(rows.sparkSession(), StateFunctions.class);
                                    return StateFunctions.quietPeriods(rows, OutputMode.Append());
                                })
                        .asks("flatMapGroupsWithState by event time", ""),
                kept(
                                "append",
                                rows ->
                                        late(rows)
                                                .groupBy(window(col("at"), "10 minutes"))
                                                .agg(count(lit(1)).as("n"))
                                                .groupBy(window(col("window"), "20 minutes"))
                                                .agg(sum("n")))
                        .asks("windows over windows", "operatorId=0", "operatorId=1"),
                kept("append", rows -> rows).asks("nothing kept", ""));
    }

    private static Dataset<Row> windows(Dataset<Row> rows) {
        return late(rows)
                .groupBy(window(col("at"), "10 minutes"), col("sensor"))
                .agg(count(lit(1)).as("n"), sum("value"));
    }

    private static Dataset<Row> sessions(Dataset<Row> rows) {
        return late(rows)
                .groupBy(col("sensor"), session_window(col("at"), "5 minutes"), col("value"))
                .count();
    }

    private static Dataset<Row> joined(Dataset<Row> rows, String type) {
        Dataset<Row> right =
                rows.selectExpr("sensor AS other", "at AS until", "value * 2 AS twice")
                        .withWatermark("until", "5 minutes");
        return late(rows)
                .join(
                        right,
                        expr("sensor = other AND until BETWEEN at AND at + INTERVAL 15 MINUTES"),
                        type);
    }

    private static List<Question> joins() {
        UnaryOperator<Dataset<Row>> byKey =
                rows -> rows.select("sensor", "value").join(rows.select("sensor", "at"), "sensor");
        return List.of(
                kept("append", byKey)
                        .asks(
                                "join by key",
                                "joinSide=left",
                                "joinSide=right",
                                "joinSide=left batchId=0",
                                "storeName=left-keyToNumValues",
                                "storeName=right-keyToNumValues",
                                "",
                                "joinSide=none",
                                "joinSide=middle",
                                "joinSide=LEFT",
                                "joinSide=left storeName=left-keyToNumValues",
                                "joinSide=left readChangeFeed=true changeStartBatchId=0"),
                kept("append", rows -> joined(rows, "left_outer"))
                        .asks(
                                "left join",
                                "joinSide=left",
                                "storeName=left-keyToNumValues",
                                "storeName=left-keyWithIndexToValue"),
                kept("append", rows -> joined(rows, "inner"))
                        .asks(
                                "inner join in a range",
                                "joinSide=right",
                                "storeName=right-keyWithIndexToValue"));
    }

    private static List<Question> choices() {
        return List.of(
                kept("append", StateTableQuestions::windows)
                        .asks(
                                "batches",
                                "batchId=0",
                                "batchId=1",
                                "batchId=3",
                                "BATCHID=1 OperatorID=0 StoreName=default"),
                kept("append", StateTableQuestions::windows)
                        .asks(
                                "changes of windows",
                                "readChangeFeed=true changeStartBatchId=0",
                                "readChangeFeed=true changeStartBatchId=1 changeEndBatchId=2"),
                kept("append", StateTableQuestions::sessions)
                        .asks("changes of sessions", "readChangeFeed=true changeStartBatchId=0"),
                kept("append", rows -> late(rows).dropDuplicates("sensor", "at"))
                        .asks("changes of duplicates", "readChangeFeed=true changeStartBatchId=0"),
                kept("append", rows -> joined(rows, "inner"))
                        .asks(
                                "changes of a join",
                                "storeName=right-keyToNumValues readChangeFeed=true"
                                        + " changeStartBatchId=0"),
                kept("append", rows -> rows.limit(5))
                        .asks("changes of a limit", "readChangeFeed=true changeStartBatchId=0"));
    }

    private static List<Question> mistakes() {
        return List.of(
                kept("append", StateTableQuestions::windows)
                        .asks(
                                "wrong options",
                                "batchId=-1",
                                "batchId=9",
                                "batchId=x",
                                "operatorId=-1",
                                "operatorId=3",
                                "storeName=",
                                "storeName=other",
                                "joinSide=left",
                                "readChangeFeed=true",
                                "readChangeFeed=maybe",
                                "readChangeFeed=true changeStartBatchId=-1",
                                "readChangeFeed=true changeStartBatchId=2 changeEndBatchId=1",
                                "readChangeFeed=true changeStartBatchId=0 changeEndBatchId=9",
                                "readChangeFeed=true changeStartBatchId=9",
                                "readChangeFeed=true changeStartBatchId=0 batchId=1",
                                "readChangeFeed=true changeStartBatchId=0 snapshotPartitionId=1",
                                "readChangeFeed=true snapshotStartBatchId=0 changeStartBatchId=0",
                                "changeStartBatchId=0",
                                "changeEndBatchId=0"),
                kept("append", StateTableQuestions::windows)
                        .asks(
                                "more wrong options",
                                "snapshotStartBatchId=0",
                                "snapshotPartitionId=0",
                                "snapshotStartBatchId=-1 snapshotPartitionId=0",
                                "snapshotStartBatchId=9 snapshotPartitionId=0",
                                "snapshotStartBatchId=0 snapshotPartitionId=-1",
                                "snapshotStartBatchId=0 snapshotPartitionId=7",
                                "stateVarName=v",
                                "readRegisteredTimers=true",
                                "stateVarName=v readRegisteredTimers=true",
                                "flattenCollectionTypes=false"),
                KeptState.nothing("no checkpoint"));
    }
}
