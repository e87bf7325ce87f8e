// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.orders.reference;

import dev.millrace.examples.orders.reference.ExpectedTables.QuarantinedLine;
import dev.millrace.examples.orders.reference.ExpectedTables.SilverOrder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Computes the tables of the lakehouse from the bronze files and from which files each batch read.
///
/// Money is added as [java.math.BigDecimal], in the job as `decimal`, so both are exact and the
/// comparison needs no tolerance. The only floating-point value, the success rate, is one division
/// of two counts and a rounding to four decimals, the same on both sides.
public final class OrdersReference {

    /// Newest first; what follows the time decides between versions of the same second. A version
    /// that silver has had for longer stays.
    private static final Comparator<SilverOrder> PREFERENCE =
            Comparator.comparing(SilverOrder::ingestTime, Comparator.reverseOrder())
                    .thenComparing(SilverOrder::batchId)
                    .thenComparing(SilverOrder::amount, Comparator.reverseOrder())
                    .thenComparing(SilverOrder::status);

    private final Map<String, SilverOrder> silver = new HashMap<>();
    private final List<QuarantinedLine> quarantine = new ArrayList<>();
    private final Map<LocalDate, Long> lastBatchOfDay = new HashMap<>();

    private OrdersReference() {}

    /// What the lakehouse must be after batches that are the same for both queries.
    ///
    /// @param batches the bronze files that each batch read, from batch 0 on
    /// @param dimensions the directory of `customers.csv` and `merchants.csv`
    /// @param watermark the delay of the windows query
    public static ExpectedTables compute(
            List<List<Path>> batches, Path dimensions, Duration watermark) throws IOException {
        return compute(batches, batches, dimensions, watermark);
    }

    /// What the lakehouse must be, whatever each query took for one batch.
    public static ExpectedTables compute(
            List<List<Path>> silverBatches,
            List<List<Path>> windowBatches,
            Path dimensions,
            Duration watermark)
            throws IOException {
        OrdersReference reference = new OrdersReference();
        for (int batch = 0; batch < silverBatches.size(); batch++) {
            reference.addToSilver(batch, lines(silverBatches.get(batch)));
        }
        WindowReference windows = new WindowReference(watermark);
        for (List<Path> files : windowBatches) {
            windows.add(orders(lines(files)));
        }
        windows.finish();
        GoldReference gold =
                new GoldReference(
                        readDimension(dimensions.resolve("customers.csv")),
                        readDimension(dimensions.resolve("merchants.csv")),
                        reference.lastBatchOfDay);
        return new ExpectedTables(
                List.copyOf(reference.silver.values()),
                reference.quarantine,
                gold.dailyKpis(reference.silver.values()),
                gold.categoryRanking(reference.silver.values()),
                windows.written());
    }

    /// The batches of a job that takes one file at a time and was never interrupted: the files in
    /// the order of their names, which is the order of their arrival.
    public static List<List<Path>> oneFilePerBatch(Path bronze) throws IOException {
        try (Stream<Path> files = Files.list(bronze)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .map(List::of)
                    .toList();
        }
    }

    private void addToSilver(long batch, List<BronzeLine> lines) {
        for (BronzeLine line : lines) {
            if (line instanceof BronzeLine.Rejected(String text, String reason)) {
                quarantine.add(new QuarantinedLine(text, reason, batch));
            }
        }
        for (BronzeLine.Order order : orders(lines)) {
            lastBatchOfDay.put(order.day(), batch);
            silver.merge(order.orderId(), version(order, batch), OrdersReference::preferred);
        }
    }

    private static List<BronzeLine> lines(List<Path> files) throws IOException {
        List<BronzeLine> lines = new ArrayList<>();
        for (Path file : files) {
            for (String line : Files.readAllLines(file)) {
                if (!line.isEmpty()) {
                    lines.add(BronzeLine.of(line));
                }
            }
        }
        return lines;
    }

    private static List<BronzeLine.Order> orders(List<BronzeLine> lines) {
        return lines.stream()
                .filter(BronzeLine.Order.class::isInstance)
                .map(BronzeLine.Order.class::cast)
                .toList();
    }

    private static SilverOrder preferred(SilverOrder one, SilverOrder other) {
        return PREFERENCE.compare(one, other) <= 0 ? one : other;
    }

    private static SilverOrder version(BronzeLine.Order order, long batch) {
        return new SilverOrder(
                order.orderId(),
                order.customerId(),
                order.merchantId(),
                order.amount(),
                order.eventTime(),
                order.channel(),
                order.country(),
                order.status(),
                order.ingestTime(),
                batch,
                order.day());
    }

    private static Map<String, String> readDimension(Path file) throws IOException {
        Map<String, String> attributes = new HashMap<>();
        List<String> lines = Files.readAllLines(file);
        for (String line : lines.subList(1, lines.size())) {
            int comma = line.indexOf(',');
            attributes.put(line.substring(0, comma), line.substring(comma + 1));
        }
        return attributes;
    }
}
