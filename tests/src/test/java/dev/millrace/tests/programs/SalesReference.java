// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.examples.program.ProgramOptions;
import dev.millrace.examples.sales.SaleLine;
import dev.millrace.examples.sales.SalesGenerator;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What the sales job must leave behind: one pass over the lines, a file after the other.
final class SalesReference {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MM/uuuu HH:mm:ss", Locale.ROOT)
                    .withResolverStyle(ResolverStyle.STRICT);
    private static final Duration WATERMARK = Duration.ofMinutes(30);
    private static final int WINDOW_MINUTES = 10;
    private static final int SLIDE_MINUTES = 5;

    private final ProgramOptions options;
    private final Map<String, SalesGenerator.Client> clients = new HashMap<>();
    private final List<Sale> sales = new ArrayList<>();
    private final List<String> rejected = new ArrayList<>();
    private LocalDateTime latest = LocalDateTime.MIN.plusDays(1);

    private record Sale(String client, LocalDateTime soldAt, BigDecimal amount) {}

    /// A window of a client, and what was sold in it.
    private record Period(LocalDateTime start, LocalDateTime end, List<Sale> sales) {
        String row() {
            return TableText.row(
                    start, end, sales.getFirst().client(), sales.size(), revenue(sales));
        }
    }

    SalesReference(ProgramOptions options) {
        this.options = options;
        for (SalesGenerator.Client client : SalesGenerator.clients()) {
            clients.put(client.id(), client);
        }
        SalesGenerator generator = new SalesGenerator(options.seed(), options.rows());
        Set<String> known = new HashSet<>();
        LocalDateTime watermark = latest;
        LocalDateTime watermarkBefore = latest;
        for (int file = 0; file < options.files(); file++) {
            for (SaleLine line : generator.lines(file)) {
                read(line, watermarkBefore, watermark, known);
            }
            watermarkBefore = watermark;
            watermark = latest.minus(WATERMARK);
        }
    }

    /// Compares all tables, read with `spark`.
    void assertTables(SparkSession spark) {
        assertThat(table(spark, "windows/tumbling"))
                .as("tumbling windows")
                .isEqualTo(windows(WINDOW_MINUTES));
        assertThat(table(spark, "windows/sliding"))
                .as("sliding windows")
                .isEqualTo(windows(SLIDE_MINUTES));
        assertThat(table(spark, "windows/sessions")).as("sessions").isEqualTo(sessions());
        assertThat(table(spark, "daily")).as("daily totals").isEqualTo(daily());
        Dataset<Row> lines =
                spark.read().schema("line STRING, reason STRING").json(options.path("rejected"));
        rejected.sort(null);
        assertThat(TableText.of(lines)).as("rejected lines").isEqualTo(rejected);
    }

    private List<String> table(SparkSession spark, String name) {
        return TableText.of(spark.read().parquet(options.path(name)));
    }

    private void read(
            SaleLine line,
            LocalDateTime watermarkBefore,
            LocalDateTime watermark,
            Set<String> known) {
        LocalDateTime soldAt = time(line.soldAt());
        BigDecimal amount = amount(line.amount());
        String reason = reason(line, soldAt, amount);
        if (reason != null || soldAt == null || amount == null) {
            rejected.add(TableText.row(json(line), reason));
            return;
        }
        if (soldAt.isAfter(latest)) {
            latest = soldAt;
        }
        boolean onTime = soldAt.isAfter(watermark);
        // Between the two it would depend on where batches without data fall.
        assertThat(onTime || !soldAt.isAfter(watermarkBefore)).as("%s is clear", line).isTrue();
        if (onTime && known.add(line.transactionId())) {
            sales.add(new Sale(line.client(), soldAt, amount));
        }
    }

    private static @Nullable String reason(
            SaleLine line, @Nullable LocalDateTime soldAt, @Nullable BigDecimal amount) {
        if (line.transactionId().isEmpty()) {
            return "no transaction id";
        }
        if (line.client().isEmpty()) {
            return "no client";
        }
        if (soldAt == null) {
            return "no valid time";
        }
        if (amount == null) {
            return "no valid amount";
        }
        return amount.signum() > 0 ? null : "amount not above zero";
    }

