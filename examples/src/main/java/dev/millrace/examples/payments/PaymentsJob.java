// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.payments;

import dev.millrace.examples.program.Arrivals;
import dev.millrace.examples.program.Program;
import dev.millrace.examples.program.ProgramOptions;
import dev.millrace.examples.program.RunningQueries;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQueryException;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeoutException;

/// Shows the highest payment of each person on the console of the server, anew whenever a file has
/// come, and keeps wrong lines aside.
///
/// `spark.remote` says where the server is. It ends when all files are through.
public final class PaymentsJob implements Program {

    static final String INBOX = "inbox";

    private static final ProgramOptions.Defaults DEFAULTS =
            new ProgramOptions.Defaults("PaymentsJob", 6, 200, 500, "500 milliseconds");

    private static final String HIGHEST = "highest-payments";
    private static final String WRONG = "wrong-lines";
    private static final int ROWS_SHOWN = 100;

    private final SparkSession spark;
    private final ProgramOptions options;
    private final PrintStream out;

    public PaymentsJob(SparkSession spark, ProgramOptions options, PrintStream out) {
        this.spark = spark;
        this.options = options;
        this.out = out;
    }

    public static void main(String[] args) throws Exception {
        Program.main(options(args), PaymentsJob::new);
    }

    public static ProgramOptions options(String... args) {
        return ProgramOptions.parse(DEFAULTS, args);
    }

    @Override
    public void run()
            throws IOException, InterruptedException, StreamingQueryException, TimeoutException {
        out.printf("Payments in %s, Spark %s%n", options.directory(), spark.version());
        options.configure(spark);
        Path inbox = Files.createDirectories(Path.of(options.path(INBOX)));
        PaymentSender sender =
                new PaymentSender(new PaymentGenerator(options.seed(), options.rows()), inbox);
        Arrivals arrivals = new Arrivals(options, sender::send);
        arrivals.before();
        try (RunningQueries queries = new RunningQueries()) {
            start(queries);
            arrivals.during(queries);
            queries.finish(options.availableNow());
        }
        report();
    }

    private void start(RunningQueries queries) throws TimeoutException {
        Dataset<Row> lines = PaymentTables.lines(spark, options.path(INBOX));
        queries.add(
                writer(HIGHEST, PaymentTables.highest(lines))
                        .format("console")
                        .option("numRows", ROWS_SHOWN)
                        .option("truncate", "false")
                        .outputMode("complete")
                        .start());
        queries.add(
                writer(WRONG, PaymentTables.wrong(lines))
                        .format("json")
                        .start(options.path("wrong")));
    }

    private DataStreamWriter<Row> writer(String name, Dataset<Row> rows) {
        return rows.writeStream()
                .queryName(name)
                .option("checkpointLocation", options.path("checkpoints/" + name))
                .trigger(options.sparkTrigger());
    }

    private void report() {
        Dataset<Row> wrong =
                spark.read().schema("line STRING, reason STRING").json(options.path("wrong"));
        out.printf("%nWrong lines%n");
        out.flush();
        wrong.groupBy("reason").count().orderBy("reason").show(false);
        out.printf("%nWhere to look next%n");
        out.printf("  %-17s on the console of the server, above%n", "highest payments");
        out.printf("  %-17s %s%n", "wrong lines", options.path("wrong"));
        out.printf("  %-17s %s%n", "payments", options.path(INBOX));
    }
}
