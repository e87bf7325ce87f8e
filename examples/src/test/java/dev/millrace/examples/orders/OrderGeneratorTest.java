// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import static java.util.stream.Collectors.groupingBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class OrderGeneratorTest {

    private static final int LINES = 5_000;
    private static final Pattern ORDER =
            Pattern.compile(
                    """
                    \\{"order_id":"(o-\\d{9})","customer_id":"(\\d+)","merchant_id":(\\d+),\
                    "amount":(\\d+\\.\\d{6}),"event_ts":"(2026-0\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d)",\
                    "channel":"(POS|ECOM|ATM)","country":"(VN|TH|SG|ID|MY)",\
                    "status":"(SUCCESS|FAILED|REVERSED)",\
                    "ingest_ts":"(2026-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d)","dt":"(2026-\\d\\d-\\d\\d)"\\}\
                    """);

    private final Path directory;

    private record Line(
            int file, String id, String customer, int merchant, String event, String ingest) {}

    OrderGeneratorTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void theSameSeedGivesTheSameFiles() throws Exception {
        Path one = directory.resolve("one");
        Path other = directory.resolve("other");
        new OrderGenerator(7, 3, 200).writeBronze(one, OrderGenerator.Pause.NONE);
        new OrderGenerator(7, 3, 200).writeBronze(other, OrderGenerator.Pause.NONE);

        assertThat(contents(one)).hasSize(3).isEqualTo(contents(other));
    }

    @Test
    void anotherSeedGivesOtherFiles() {
        assertThat(new OrderGenerator(7, 1, 200).line(0, 100))
                .isNotEqualTo(new OrderGenerator(8, 1, 200).line(0, 100));
    }

    @Test
    void filesAreReadInTheOrderOfTheirModificationTimes() throws Exception {
        new OrderGenerator(7, 3, 10).writeBronze(directory, OrderGenerator.Pause.NONE);

        for (int file = 1; file < 3; file++) {
            Path earlier = directory.resolve(OrderGenerator.fileName(file - 1));
            Path later = directory.resolve(OrderGenerator.fileName(file));
            assertThat(Files.getLastModifiedTime(later))
                    .isGreaterThan(Files.getLastModifiedTime(earlier));
        }
    }

    @Test
    void eachFileIsWholeBeforeTheNextPause() throws Exception {
        List<Integer> pauses = new ArrayList<>();
        OrderGenerator.Pause pause =
                file -> {
                    pauses.add(file);
                    try (Stream<Path> files = Files.list(directory)) {
                        assertThat(files).hasSize(file);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                };
        new OrderGenerator(7, 3, 50).writeBronze(directory, pause);

        assertThat(pauses).containsExactly(1, 2);
        assertThat(Files.readAllLines(directory.resolve(OrderGenerator.fileName(1)))).hasSize(50);
    }

    @Test
    void anInterruptedRunGoesOnWhereItWas() throws Exception {
        Path whole = directory.resolve("whole");
        Path interrupted = directory.resolve("interrupted");
        OrderGenerator generator = new OrderGenerator(7, 4, 50);
        generator.writeBronze(whole, OrderGenerator.Pause.NONE);
        OrderGenerator.Pause interrupt =
                file -> {
                    if (file == 2) {
                        throw new InterruptedException();
                    }
                };
        assertThatThrownBy(() -> generator.writeBronze(interrupted, interrupt))
                .isInstanceOf(InterruptedException.class);
        assertThat(contents(interrupted)).hasSize(2);

        generator.writeBronze(interrupted, OrderGenerator.Pause.NONE);

        assertThat(contents(interrupted)).isEqualTo(contents(whole));
    }

    @Test
    void aQuarterOfTheOrdersComesFromOneCustomer() {
        List<Line> orders = orders(2);
        long skewed = orders.stream().filter(order -> order.customer().equals("1")).count();

        assertThat((double) skewed / orders.size()).isCloseTo(0.25, within(0.02));
        assertThat(orders).allMatch(order -> order.merchant() >= 1 && order.merchant() <= 3_000);
    }

    @Test
    void oneOrderInFiveIsOneToThreeDaysLate() {
        List<Line> orders = firstVersions(orders(2));
        long late =
                orders.stream().filter(order -> !day(order.event()).equals(arrival(order))).count();

        assertThat((double) late / orders.size()).isCloseTo(0.2, within(0.02));
        assertThat(orders)
                .allMatch(order -> !day(order.event()).isBefore(arrival(order).minusDays(3)))
                .allMatch(order -> !day(order.event()).isAfter(arrival(order)));
    }

    @Test
    void ordersComeAgainNewerAsCopiesAndOvertakingEachOther() {
        Map<String, List<Line>> versions = orders(4).stream().collect(groupingBy(Line::id));
        Set<String> seen = new HashSet<>();
        for (List<Line> order : versions.values()) {
            assertThat(order).extracting(Line::event).containsOnly(order.getFirst().event());
            for (int i = 1; i < order.size(); i++) {
                int comparison = order.get(i).ingest().compareTo(order.get(i - 1).ingest());
                seen.add(comparison > 0 ? "newer" : comparison == 0 ? "copy" : "overtaken");
                int files = order.get(i).file() - order.getFirst().file();
                assertThat(files).isBetween(0, 1);
                seen.add(files == 0 ? "same file" : "next file");
            }
        }
        assertThat(seen)
                .containsExactlyInAnyOrder("newer", "copy", "overtaken", "same file", "next file");
    }

    @Test
    void someLinesAreDamagedInEveryWay() {
        OrderGenerator generator = new OrderGenerator(7, 2, LINES);
        List<String> damaged =
                IntStream.range(0, 2 * LINES)
                        .mapToObj(i -> generator.line(i / LINES, i % LINES))
                        .filter(line -> !ORDER.matcher(line).matches())
                        .toList();

        assertThat(damaged).hasSizeBetween(LINES / 200, LINES / 50);
        assertThat(damaged)
                .contains("")
                .anyMatch(line -> line.startsWith("{") && !line.endsWith("}"))
                .anyMatch(line -> line.startsWith("-- upstream restarted"))
                .anyMatch(line -> line.matches("\\d+"))
                .anyMatch(line -> line.contains("\"amount\":\"n/a\""))
                .anyMatch(line -> line.contains("\"event_ts\":\"2026-13-45 25:61:61\""))
                .anyMatch(line -> line.contains("\"event_ts\":\"yesterday\""))
                .anyMatch(line -> line.contains("\"order_id\":null"));
    }

    @Test
    void dimensionsLeaveSomeIdsOut() throws Exception {
        new OrderGenerator(7, 1, 1).writeDimensions(directory);

        List<String> customers = Files.readAllLines(directory.resolve("customers.csv"));
        assertThat(customers).startsWith("id,segment").hasSize(1 + 2_000 - 2_000 / 97);
        assertThat(customers).anyMatch(line -> line.startsWith("1,"));
        assertThat(customers).noneMatch(line -> line.startsWith("97,"));
        assertThat(customers.getLast()).startsWith("2000,");
        List<String> merchants = Files.readAllLines(directory.resolve("merchants.csv"));
        assertThat(merchants).startsWith("id,category").hasSize(1 + 3_000 - 3_000 / 97);
        assertThat(merchants.getLast()).startsWith("3000,");
    }

    private static List<Line> orders(int files) {
        OrderGenerator generator = new OrderGenerator(7, files, LINES);
        List<Line> orders = new ArrayList<>();
        for (int file = 0; file < files; file++) {
            for (int index = 0; index < LINES; index++) {
                Matcher matcher = ORDER.matcher(generator.line(file, index));
                if (matcher.matches()) {
                    assertThat(matcher.group(5)).startsWith(matcher.group(10));
                    orders.add(
                            new Line(
                                    file,
                                    matcher.group(1),
                                    matcher.group(2),
                                    Integer.parseInt(matcher.group(3)),
                                    matcher.group(5),
                                    matcher.group(9)));
                }
            }
        }
        return orders;
    }

    private static List<Line> firstVersions(List<Line> orders) {
        Set<String> seen = new HashSet<>();
        return orders.stream().filter(order -> seen.add(order.id())).toList();
    }

    private static LocalDate arrival(Line order) {
        return OrderGenerator.FIRST_DAY.plusDays(order.file());
    }

    private static LocalDate day(String time) {
        return LocalDate.parse(time.substring(0, 10));
    }

    private static List<String> contents(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<String> contents = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                contents.add(file.getFileName() + "\n" + Files.readString(file));
            }
            return contents;
        }
    }
}
