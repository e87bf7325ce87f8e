// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import static dev.millrace.tests.SensorFiles.line;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.session_window;
import static org.apache.spark.sql.functions.window;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

import java.util.List;

/// Questions about event times that are missing, before 1970, or at the ends of time.
final class BadTimeQuestions {
    private static final List<List<String>> OLD =
            List.of(
                    List.of(
                            line("a", "1969-12-31 23:58:00", 1),
                            line("a", "1970-01-01 00:00:00", 2),
                            line("a", "0001-01-01 00:00:00", 3),
                            "{\"sensor\":\"b\",\"value\":4}",
                            "{\"sensor\":\"b\",\"at\":null,\"value\":5}",
                            line("c", "1970-01-01 00:07:00", 6)),
                    List.of(
                            line("a", "1969-12-31 23:58:00", 7),
                            "{\"sensor\":\"c\",\"value\":8}",
                            line("c", "1970-01-01 00:20:00", 9)),
                    List.of("{\"sensor\":\"d\",\"value\":10}"));

    private static final List<List<String>> FAR =
            List.of(
                    List.of(line("a", "2024-01-01 10:00:00", 1)),
                    List.of(
                            line("a", "9999-12-31 23:59:59", 2),
                            line("b", "2024-01-01 10:01:00", 3)),
                    List.of(
                            line("b", "2024-01-01 10:02:00", 4),
                            line("a", "9999-12-31 23:59:59", 5)));

    /// `value` is the distance from the end of time in microseconds.
    private static final List<List<String>> ENDS =
            List.of(
                    List.of(line("a", "2024-01-01 10:00:00", 0)),
                    List.of(line("b", "2024-01-01 10:01:00", 0)));

    private BadTimeQuestions() {}

    private static Dataset<Row> timed(Dataset<Row> rows) {
        return rows.withWatermark("at", "5 minutes");
    }

    private static Dataset<Row> ends(Dataset<Row> rows, String micros) {
        return timed(rows.selectExpr("sensor", "timestamp_micros(" + micros + " - value) AS at"));
    }

    private static Dataset<Row> windows(Dataset<Row> rows) {
        return rows.groupBy(window(col("at"), "5 minutes"), col("sensor"))
                .count()
                .selectExpr("unix_micros(window.start) AS start", "sensor", "count");
    }

    private static Dataset<Row> sessions(Dataset<Row> rows) {
        return rows.groupBy(session_window(col("at"), "5 minutes"), col("sensor"))
                .count()
                .selectExpr("unix_micros(session_window.start) AS start", "sensor", "count");
    }

    static List<Question> all() {
        SteppedStream old = SteppedStream.of("append", OLD);
        SteppedStream far = SteppedStream.of("append", FAR);
        SteppedStream ends = SteppedStream.of("append", ENDS);
        String last = "9223372036854775807";
        String first = "(-9223372036854775807 - 1)";
        return List.of(
                old.asks("bad times: windows", rows -> windows(timed(rows))),
                old.asks("bad times: sessions", rows -> sessions(timed(rows))),
                old.asks("bad times: groups", rows -> timed(rows).groupBy("at").count()),
                old.asks(
                        "bad times: no duplicates",
                        rows -> timed(rows).dropDuplicates("sensor", "at")),
                old.asks(
                        "bad times: no duplicates within the watermark",
                        rows -> timed(rows).dropDuplicatesWithinWatermark("sensor")),
                SteppedStream.of("update", OLD)
                        .asks("bad times: windows, update", rows -> windows(timed(rows))),
                far.asks("far times: windows", rows -> windows(timed(rows))),
                far.asks("far times: sessions", rows -> sessions(timed(rows))),
                far.asks(
                        "far times: no duplicates within the watermark",
                        rows -> timed(rows).dropDuplicatesWithinWatermark("sensor")),
                ends.asks("last time: windows", rows -> windows(ends(rows, last))),
                ends.asks("last time: sessions", rows -> sessions(ends(rows, last))),
                ends.asks(
                        "last time: no duplicates",
                        rows -> ends(rows, last).dropDuplicates("sensor", "at").select("sensor")),
                ends.asks(
                        "last time: no duplicates within the watermark",
                        rows ->
                                ends(rows, last)
                                        .dropDuplicatesWithinWatermark("sensor")
                                        .select("sensor")),
                ends.asks("first time: windows", rows -> windows(ends(rows, first))),
                ends.asks("first time: sessions", rows -> sessions(ends(rows, first))));
    }
}
