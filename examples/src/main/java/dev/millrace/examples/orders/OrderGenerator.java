// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.orders;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/// Writes the bronze files and the two dimension tables of the orders lakehouse.
///
/// Every line is a pure function of the seed, the number of its file and its place in the file, so
/// the same sizes and seed always give the same bytes, and an interrupted run goes on where it was.
///
/// File `f` holds what arrived on day `f`, spread evenly over that day:
/// - 955 lines of 1000 are new orders. A quarter of them come from customer "1" (skew), and one in
///   five happened one to three days before it arrived.
/// - 40 of 1000 bring an order of the same or the previous file again: three of four with a newer
///   `ingest_ts` and another status or amount, the fourth as an exact copy. Corrections of one
///   order may overtake each other.
/// - 5 of 1000 are damaged, in one of the ways of [#damagedLine].
///
/// The date of an order's event is its `dt` and never changes, so all versions of an order belong
/// to one partition.
public final class OrderGenerator {

    /// Called before each bronze file but the first; what it does is how the files arrive.
    @FunctionalInterface
    public interface Pause {
        /// No pause: all files at once.
        Pause NONE = file -> {};

        void before(int file) throws InterruptedException;
    }

    /// The day on which file 0 arrives.
    public static final LocalDate FIRST_DAY = LocalDate.of(2026, 3, 1);

    private static final String[] CHANNELS = {"POS", "ECOM", "ATM"};
    private static final String[] COUNTRIES = {"VN", "TH", "SG", "ID", "MY"};
    private static final String[] STATUSES = {"SUCCESS", "FAILED", "REVERSED"};
    private static final String[] SEGMENTS = {"RETAIL", "PREMIUM", "BUSINESS"};
    private static final String[] CATEGORIES = {
        "GROCERY", "TRAVEL", "FUEL", "DINING", "FASHION", "ELECTRONICS"
    };

    private static final int CUSTOMERS = 2_000;
    private static final int MERCHANTS = 3_000;
    private static final int UNKNOWN_EVERY = 97;

    private static final int DAY_SECONDS = 86_400;
    private static final int CORRECTION_SECONDS = 7_200;
    private static final long SMALLEST_MICROS = 1_000_000;
    private static final long LARGEST_MICROS = 2_000_000_000;

    private static final int KIND_DICE = 1_000;
    private static final int DAMAGED_BELOW = 5;
    private static final int AGAIN_BELOW = 45;

    private static final long KIND_SALT = 0x6A09E667F3BCC909L;
    private static final long ORDER_SALT = 0xBB67AE8584CAA73BL;

    private final long seed;
    private final int files;
    private final int ordersPerFile;

    public OrderGenerator(long seed, int files, int ordersPerFile) {
        if (files < 1 || ordersPerFile < 1) {
            throw new IllegalArgumentException(
                    "expected at least one file of one order, found "
                            + files
                            + " files of "
                            + ordersPerFile);
        }
        this.seed = seed;
        this.files = files;
        this.ordersPerFile = ordersPerFile;
    }

