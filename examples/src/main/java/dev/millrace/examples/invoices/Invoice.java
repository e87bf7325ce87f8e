// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.invoices;

import static java.util.stream.Collectors.joining;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/// One invoice as a till prints it.
///
/// @param issued in whole milliseconds
/// @param delivery null when the customer took the goods along; then the field is absent
/// @param lines may be empty: an invoice that was opened and closed without a sale
public record Invoice(
        String number,
        String shop,
        Instant issued,
        Customer customer,
        @Nullable Address delivery,
        List<LineItem> lines) {

    public Invoice {
        lines = List.copyOf(lines);
    }

    public record Customer(String id, String name, boolean member) {}

    public record Address(String street, String city, String postcode, String phone) {}

    public record LineItem(String item, String description, int priceCents, int quantity) {
        public BigDecimal price() {
            return BigDecimal.valueOf(priceCents, 2);
        }
    }

    /// What the lines add up to, in cents.
    public long totalCents() {
        return lines.stream().mapToLong(line -> (long) line.priceCents() * line.quantity()).sum();
    }

    /// The invoice as one line of JSON.
    String json() {
        String address =
                delivery == null
                        ? ""
                        : ",\"delivery\":{\"street\":%s,\"city\":%s,\"postcode\":%s,\"phone\":%s}"
                                .formatted(
                                        quoted(delivery.street()),
                                        quoted(delivery.city()),
                                        quoted(delivery.postcode()),
                                        quoted(delivery.phone()));
        return "{\"invoice\":%s,\"shop\":%s,\"issued\":%d,\"customer\":{\"id\":%s,\"name\":%s,\"member\":%b}%s,\"lines\":[%s],\"total\":%s}"
                .formatted(
                        quoted(number),
                        quoted(shop),
                        issued.toEpochMilli(),
                        quoted(customer.id()),
                        quoted(customer.name()),
                        customer.member(),
                        address,
                        lines.stream().map(Invoice::json).collect(joining(",")),
                        BigDecimal.valueOf(totalCents(), 2));
    }

    private static String json(LineItem line) {
        return "{\"item\":%s,\"description\":%s,\"price\":%s,\"quantity\":%d}"
                .formatted(
                        quoted(line.item()),
                        quoted(line.description()),
                        line.price(),
                        line.quantity());
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
