// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.orders;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// One order as the upstream system sends it.
///
/// @param amountMicros the amount in millionths, so that the text has exactly six decimals
/// @param eventTime when the customer paid; its date is the order's `dt`, which never changes
/// @param ingestTime when upstream handed this version of the order over
record GeneratedOrder(
        String orderId,
        String customerId,
        int merchantId,
        long amountMicros,
        LocalDateTime eventTime,
        String channel,
        String country,
        String status,
        LocalDateTime ingestTime) {

    private static final long MICROS_PER_UNIT = 1_000_000;
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    /// A later version of the same order: another status or amount, handed over later.
    GeneratedOrder corrected(String newStatus, long newAmountMicros, LocalDateTime newIngestTime) {
        return new GeneratedOrder(
                orderId,
                customerId,
                merchantId,
                newAmountMicros,
                eventTime,
                channel,
                country,
                newStatus,
                newIngestTime);
    }

    /// The order as one line of JSON, fields in the order of the bronze schema.
    String json() {
        return json(quoted(orderId), amountText(), eventTimeText());
    }

    /// The same line with three of its values replaced by other JSON texts, to damage it.
    /// `orderIdJson` of "null" is how upstream writes a missing value.
    String json(String orderIdJson, String amountJson, String eventTimeText) {
        return "{\"order_id\":"
                + orderIdJson
                + ",\"customer_id\":"
                + quoted(customerId)
                + ",\"merchant_id\":"
                + merchantId
                + ",\"amount\":"
                + amountJson
                + ",\"event_ts\":"
                + quoted(eventTimeText)
                + ",\"channel\":"
                + quoted(channel)
                + ",\"country\":"
                + quoted(country)
                + ",\"status\":"
                + quoted(status)
                + ",\"ingest_ts\":"
                + quoted(ingestTime.format(SECONDS))
                + ",\"dt\":"
                + quoted(eventTime.toLocalDate().toString())
                + "}";
    }

    String amountText() {
        long fraction = amountMicros % MICROS_PER_UNIT;
        String digits = Long.toString(MICROS_PER_UNIT + fraction).substring(1);
        return amountMicros / MICROS_PER_UNIT + "." + digits;
    }

    String eventTimeText() {
        return eventTime.format(SECONDS);
    }

    static String quoted(String text) {
        return "\"" + text + "\"";
    }
}
