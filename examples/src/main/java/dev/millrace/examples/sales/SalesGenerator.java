// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.sales;

import dev.millrace.examples.program.Dice;
import dev.millrace.examples.program.InputFiles;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Writes an hour of sales into each file, and the clients who buy. The same seed and sizes always
/// give the same bytes.
///
/// File `f` holds what the tills sent in hour `f`:
/// - Most lines are sales of that hour. One in ten happened up to 20 minutes before, which a
///   watermark of 30 minutes forgives.
/// - One in fifteen is sent again: a sale of this hour or of the last 20 minutes before it, which
///   a deduplication within the watermark still knows.
/// - From the fourth file on, one in fifty happened four hours before. It comes after the
///   watermark, as long as no batch has more than one file.
/// - One in thirty comes a second time with one field that nobody can use.
///
/// The last line of each file is a sale at the last second of its hour, so that the watermark does
/// not depend on luck. Hour 0 starts at 21:00, so that the files cross midnight.
public final class SalesGenerator {

    public static final LocalDateTime FIRST_HOUR = LocalDateTime.of(2026, 5, 4, 21, 0);

    /// How the tills write times.
    public static final String TIME_FORMAT = "dd/MM/yyyy HH:mm:ss";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern(TIME_FORMAT, Locale.ROOT);

    private static final int CLIENTS = 24;
    private static final int SECONDS_PER_HOUR = 3_600;
    private static final int FORGIVEN_SECONDS = 1_200;
    private static final int FIRST_FILE_WITH_LATE_SALES = 3;

    private static final String[] PRODUCTS = {"coffee", "tea", "cake", "bread", "juice"};
    private static final String[] SEGMENTS = {"HOTEL", "OFFICE", "RESTAURANT"};

    private final long seed;
    private final int linesPerFile;

    public SalesGenerator(long seed, int linesPerFile) {
        this.seed = seed;
        this.linesPerFile = linesPerFile;
    }

    public static String fileName(int file) {
        return String.format(Locale.ROOT, "sales-%05d.csv", file);
    }

    /// Writes file `file`, unless it is there.
    public void write(Path directory, int file) throws IOException {
        Path target = directory.resolve(fileName(file));
        if (!Files.exists(target)) {
            List<String> lines = new ArrayList<>(List.of(SaleLine.HEADER));
            lines(file).forEach(line -> lines.add(line.text()));
            InputFiles.write(target, file, lines);
        }
    }

    /// A client of the shop.
    public record Client(String id, String name, String segment) {}

    /// All clients but the last two, who buy before anybody has written them down.
    public static List<Client> clients() {
        List<Client> clients = new ArrayList<>();
        for (int id = 1; id <= CLIENTS - 2; id++) {
            clients.add(new Client("K" + id, "Client " + id, SEGMENTS[id % SEGMENTS.length]));
        }
        return clients;
    }

    public static void writeClients(Path directory) throws IOException {
        List<String> lines = new ArrayList<>(List.of("id,name,segment"));
        clients().forEach(c -> lines.add(c.id() + "," + c.name() + "," + c.segment()));
        InputFiles.write(directory.resolve("clients.csv"), 0, lines);
    }

    /// The lines of file `file`, without the header.
    public List<SaleLine> lines(int file) {
        Dice dice = new Dice(~seed, file);
        List<SaleLine> known = new ArrayList<>(file == 0 ? List.of() : sales(file - 1));
        known.removeIf(sale -> time(sale).isBefore(start(file).minusSeconds(FORGIVEN_SECONDS)));
        List<SaleLine> lines = new ArrayList<>();
        for (SaleLine sale : sales(file)) {
            known.add(sale);
            if (dice.onceIn(30)) {
                lines.add(damaged(sale, dice));
            }
            if (dice.onceIn(15)) {
                lines.add(known.get(dice.below(known.size())));
            }
            if (file >= FIRST_FILE_WITH_LATE_SALES && dice.onceIn(50)) {
                lines.add(hoursLate(sale));
            }
            lines.add(sale);
        }
        return lines;
    }

    /// The sales of hour `file`, each once and without a fault.
    private List<SaleLine> sales(int file) {
        Dice dice = new Dice(seed, file);
        List<SaleLine> sales = new ArrayList<>();
        for (int index = 1; index <= linesPerFile; index++) {
            long second = (long) index * SECONDS_PER_HOUR / linesPerFile - 1;
            boolean last = index == linesPerFile;
            int late = !last && dice.onceIn(10) ? dice.between(1, FORGIVEN_SECONDS) : 0;
            long number = (long) file * linesPerFile + index;
            sales.add(
                    new SaleLine(
                            String.format(Locale.ROOT, "T-%08d", number),
                            "K" + dice.between(1, CLIENTS),
                            TIME.format(start(file).plusSeconds(second - late)),
                            BigDecimal.valueOf(dice.between(50, 9_999), 2).toString(),
                            dice.oneOf(PRODUCTS)));
        }
        return sales;
    }

    private static LocalDateTime start(int file) {
        return FIRST_HOUR.plusHours(file);
    }

    private static LocalDateTime time(SaleLine sale) {
        return LocalDateTime.parse(sale.soldAt(), TIME);
    }

    private static SaleLine hoursLate(SaleLine sale) {
        return new SaleLine(
                sale.transactionId().replace('T', 'L'),
                sale.client(),
                TIME.format(time(sale).minusHours(4)),
                sale.amount(),
                sale.product());
    }

    /// The sale with one field that nobody can use.
    private static SaleLine damaged(SaleLine sale, Dice dice) {
        String id = sale.transactionId();
        String client = sale.client();
        String time = sale.soldAt();
        String amount = sale.amount();
        switch (dice.below(7)) {
            case 0 -> id = "";
            case 1 -> client = "";
            case 2 -> time = "31/02/2026 10:00:00";
            case 3 -> time = time(sale).toString();
            case 4 -> amount = "free";
            case 5 -> amount = "";
            default -> amount = "-" + amount;
        }
        return new SaleLine(id, client, time, amount, sale.product());
    }
}
