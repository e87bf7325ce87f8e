// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.orders;

import static java.util.stream.Collectors.joining;

import dev.millrace.examples.orders.reference.CheckpointBatches;
import dev.millrace.examples.orders.reference.ExpectedTables;
import dev.millrace.examples.orders.reference.ExpectedTables.ExpectedRow;
import dev.millrace.examples.orders.reference.OrdersReference;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Compares the tables of a lakehouse, read through Spark, with what they must be.
public final class LakeComparison {

    private static final int ROWS_NAMED = 5;

    private final SparkSession spark;
    private final LakeLayout layout;
    private final List<String> differences = new ArrayList<>();

    private LakeComparison(SparkSession spark, LakeLayout layout) {
        this.spark = spark;
        this.layout = layout;
    }

    /// @return one message for each table that differs, with the first rows that do; empty if all
    ///     tables are what they must be
    public static List<String> differences(
            SparkSession spark, LakeLayout layout, ExpectedTables expected) {
        LakeComparison comparison = new LakeComparison(spark, layout);
        comparison.compare("silver", OrderTables.silver(), layout.silver(), expected.silver());
        comparison.compare(
                "quarantine", OrderTables.quarantine(), layout.quarantine(), expected.quarantine());
        comparison.compare(
                "daily_kpis", OrderTables.dailyKpis(), layout.dailyKpis(), expected.dailyKpis());
        comparison.compare(
                "category_ranking",
                OrderTables.categoryRanking(),
                layout.categoryRanking(),
                expected.categoryRanking());
        comparison.compare("windows", OrderTables.windows(), layout.windows(), expected.windows());
        return comparison.differences;
    }

    /// Compares a lakehouse in which all bronze files are through with what it must be, given
    /// which files each batch read according to the checkpoints.
    ///
    /// @param watermark the delay that the windows query was started with
    public static List<String> differences(
            SparkSession spark, LakeLayout layout, Duration watermark) throws IOException {
        List<List<Path>> silver = batches(layout, OrdersJob.SILVER_QUERY);
        List<List<Path>> windows = batches(layout, OrdersJob.WINDOWS_QUERY);
        List<String> differences = new ArrayList<>();
        List<Path> bronze = flat(OrdersReference.oneFilePerBatch(Path.of(layout.bronze())));
        if (!flat(silver).equals(bronze) || !flat(windows).equals(bronze)) {
            differences.add(
                    "files: expected each of %s once, found %s in silver and %s in windows"
                            .formatted(bronze, silver, windows));
        }
        ExpectedTables expected =
                OrdersReference.compute(silver, windows, Path.of(layout.dimensions()), watermark);
        differences.addAll(differences(spark, layout, expected));
        return differences;
    }

    /// Compares the lakehouse of `--dir` and `--watermark-hours`; ends with an exception that says
    /// what differs.
    public static void main(String[] args) throws IOException {
        OrdersOptions options = OrdersOptions.parse(args);
        LakeLayout layout = LakeLayout.below(options.directory());
        Duration watermark = Duration.ofHours(options.watermarkHours());
        try (SparkSession spark = SparkSession.builder().getOrCreate()) {
            List<String> differences = differences(spark, layout, watermark);
            if (!differences.isEmpty()) {
                throw new IllegalStateException(String.join("\n", differences));
            }
        }
        System.out.println("All tables are what they must be.");
    }

    private static List<List<Path>> batches(LakeLayout layout, String query) throws IOException {
        return CheckpointBatches.read(Path.of(layout.checkpoint(query)));
    }

    private static List<Path> flat(List<List<Path>> batches) {
        return batches.stream().flatMap(List::stream).toList();
    }

    private void compare(
            String table,
            StructType schema,
            String directory,
            List<? extends ExpectedRow> expected) {
        Map<String, Integer> surplus = new HashMap<>();
        List<Row> rows = OrderTables.read(spark, schema, directory).collectAsList();
        for (Row row : rows) {
            surplus.merge(text(row), 1, Integer::sum);
        }
        for (ExpectedRow row : expected) {
            surplus.merge(text(row.values()), -1, Integer::sum);
        }
        surplus.values().removeIf(count -> count == 0);
        if (!surplus.isEmpty()) {
            StringBuilder message = new StringBuilder();
            message.append(
                    String.format(
                            "%s: expected %d rows, found %d; %d differ, among them",
                            table, expected.size(), rows.size(), surplus.size()));
            new TreeSet<>(surplus.keySet())
                    .stream()
                            .limit(ROWS_NAMED)
                            .forEach(
                                    row -> {
                                        String kind =
                                                surplus.getOrDefault(row, 0) > 0
                                                        ? "\n  only found    "
                                                        : "\n  only expected ";
                                        message.append(kind).append(row);
                                    });
            differences.add(message.toString());
        }
    }

    private static String text(Row row) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            values.add(row.get(i));
        }
        return text(values);
    }

    private static String text(List<? extends @Nullable Object> values) {
        return values.stream().map(LakeComparison::text).collect(joining(" | "));
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Timestamp time ->
                    LocalDateTime.ofInstant(time.toInstant(), ZoneOffset.UTC).toString();
            case Date day -> day.toLocalDate().toString();
            case BigDecimal decimal -> decimal.toPlainString();
            default -> value.toString();
        };
    }
}
