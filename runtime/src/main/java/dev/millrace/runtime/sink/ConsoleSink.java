// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.sink;

import dev.millrace.runtime.display.TableText;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.connector.Options;
import dev.millrace.spi.connector.StreamSink;
import dev.millrace.spi.connector.WriteJob;
import dev.millrace.spi.type.DataType;

import java.io.PrintStream;
import java.time.ZoneId;
import java.util.List;

/// Prints every batch as a table, also an empty one. Prints a batch again when it is run again.
public final class ConsoleSink implements StreamSink {
    private static final String LINE = "-".repeat(43);
    private static final int CUT_CELL = 20;

    private final PrintStream console;
    private final TableText table;

    /// @param options `numRows` (20) and `truncate` (true)
    public ConsoleSink(
            DataType.Struct schema, Options options, ZoneId timeZone, PrintStream console) {
        this.console = console;
        this.table =
                new TableText(
                        schema,
                        options.integer("numRows", 20),
                        options.flag("truncate", true) ? CUT_CELL : 0,
                        timeZone);
    }

    @Override
    public String description() {
        return "org.apache.spark.sql.execution.streaming.ConsoleTable$@1";
    }

    @Override
    public WriteJob begin(long batchId) {
        return new CollectedRows(batches -> print(batchId, batches));
    }

    @Override
    public boolean countsRows() {
        return true;
    }

    private void print(long batchId, List<ColumnBatch> batches) {
        String text =
                LINE
                        + "\nBatch: "
                        + batchId
                        + "\n"
                        + LINE
                        + "\n"
                        + table.horizontal(batches)
                        + "\n";
        console.print(text);
        console.flush();
    }
}
