// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQueryException;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/// What an engine answers, as text that can be compared line by line.
final class Transcript {
    private Transcript() {}

    /// Schema with nullability, and the rows in the order they came.
    static String ordered(Dataset<Row> frame) {
        return text(frame, frame.collectAsList().stream().map(Row::toString).toList());
    }

    /// Schema with nullability, and the rows sorted by their text: for results without an order.
    static String bag(Dataset<Row> frame) {
        return text(frame, frame.collectAsList().stream().map(Row::toString).sorted().toList());
    }

    private static String text(Dataset<Row> frame, List<String> rows) {
        return frame.schema().treeString() + String.join("\n", rows);
    }

    /// What `show` prints, with a mark where it ends.
    static String shown(Dataset<?> frame, int rows, int truncate, boolean vertical) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        scala.Console.withOut(
                bytes,
                () -> {
                    frame.show(rows, truncate, vertical);
                    return null;
                });
        return bytes.toString(StandardCharsets.UTF_8) + "(end)";
    }

    /// The class of a failure, its condition and SQLSTATE, and the text up to the first line break:
    /// what follows are plans and places in the client's code.
    static String failure(Throwable failure) {
        String name = failure.getClass().getName();
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof SparkThrowable known) {
            name += " " + known.getCondition() + " " + known.getSqlState();
            // The client writes the name of a class that it does not know before the text.
            message = message.substring(Math.max(0, message.indexOf("[" + known.getCondition())));
        }
        if (failure instanceof StreamingQueryException) {
            return name;
        }
        return name + "\n" + message.lines().limit(1).collect(Collectors.joining());
    }
}
