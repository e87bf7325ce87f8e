// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.orders;

import static java.util.stream.Collectors.joining;

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

    /// Compares the lakehouse of `--dir` and `--watermark-hours`, one bronze file per batch; ends
    /// with an exception that says what differs.
    public static void main(String[] args) throws IOException {
        OrdersOptions options = OrdersOptions.parse(args);
        LakeLayout layout = LakeLayout.below(options.directory());
        ExpectedTables expected =
                OrdersReference.compute(
                        OrdersReference.oneFilePerBatch(Path.of(layout.bronze())),
                        Path.of(layout.dimensions()),
                        Duration.ofHours(options.watermarkHours()));
        try (SparkSession spark = SparkSession.builder().getOrCreate()) {
            List<String> differences = differences(spark, layout, expected);
            if (!differences.isEmpty()) {
                throw new IllegalStateException(String.join("\n", differences));
            }
        }
        System.out.printf(
                "all as expected: %,d orders, %,d quarantined, %,d KPIs, %,d ranks, %,d windows%n",
                expected.silver().size(),
                expected.quarantine().size(),
                expected.dailyKpis().size(),
                expected.categoryRanking().size(),
                expected.windows().size());
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
