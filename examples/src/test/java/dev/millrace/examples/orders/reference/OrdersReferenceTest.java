// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.orders.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.examples.orders.reference.ExpectedTables.CountryWindow;
import dev.millrace.examples.orders.reference.ExpectedTables.DailyKpi;
import dev.millrace.examples.orders.reference.ExpectedTables.QuarantinedLine;
import dev.millrace.examples.orders.reference.ExpectedTables.RankedCategory;
import dev.millrace.examples.orders.reference.ExpectedTables.SilverOrder;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

class OrdersReferenceTest {

    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);

    private final Path directory;

    private final List<List<Path>> batches = new ArrayList<>();

    OrdersReferenceTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeEach
    void writeDimensions() throws IOException {
        Files.writeString(directory.resolve("customers.csv"), "id,segment\n1,RETAIL\n2,PREMIUM\n");
        Files.writeString(directory.resolve("merchants.csv"), "id,category\n5,FUEL\n6,TRAVEL\n");
    }

    @Test
    void theNewestIngestTimeWinsWhateverBatchItComesIn() throws IOException {
        batch(
                order("a", "1", "10.000000", "10:00:00", "SUCCESS", "12:00:00"),
                order("a", "1", "11.000000", "10:00:00", "FAILED", "11:00:00"),
                order("b", "1", "20.000000", "10:00:00", "SUCCESS", "11:00:00"));
        batch(
                order("a", "1", "12.000000", "10:00:00", "REVERSED", "11:30:00"),
                order("b", "1", "21.000000", "10:00:00", "REVERSED", "11:30:00"));

        assertThat(compute(Duration.ZERO).silver())
                .containsExactlyInAnyOrder(
                        silver("a", "10.000000", "SUCCESS", "12:00:00", 0),
                        silver("b", "21.000000", "REVERSED", "11:30:00", 1));
    }

    @Test
    void aCopyDoesNotReplaceWhatSilverHas() throws IOException {
        String order = order("a", "1", "10.000000", "10:00:00", "SUCCESS", "12:00:00");
        batch(order, order);
        batch(order);

        assertThat(compute(Duration.ZERO).silver())
                .containsExactly(silver("a", "10.000000", "SUCCESS", "12:00:00", 0));
    }

    @Test
    void linesThatAreNoOrderAreQuarantinedWithTheirBatch() throws IOException {
        String order = order("a", "1", "10.500000", "10:00:00", "SUCCESS", "12:00:00");
        String cut = order.substring(0, 40);
        String word = order.replace("10.500000", "\"n/a\"");
        batch("");
        batch(
                cut,
                word,
                "",
                "42",
                order.replace("\"a\"", "null"),
                order.replace("2026-03-01 10:00:00", "2026-13-01 10:00:00"));

        ExpectedTables expected = compute(Duration.ZERO);

        assertThat(expected.silver()).isEmpty();
        assertThat(expected.quarantine())
                .containsExactlyInAnyOrder(
                        new QuarantinedLine(cut, "malformed line", 1),
                        new QuarantinedLine(word, "malformed line", 1),
                        new QuarantinedLine("42", "malformed line", 1),
                        new QuarantinedLine(
                                order.replace("\"order_id\":\"a\",", "")
                                        .replace("10.500000", "10.5"),
                                "no valid order_id",
                                1),
                        new QuarantinedLine(
                                order.replace("2026-03-01 10:00:00", "2026-13-01 10:00:00")
                                        .replace("10.500000", "10.5"),
                                "no valid event_ts",
                                1));
    }

    @Test
    void goldJoinsTheDimensionsAndNamesTheLastBatchOfTheDay() throws IOException {
        batch(
                order("a", "1", "10.000000", "10:00:00", "SUCCESS", "12:00:00"),
                order("b", "1", "20.000000", "10:00:00", "FAILED", "12:00:00"),
                order("c", "1", "0.500000", "10:00:00", "SUCCESS", "12:00:00"));
        batch(order("d", "77", "99.000000", "10:00:00", "REVERSED", "12:00:00"));

        ExpectedTables expected = compute(Duration.ZERO);

        assertThat(expected.dailyKpis())
                .containsExactlyInAnyOrder(
                        new DailyKpi(
                                "VN", "RETAIL", 3, 1, new BigDecimal("10.500000"), 0.6667, 1, DAY),
                        new DailyKpi(
                                "VN", "UNKNOWN", 1, 1, new BigDecimal("0.000000"), 0.0, 1, DAY));
        assertThat(expected.categoryRanking())
                .containsExactly(
                        new RankedCategory("FUEL", 1, 2, new BigDecimal("10.500000"), 1, DAY));
    }

    @Test
    void lateOrdersAreJudgedByTheWatermarkOfTheBatchBefore() throws IOException {
        batch(order("a", "1", "1.000000", "12:00:00", "SUCCESS", "12:00:00"));
        // The watermark is 11:30 now, but this batch still accepts everything.
        batch(order("b", "1", "2.000000", "09:00:00", "SUCCESS", "12:00:00"));
        batch(
                order("c", "1", "4.000000", "11:19:59", "SUCCESS", "12:00:00"),
                order("d", "1", "8.000000", "11:20:00", "SUCCESS", "12:00:00"),
                order("e", "1", "16.000000", "11:30:00", "SUCCESS", "12:00:00"));

        assertThat(compute(Duration.ofMinutes(30)).windows())
                .containsExactlyInAnyOrder(window("09:00:00", "09:10:00", 1, "2.000000"));
    }

    @Test
    void aWindowIsWrittenOnceTheWatermarkReachesItsEnd() throws IOException {
        batch(
                order("a", "1", "1.000000", "10:00:00", "SUCCESS", "12:00:00"),
                order("b", "1", "2.500000", "10:09:59", "SUCCESS", "12:00:00"),
                order("c", "1", "4.000000", "10:10:00", "SUCCESS", "12:00:00"),
                order("d", "1", "8.000000", "10:20:00", "SUCCESS", "12:00:00"));

        List<CountryWindow> written = compute(Duration.ofMinutes(10)).windows();

        assertThat(written)
                .containsExactly(
                        new CountryWindow(
                                at("10:00:00"),
                                at("10:10:00"),
                                "VN",
                                2,
                                new BigDecimal("3.500000"),
                                new BigDecimal("2.500000")));
    }

    private ExpectedTables compute(Duration watermark) throws IOException {
        return OrdersReference.compute(batches, directory, watermark);
    }

    private void batch(String... lines) throws IOException {
        Path file = directory.resolve("batch-" + batches.size() + ".json");
        Files.write(file, List.of(lines));
        batches.add(List.of(file));
    }

    private static String order(
            String id, String customer, String amount, String event, String status, String ingest) {
        return """
        {"order_id":"%s","customer_id":"%s","merchant_id":5,"amount":%s,\
        "event_ts":"2026-03-01 %s","channel":"POS","country":"VN","status":"%s",\
        "ingest_ts":"2026-03-01 %s","dt":"2026-03-01"}\
        """
                .formatted(id, customer, amount, event, status, ingest);
    }

    private static SilverOrder silver(
            String id, String amount, String status, String ingest, long batch) {
        return new SilverOrder(
                id,
                "1",
                5,
                new BigDecimal(amount),
                at("10:00:00"),
                "POS",
                "VN",
                status,
                at(ingest),
                batch,
                DAY);
    }

    private static CountryWindow window(String start, String end, long orders, String revenue) {
        BigDecimal amount = new BigDecimal(revenue);
        return new CountryWindow(at(start), at(end), "VN", orders, amount, amount);
    }

    private static LocalDateTime at(String time) {
        return LocalDateTime.parse("2026-03-01T" + time);
    }
}
