// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.invoices;

import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

import java.io.PrintStream;

/// What a query says about itself: its plan, its last progress in full, and a line for every recent
/// one.
final class QueryReport {

    private QueryReport() {}

    static void print(StreamingQuery query, PrintStream out) {
        out.printf("%n%s%n", query.name());
        out.flush();
        // Goes to the standard output of this process.
        query.explain();
        StreamingQueryProgress last = query.lastProgress();
        out.println(last == null ? "No progress yet." : last.prettyJson());
        for (StreamingQueryProgress progress : query.recentProgress()) {
            out.printf(
                    "  batch %-3d %,9d rows  %,7d ms%n",
                    progress.batchId(), progress.numInputRows(), progress.batchDuration());
        }
    }
}
