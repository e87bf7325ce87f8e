// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.invoices;

import dev.millrace.examples.invoices.Invoice.Address;
import dev.millrace.examples.invoices.Invoice.Customer;
import dev.millrace.examples.invoices.Invoice.LineItem;
import dev.millrace.examples.program.Dice;
import dev.millrace.examples.program.InputFiles;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Writes the invoices of a chain of shops, a file for every minute. The same seed and sizes always
/// give the same bytes.
///
/// The first invoice of a file has every field, so that a schema that is inferred from any one file
/// is the schema of all. Of the others, half were taken along (no `delivery`) and one in twenty has
/// no lines.
public final class InvoiceGenerator {

    /// The minute of file 0.
    public static final Instant FIRST_MINUTE = Instant.parse("2026-05-04T08:00:00Z");

    private static final int MILLIS_PER_MINUTE = 60_000;
    private static final int CUSTOMERS = 400;

    private static final String[] GIVEN_NAMES = {"Ada", "Zoë", "Íñigo", "Marta", "Li", "Oluwaseun"};
    private static final String[] FAMILY_NAMES = {"O'Neill", "García", "Smith", "de la Cruz", "Wu"};
    private static final String[] CITIES = {"València", "Málaga", "Bilbao", "A Coruña", "Cádiz"};
    private static final String[] STREETS = {
        "Calle Mayor", "Gran Vía", "Rúa Nova", "Plaza \"Sol\""
    };
    private static final String[] ITEMS = {
        "Desk", "Lamp, small", "Mirror 40\"", "Chair", "Shelf 2\\3", "Rug"
    };

    private final long seed;
    private final int invoicesPerFile;

    public InvoiceGenerator(long seed, int invoicesPerFile) {
        this.seed = seed;
        this.invoicesPerFile = invoicesPerFile;
    }

    /// Writes file `file` into a directory.
    public void write(Path directory, int file) throws IOException {
        Path target = directory.resolve(fileName(file));
        InputFiles.write(target, file, invoices(file).stream().map(Invoice::json).toList());
    }

    public static String fileName(int file) {
        return String.format(Locale.ROOT, "invoices-%05d.json", file);
    }

    /// The invoices of file `file`.
    public List<Invoice> invoices(int file) {
        Dice dice = new Dice(seed, file);
        List<Invoice> invoices = new ArrayList<>();
        for (int index = 0; index < invoicesPerFile; index++) {
            invoices.add(invoice(file, index, dice));
        }
        return invoices;
    }

    private Invoice invoice(int file, int index, Dice dice) {
        boolean complete = index == 0;
        long number = (long) file * invoicesPerFile + index + 1;
        long millis =
                (long) file * MILLIS_PER_MINUTE
                        + (long) index * MILLIS_PER_MINUTE / invoicesPerFile;
        int lines = complete ? 2 : dice.onceIn(20) ? 0 : dice.between(1, 5);
        List<LineItem> items = new ArrayList<>();
        for (int line = 0; line < lines; line++) {
            items.add(lineItem(dice));
        }
        return new Invoice(
                String.format(Locale.ROOT, "I-%08d", number),
                "S-" + dice.between(1, 9),
                FIRST_MINUTE.plusMillis(millis),
                customer(dice),
                complete || dice.onceIn(2) ? address(dice) : null,
                items);
    }

    private static Customer customer(Dice dice) {
        int id = dice.between(1, CUSTOMERS);
        String name =
                GIVEN_NAMES[id % GIVEN_NAMES.length] + " " + FAMILY_NAMES[id % FAMILY_NAMES.length];
        return new Customer("C-" + id, name, id % 3 == 0);
    }

    private static Address address(Dice dice) {
        return new Address(
                dice.oneOf(STREETS) + ", " + dice.between(1, 200),
                dice.oneOf(CITIES),
                String.format(Locale.ROOT, "%05d", dice.between(1_000, 52_999)),
                "+34 6" + dice.between(10_000_000, 99_999_999));
    }

    private static LineItem lineItem(Dice dice) {
        int item = dice.below(ITEMS.length);
        return new LineItem(
                "P-" + (100 + item), ITEMS[item], dice.between(1, 50_000), dice.between(1, 9));
    }
}
