// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.invoices;

import dev.millrace.examples.program.Arrivals;
import dev.millrace.examples.program.Program;
import dev.millrace.examples.program.ProgramOptions;
import dev.millrace.examples.program.RunningQueries;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamReader;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeoutException;

/// Five queries over the same invoices. Three read one directory at once; the tax office and the
/// courier get copies of their own, because their queries put away what they have read: a file may
/// only be removed by the last that reads it.
///
/// `spark.remote` says where the server is. It ends when all files are through.
public final class InvoicesJob implements Program {

    private static final ProgramOptions.Defaults DEFAULTS =
            new ProgramOptions.Defaults("InvoicesJob", 6, 500, 1_000, "1 second");

    private static final String LEDGER = "in/ledger";
    private static final String TAX = "in/tax";
    private static final String COURIER = "in/courier";
    private static final String CITY_REVENUE = "city_revenue";

    private final SparkSession spark;
    private final ProgramOptions options;
    private final PrintStream out;

    public InvoicesJob(SparkSession spark, ProgramOptions options, PrintStream out) {
        this.spark = spark;
        this.options = options;
        this.out = out;
    }

    public static void main(String[] args) throws Exception {
        Program.main(options(args), InvoicesJob::new);
    }

    public static ProgramOptions options(String... args) {
        return ProgramOptions.parse(DEFAULTS, args);
    }

    @Override
    public void run()
            throws IOException, InterruptedException, StreamingQueryException, TimeoutException {
        out.printf("Invoices in %s, Spark %s%n", options.directory(), spark.version());
        options.configure(spark);
        spark.conf().set("spark.sql.streaming.schemaInference", "true");

        // Inference looks at the files that are there when the stream is defined.
        Arrivals arrivals = new Arrivals(options, this::deliver);
        arrivals.before();
        try (RunningQueries queries = new RunningQueries()) {
            start(queries);
            arrivals.during(queries);
            queries.finish(options.availableNow());
            for (StreamingQuery query : queries.all()) {
                QueryReport.print(query, out);
            }
        }
        report();
    }

    /// The tills send each file to three addresses. One that was sent in an earlier run is not sent
    /// again.
    private void deliver(int file) throws IOException {
        Path ledger = Path.of(options.path(LEDGER));
        if (Files.exists(ledger.resolve(InvoiceGenerator.fileName(file)))) {
            return;
        }
        InvoiceGenerator generator = new InvoiceGenerator(options.seed(), options.rows());
        generator.write(Path.of(options.path(TAX)), file);
        generator.write(Path.of(options.path(COURIER)), file);
        generator.write(ledger, file);
    }

    private void start(RunningQueries queries) throws TimeoutException {
        Dataset<Row> ledger = reader().json(options.path(LEDGER));
        ledger.printSchema();
        queries.add(
                writer("invoice-lines", InvoiceTables.lines(ledger))
                        .format("parquet")
                        .start(options.path("lines")));
        queries.add(
                writer("member-points", InvoiceTables.points(ledger))
                        .format("json")
                        .start(options.path("points")));
        queries.add(
                writer(CITY_REVENUE, InvoiceTables.cityRevenue(ledger))
                        .format("memory")
                        .outputMode("complete")
                        .start());
        Dataset<Row> forTaxOffice =
                reader().option("cleanSource", "archive")
                        .option("sourceArchiveDir", options.path("archive"))
                        .json(options.path(TAX));
        queries.add(
                writer("tax", InvoiceTables.tax(forTaxOffice))
                        .format("parquet")
                        .start(options.path("tax")));
        Dataset<Row> forCourier =
                reader().option("cleanSource", "delete").json(options.path(COURIER));
        queries.add(
                writer("deliveries", InvoiceTables.deliveries(forCourier))
                        .format("csv")
                        .option("header", "true")
                        .start(options.path("deliveries")));
    }

    /// No schema is given: it is inferred.
    private DataStreamReader reader() {
        return spark.readStream().option("maxFilesPerTrigger", 1);
    }

    private DataStreamWriter<Row> writer(String name, Dataset<Row> rows) {
        return rows.writeStream()
                .queryName(name)
                .option("checkpointLocation", options.path("checkpoints/" + name))
                .trigger(options.sparkTrigger());
    }

    private void report() {
        Dataset<Row> revenue = spark.table(CITY_REVENUE);
        revenue.write().mode("overwrite").parquet(options.path(CITY_REVENUE));
        out.printf("%nRevenue by city%n");
        out.flush();
        revenue.orderBy("city").show(false);
        out.printf("%nWhere to look next%n");
        for (String table : List.of("lines", "points", "tax", "deliveries", CITY_REVENUE)) {
            out.printf("  %-13s %s%n", table, options.path(table));
        }
        out.printf("  %-13s %s%n", "archive", options.path("archive"));
    }
}
