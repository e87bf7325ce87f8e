// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.json;

import dev.millrace.connector.files.FormatFixture;
import dev.millrace.spi.column.BatchReader;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.format.FileReader;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/// Prints how fast lines of orders are read on one thread. Run by hand.
final class JsonThroughput {
    private JsonThroughput() {}

    public static void main(String[] arguments) {
        byte[] content = FormatFixture.utf8(orders(200_000));
        DataType.Struct schema =
                DataType.Struct.of(
                        new StructField("order_id", DataType.STRING),
                        new StructField("customer_id", DataType.STRING),
                        new StructField("merchant_id", DataType.INTEGER),
                        new StructField("amount", DataType.DOUBLE),
                        new StructField("event_ts", DataType.TIMESTAMP),
                        new StructField("channel", DataType.STRING),
                        new StructField("country", DataType.STRING),
                        new StructField("status", DataType.STRING),
                        new StructField("ingest_ts", DataType.TIMESTAMP),
                        new StructField("dt", DataType.DATE));
        measure("all 10 fields", content, schema, schema.names());
        measure(
                "event_ts, country, amount",
                content,
                schema,
                List.of("event_ts", "country", "amount"));
        measure("no field", content, schema, List.of());
    }

    private static void measure(
            String what, byte[] content, DataType.Struct schema, List<String> columns) {
        FormatFixture fixture = new FormatFixture();
        FileReader reader = new JsonFormat().reader(schema, FormatFixture.NO_OPTIONS, fixture);
        FileInput input = fixture.input(content);
        double best = Double.MAX_VALUE;
        long rows = 0;
        for (int round = 0; round < 20; round++) {
            long begin = System.nanoTime();
            rows = 0;
            try (BatchReader batches =
                    reader.open(input, "mem:/x", 0, content.length, columns, List.of())) {
                for (ColumnBatch b = batches.next(); b != null; b = batches.next()) {
                    rows += b.rowCount();
                }
            }
            best = Math.min(best, (System.nanoTime() - begin) / 1e9);
        }
        System.out.printf(
                Locale.ROOT,
                "%-28s %d rows, %.1f MB: %.1f MB/s, %.2f M rows/s%n",
                what,
                rows,
                content.length / 1e6,
                content.length / best / 1e6,
                rows / best / 1e6);
    }

    private static String orders(int count) {
        SplittableRandom random = new SplittableRandom(1);
        String[] countries = {"VN", "TH", "SG", "ID", "MY"};
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            int day = 1 + random.nextInt(28);
            text.append(
                    String.format(
                            Locale.ROOT,
                            "{\"order_id\":\"o-%09d\",\"customer_id\":\"%d\",\"merchant_id\":%d,\"amount\":%d.%06d,\"event_ts\":\"2026-03-%02d"
                                + " %02d:%02d:%02d\","
                                + "\"channel\":\"ECOM\",\"country\":\"%s\",\"status\":\"SUCCESS\",\"ingest_ts\":\"2026-03-%02d"
                                + " 10:00:00\",\"dt\":\"2026-03-%02d\"}%n",
                            i,
                            random.nextInt(2000),
                            random.nextInt(3000),
                            random.nextInt(2000),
                            random.nextInt(1_000_000),
                            day,
                            random.nextInt(24),
                            random.nextInt(60),
                            random.nextInt(60),
                            countries[random.nextInt(5)],
                            day,
                            day));
        }
        return text.toString();
    }
}
