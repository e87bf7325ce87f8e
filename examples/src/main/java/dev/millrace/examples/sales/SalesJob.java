// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.sales;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.session_window;
import static org.apache.spark.sql.functions.window;

import dev.millrace.examples.program.Program;
import dev.millrace.examples.program.ProgramOptions;
import dev.millrace.examples.program.RunningQueries;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeoutException;

/// Reads the history of sales with available-now and then, with the same checkpoints, the files
/// that arrive. Two thirds of the files are history.
///
/// `spark.remote` says where the server is. It ends when all files are through. Started again, with
/// more files or after it was killed, it goes on where it was.
public final class SalesJob implements Program {

    private static final ProgramOptions.Defaults DEFAULTS =
            new ProgramOptions.Defaults("SalesJob", 9, 400, 1_000, "500 milliseconds");

    private static final String INBOX = "inbox";
    private static final String CLIENTS = "clients";
    private static final String DAILY = "daily";
    private static final String TUMBLING = "windows/tumbling";
    private static final String SLIDING = "windows/sliding";
    private static final String SESSIONS = "windows/sessions";
    private static final String REJECTED = "rejected";

    private final SparkSession spark;
    private final ProgramOptions options;
    private final PrintStream out;

    public SalesJob(SparkSession spark, ProgramOptions options, PrintStream out) {
        this.spark = spark;
        this.options = options;
        this.out = out;
    }

    public static void main(String[] args) throws Exception {
        Program.main(options(args), SalesJob::new);
    }

    public static ProgramOptions options(String... args) {
        return ProgramOptions.parse(DEFAULTS, args);
    }

    /// How many of so many files are history.
    public static int history(int files) {
        return files - files / 3;
    }

    @Override
    public void run()
            throws IOException, InterruptedException, StreamingQueryException, TimeoutException {
        out.printf("Sales in %s, Spark %s%n", options.directory(), spark.version());
        options.configure(spark);
        Files.createDirectories(Path.of(options.path(DAILY)));
        SalesGenerator.writeClients(Path.of(options.path(CLIENTS)));
        SalesGenerator generator = new SalesGenerator(options.seed(), options.rows());
        Path inbox = Path.of(options.path(INBOX));
        int history = history(options.files());

        for (int file = 0; file < history; file++) {
            generator.write(inbox, file);
        }
        try (RunningQueries backfill = new RunningQueries()) {
            start(backfill, Trigger.AvailableNow());
            backfill.finish(true);
        }
        out.printf("The history of %d files is read.%n", history);

        boolean allAtOnce = options.arriveEveryMillis() == 0;
        for (int file = history; allAtOnce && file < options.files(); file++) {
            generator.write(inbox, file);
        }
        try (RunningQueries live = new RunningQueries()) {
            start(live, options.sparkTrigger());
            for (int file = history; !allAtOnce && file < options.files(); file++) {
                generator.write(inbox, file);
                live.pause(options.arriveEveryMillis());
            }
            live.finish(options.availableNow());
        }
        report();
    }

    private void start(RunningQueries queries, Trigger trigger) throws TimeoutException {
        Dataset<Row> checked = SalesTables.checked(spark, options.path(INBOX));
        Dataset<Row> sales = SalesTables.sales(checked);
        Dataset<Row> clients =
                spark.read()
                        .schema("id STRING, name STRING, segment STRING")
                        .option("header", "true")
                        .csv(options.path(CLIENTS));
        queries.add(
                writer(DAILY, SalesTables.daily(sales, clients), trigger)
                        .outputMode("update")
                        .foreachBatch(new DailyTotals(options.path(DAILY)))
                        .start());
        Dataset<Row> tumbling =
                SalesTables.windows(sales, window(col("sold_at"), SalesTables.WINDOW));
        queries.add(files(TUMBLING, tumbling, "parquet", trigger));
        Dataset<Row> sliding =
                SalesTables.windows(
                        sales, window(col("sold_at"), SalesTables.WINDOW, SalesTables.SLIDE));
        queries.add(files(SLIDING, sliding, "parquet", trigger));
        Dataset<Row> sessions =
                SalesTables.windows(sales, session_window(col("sold_at"), SalesTables.WINDOW));
        queries.add(files(SESSIONS, sessions, "parquet", trigger));
        queries.add(files(REJECTED, SalesTables.rejected(checked), "json", trigger));
    }

    private StreamingQuery files(String table, Dataset<Row> rows, String format, Trigger trigger)
            throws TimeoutException {
        return writer(table, rows, trigger)
                .format(format)
                .outputMode("append")
                .start(options.path(table));
    }

    private DataStreamWriter<Row> writer(String table, Dataset<Row> rows, Trigger trigger) {
        String name = table.replace('/', '-');
        return rows.writeStream()
                .queryName(name)
                .option("checkpointLocation", options.path("checkpoints/" + name))
                .trigger(trigger);
    }

    private void report() {
        out.printf("%nBest clients by day%n");
        out.flush();
        spark.read()
                .schema(DailyTotals.SCHEMA)
                .parquet(options.path(DAILY))
                .orderBy(col("revenue").desc(), col("client"))
                .select("day", "client", "segment", "sales", "revenue", "last_sale")
                .show(10, false);
        out.printf("%nWhere to look next%n");
        for (String table : List.of(DAILY, TUMBLING, SLIDING, SESSIONS, REJECTED)) {
            out.printf("  %-16s %s%n", table, options.path(table));
        }
    }
}