    private static @Nullable LocalDateTime time(String text) {
        try {
            return LocalDateTime.parse(text, TIME);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static @Nullable BigDecimal amount(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static String json(SaleLine line) {
        List<String> fields = new ArrayList<>();
        Map<String, String> values = new TreeMap<>(Map.of("1transaction_id", line.transactionId()));
        values.put("2client", line.client());
        values.put("3sold_at", line.soldAt());
        values.put("4amount", line.amount());
        values.put("5product", line.product());
        values.forEach(
                (name, value) -> {
                    if (!value.isEmpty()) {
                        fields.add("\"" + name.substring(1) + "\":\"" + value + "\"");
                    }
                });
        return "{" + String.join(",", fields) + "}";
    }

    private List<String> daily() {
        Map<List<Object>, List<Sale>> groups = new HashMap<>();
        for (Sale sale : sales) {
            groups.computeIfAbsent(
                            List.of(sale.soldAt().toLocalDate(), sale.client()),
                            key -> new ArrayList<>())
                    .add(sale);
        }
        List<String> rows = new ArrayList<>();
        groups.forEach(
                (key, group) -> {
                    String id = group.getFirst().client();
                    SalesGenerator.Client client = clients.get(id);
                    rows.add(
                            TableText.row(
                                    id,
                                    client == null ? null : client.name(),
                                    client == null ? null : client.segment(),
                                    group.size(),
                                    revenue(group),
                                    group.stream()
                                            .map(Sale::soldAt)
                                            .max(LocalDateTime::compareTo)
                                            .orElseThrow(),
                                    key.getFirst()));
                });
        rows.sort(null);
        return rows;
    }

    /// The windows of ten minutes that the watermark has passed, one starting every so many
    /// minutes.
    private List<String> windows(int slideMinutes) {
        Map<List<Object>, Period> periods = new HashMap<>();
        for (Sale sale : sales) {
            LocalDateTime hour = sale.soldAt().withMinute(0).withSecond(0);
            for (int start = -WINDOW_MINUTES; start < 60; start += slideMinutes) {
                LocalDateTime from = hour.plusMinutes(start);
                LocalDateTime to = from.plusMinutes(WINDOW_MINUTES);
                if (!sale.soldAt().isBefore(from) && sale.soldAt().isBefore(to)) {
                    periods.computeIfAbsent(
                                    List.of(from, sale.client()),
                                    key -> new Period(from, to, new ArrayList<>()))
                            .sales()
                            .add(sale);
                }
            }
        }
        return closed(periods.values());
    }

    private List<String> sessions() {
        Map<String, List<Sale>> byClient = new HashMap<>();
        for (Sale sale : sales) {
            byClient.computeIfAbsent(sale.client(), client -> new ArrayList<>()).add(sale);
        }
        List<Period> periods = new ArrayList<>();
        for (List<Sale> ofClient : byClient.values()) {
            ofClient.sort((a, b) -> a.soldAt().compareTo(b.soldAt()));
            List<Sale> session = new ArrayList<>();
            for (Sale sale : ofClient) {
                if (!session.isEmpty() && sale.soldAt().isAfter(end(session))) {
                    periods.add(new Period(session.getFirst().soldAt(), end(session), session));
                    session = new ArrayList<>();
                }
                session.add(sale);
            }
            periods.add(new Period(session.getFirst().soldAt(), end(session), session));
        }
        return closed(periods);
    }

    private static LocalDateTime end(List<Sale> session) {
        return session.getLast().soldAt().plusMinutes(WINDOW_MINUTES);
    }

    private List<String> closed(Iterable<Period> periods) {
        LocalDateTime watermark = latest.minus(WATERMARK);
        List<String> rows = new ArrayList<>();
        for (Period period : periods) {
            if (!period.end().isAfter(watermark)) {
                rows.add(period.row());
            }
        }
        rows.sort(null);
        return rows;
    }

    private static BigDecimal revenue(List<Sale> sales) {
        return sales.stream().map(Sale::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
