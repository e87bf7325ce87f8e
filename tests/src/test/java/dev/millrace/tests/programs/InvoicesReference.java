// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.examples.invoices.Invoice;
import dev.millrace.examples.invoices.InvoiceGenerator;
import dev.millrace.examples.program.ProgramOptions;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What the invoices job must leave behind.
final class InvoicesReference {
    private final ProgramOptions options;
    private final InvoiceGenerator generator;
    private final List<Invoice> invoices = new ArrayList<>();

    InvoicesReference(ProgramOptions options) {
        this.options = options;
        this.generator = new InvoiceGenerator(options.seed(), options.rows());
        for (int file = 0; file < options.files(); file++) {
            invoices.addAll(generator.invoices(file));
        }
    }

    /// Compares all tables, read with `spark`.
    void assertTables(SparkSession spark) {
        assertThat(TableText.of(spark.read().parquet(options.path("lines"))))
                .as("lines")
                .isEqualTo(lines());
        assertThat(TableText.of(spark.read().parquet(options.path("tax"))))
                .as("tax")
                .isEqualTo(tax());
        assertThat(TableText.of(spark.read().parquet(options.path("city_revenue"))))
                .as("city revenue")
                .isEqualTo(cityRevenue());
        Dataset<Row> points =
                spark.read()
                        .schema("customer_id STRING, invoice STRING, points INT")
                        .json(options.path("points"));
        assertThat(TableText.of(points)).as("points").isEqualTo(points());
        Dataset<Row> deliveries =
                spark.read()
                        .schema(
                                "invoice STRING, name STRING, city STRING, phone STRING,"
                                        + " postcode STRING, street STRING")
                        .option("header", "true")
                        .csv(options.path("deliveries"));
        assertThat(TableText.of(deliveries)).as("deliveries").isEqualTo(deliveries());
    }

    /// A file is put away when the batch after its own has been decided: so all but the last.
    void assertInputIsPutAway() throws IOException {
        List<String> all = new ArrayList<>();
        for (int file = 0; file < options.files(); file++) {
            all.add(InvoiceGenerator.fileName(file));
        }
        Path ledger = Path.of(options.path("in/ledger"));
        Path archive = Path.of(options.path("archive") + options.path("in/tax"));
        assertThat(names(ledger)).isEqualTo(all);
        assertThat(names(Path.of(options.path("in/tax")))).containsExactly(all.getLast());
        assertThat(names(Path.of(options.path("in/courier")))).containsExactly(all.getLast());
        assertThat(names(archive)).isEqualTo(all.subList(0, all.size() - 1));
        for (String name : names(archive)) {
            assertThat(archive.resolve(name)).hasSameBinaryContentAs(ledger.resolve(name));
        }
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private List<String> lines() {
        List<String> rows = new ArrayList<>();
        for (Invoice invoice : invoices) {
            Invoice.Address to = invoice.delivery();
            for (Invoice.LineItem line : invoice.lines()) {
                rows.add(
                        TableText.row(
                                invoice.number(),
                                invoice.shop(),
                                issued(invoice),
                                invoice.customer().id(),
                                invoice.customer().name(),
                                invoice.customer().member(),
                                to == null ? null : to.street(),
                                to == null ? null : to.city(),
                                to == null ? null : to.postcode(),
                                line.item(),
                                line.description(),
                                line.price(),
                                line.quantity(),
                                cents((long) line.priceCents() * line.quantity())));
            }
        }
        rows.sort(null);
        return rows;
    }

    private List<String> tax() {
        return invoices.stream()
                .map(
                        invoice -> {
                            BigDecimal total = cents(invoice.totalCents());
                            BigDecimal tax =
                                    total.multiply(new BigDecimal("0.21"))
                                            .setScale(2, RoundingMode.HALF_UP);
                            return TableText.row(invoice.number(), issued(invoice), total, tax);
                        })
                .sorted()
                .toList();
    }

    private List<String> cityRevenue() {
        Map<String, List<Invoice>> byCity = new TreeMap<>();
        for (Invoice invoice : invoices) {
            Invoice.Address to = invoice.delivery();
            byCity.computeIfAbsent(to == null ? "(taken along)" : to.city(), c -> new ArrayList<>())
                    .add(invoice);
        }
        List<String> rows = new ArrayList<>();
        byCity.forEach(
                (city, bought) -> {
                    long total = bought.stream().mapToLong(Invoice::totalCents).sum();
                    rows.add(TableText.row(city, bought.size(), cents(total)));
                });
        rows.sort(null);
        return rows;
    }

    private List<String> points() {
        return invoices.stream()
                .filter(invoice -> invoice.customer().member())
                .map(
                        invoice ->
                                TableText.row(
                                        invoice.customer().id(),
                                        invoice.number(),
                                        invoice.totalCents() / 100))
                .sorted()
                .toList();
    }

    private List<String> deliveries() {
        List<String> rows = new ArrayList<>();
        for (Invoice invoice : invoices) {
            Invoice.Address to = invoice.delivery();
            if (to != null) {
                rows.add(
                        TableText.row(
                                invoice.number(),
                                invoice.customer().name(),
                                to.city(),
                                to.phone(),
                                to.postcode(),
                                to.street()));
            }
        }
        rows.sort(null);
        return rows;
    }

    private static LocalDateTime issued(Invoice invoice) {
        return LocalDateTime.ofInstant(invoice.issued(), ZoneOffset.UTC);
    }

    private static BigDecimal cents(long cents) {
        return BigDecimal.valueOf(cents, 2);
    }
}