    /// Writes the bronze files that are not there yet, in order.
    ///
    /// A file appears whole or not at all: it is written under a hidden name and renamed. Files get
    /// modification times one second apart, because a file source reads in the order of these
    /// times and files written within one tick of the file system's clock would have no order.
    public void writeBronze(Path directory, Pause pause) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        for (int file = 0; file < files; file++) {
            Path target = directory.resolve(fileName(file));
            if (Files.exists(target)) {
                continue;
            }
            if (file > 0) {
                pause.before(file);
            }
            int number = file;
            FileTime modified =
                    FileTime.from(
                            FIRST_DAY.atStartOfDay().toInstant(ZoneOffset.UTC).plusSeconds(file));
            writeLines(target, modified, ordersPerFile, index -> line(number, index));
        }
    }

    /// Writes `customers.csv` (id, segment) and `merchants.csv` (id, category), with a header. One
    /// in 97 is left out of each, so that some orders find no partner.
    public void writeDimensions(Path directory) throws IOException {
        Files.createDirectories(directory);
        writeDimension(directory.resolve("customers.csv"), "segment", CUSTOMERS, SEGMENTS);
        writeDimension(directory.resolve("merchants.csv"), "category", MERCHANTS, CATEGORIES);
    }

    /// The name of bronze file `file`; names sort in the order of arrival.
    public static String fileName(int file) {
        return String.format(Locale.ROOT, "orders-%05d.json", file);
    }

    /// Line `index` of file `file`, without its line end.
    String line(int file, int index) {
        SplittableRandom random = random(KIND_SALT, file, index);
        int kind = random.nextInt(KIND_DICE);
        if (kind < DAMAGED_BELOW) {
            return damagedLine(order(file, index), random);
        }
        if (kind < AGAIN_BELOW) {
            return orderAgain(file, index, random).json();
        }
        return order(file, index).json();
    }

    /// The order that was new at this place.
    private GeneratedOrder order(int file, int index) {
        SplittableRandom random = random(ORDER_SALT, file, index);
        LocalDateTime arrival =
                FIRST_DAY
                        .plusDays(file)
                        .atStartOfDay()
                        .plusSeconds((long) index * DAY_SECONDS / ordersPerFile);
        int lateSeconds = random.nextInt(5) == 0 ? random.nextInt(DAY_SECONDS, 3 * DAY_SECONDS) : 0;
        int customer = random.nextInt(4) == 0 ? 1 : random.nextInt(2, CUSTOMERS + 1);
        return new GeneratedOrder(
                String.format(Locale.ROOT, "o-%09d", (long) file * ordersPerFile + index + 1),
                Integer.toString(customer),
                random.nextInt(1, MERCHANTS + 1),
                random.nextLong(SMALLEST_MICROS, LARGEST_MICROS),
                arrival.minusSeconds(lateSeconds),
                oneOf(CHANNELS, random),
                oneOf(COUNTRIES, random),
                status(random),
                arrival.plusSeconds(random.nextInt(1, 120)));
    }

    /// An order of an earlier place of this file, or of any place of the previous one, once more.
    /// Where that place holds no new order, there is nothing to repeat and this place has its own.
    private GeneratedOrder orderAgain(int file, int index, SplittableRandom random) {
        boolean sameFile = file == 0 || random.nextBoolean();
        int range = sameFile ? index : ordersPerFile;
        if (range == 0) {
            return order(file, index);
        }
        int firstFile = sameFile ? file : file - 1;
        int firstIndex = random.nextInt(range);
        if (random(KIND_SALT, firstFile, firstIndex).nextInt(KIND_DICE) < AGAIN_BELOW) {
            return order(file, index);
        }
        GeneratedOrder first = order(firstFile, firstIndex);
        if (random.nextInt(4) == 0) {
            return first;
        }
        long discountMicros = random.nextBoolean() ? first.amountMicros() / 10 : 0;
        return first.corrected(
                status(random),
                first.amountMicros() - discountMicros,
                first.ingestTime().plusSeconds(random.nextInt(1, CORRECTION_SECONDS)));
    }

    /// A line that must not reach silver. The first four are no JSON object of the bronze schema,
    /// the others are, but a value that silver cannot do without is absent or cannot be read. The
    /// last one is an empty line, which JSON lines allow and readers skip.
    private static String damagedLine(GeneratedOrder order, SplittableRandom random) {
        String json = order.json();
        String id = GeneratedOrder.quoted(order.orderId());
        return switch (random.nextInt(8)) {
            case 0 -> json.substring(0, random.nextInt(1, json.length()));
            case 1 -> "-- upstream restarted at " + order.eventTimeText() + " --";
            case 2 -> Integer.toString(order.merchantId());
            case 3 -> order.json(id, "\"n/a\"", order.eventTimeText());
            case 4 -> order.json(id, order.amountText(), "2026-13-45 25:61:61");
            case 5 -> order.json(id, order.amountText(), "yesterday");
            case 6 -> order.json("null", order.amountText(), order.eventTimeText());
            default -> "";
        };
    }

    private static void writeDimension(Path target, String attribute, int count, String[] values)
            throws IOException {
        if (Files.exists(target)) {
            return;
        }
        FileTime modified = FileTime.from(FIRST_DAY.atStartOfDay().toInstant(ZoneOffset.UTC));
        IntFunction<String> row =
                index -> {
                    if (index == 0) {
                        return "id," + attribute;
                    }
                    int id = index + (index - 1) / (UNKNOWN_EVERY - 1);
                    return id + "," + values[id % values.length];
                };
        writeLines(target, modified, count - count / UNKNOWN_EVERY + 1, row);
    }

    private static void writeLines(
            Path target, FileTime modified, int count, IntFunction<String> line)
            throws IOException {
        Path hidden = target.resolveSibling("." + target.getFileName() + ".tmp");
        try (BufferedWriter writer = Files.newBufferedWriter(hidden, StandardCharsets.UTF_8)) {
            for (int index = 0; index < count; index++) {
                writer.write(line.apply(index));
                writer.write('\n');
            }
        }
        Files.setLastModifiedTime(hidden, modified);
        Files.move(hidden, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private SplittableRandom random(long salt, int file, int index) {
        long place = (long) file * ordersPerFile + index;
        return new SplittableRandom((seed ^ salt) + place * 0xD1B54A32D192ED03L);
    }

    private static String status(SplittableRandom random) {
        int percent = random.nextInt(100);
        return STATUSES[percent < 90 ? 0 : percent < 97 ? 1 : 2];
    }

    private static String oneOf(String[] values, SplittableRandom random) {
        return values[random.nextInt(values.length)];
    }
}
