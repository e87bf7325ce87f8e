// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.orders.reference;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/// What one line of a bronze file is.
sealed interface BronzeLine {

    /// A line that counts.
    record Order(
            String orderId,
            String customerId,
            int merchantId,
            BigDecimal amount,
            LocalDateTime eventTime,
            String channel,
            String country,
            String status,
            LocalDateTime ingestTime,
            LocalDate day)
            implements BronzeLine {}

    /// A line for the quarantine.
    record Rejected(String text, String reason) implements BronzeLine {}

    List<String> FIELDS =
            List.of(
                    "order_id",
                    "customer_id",
                    "merchant_id",
                    "amount",
                    "event_ts",
                    "channel",
                    "country",
                    "status",
                    "ingest_ts",
                    "dt");

    int AMOUNT_DECIMALS = 6;

    static BronzeLine of(String line) {
        Map<String, FlatJson.Value> values = FlatJson.parse(line);
        if (values == null
                || values.get("merchant_id") instanceof FlatJson.Text
                || values.get("amount") instanceof FlatJson.Text) {
            return new Rejected(line, "malformed line");
        }
        String missing = firstInvalid(values);
        if (missing != null) {
            return new Rejected(rendered(values), "no valid " + missing);
        }
        return new Order(
                text(values, "order_id"),
                text(values, "customer_id"),
                Integer.parseInt(text(values, "merchant_id")),
                amount(values),
                time(text(values, "event_ts")),
                text(values, "channel"),
                text(values, "country"),
                text(values, "status"),
                time(text(values, "ingest_ts")),
                LocalDate.parse(text(values, "dt")));
    }

    private static @Nullable String firstInvalid(Map<String, FlatJson.Value> values) {
        for (String field : FIELDS) {
            boolean optional = field.equals("channel") || field.equals("status");
            if (!optional && !(values.containsKey(field) && readable(values, field))) {
                return field;
            }
        }
        return null;
    }

    private static boolean readable(Map<String, FlatJson.Value> values, String field) {
        try {
            switch (field) {
                case "event_ts", "ingest_ts" -> time(text(values, field));
                case "dt" -> LocalDate.parse(text(values, field));
                default -> {}
            }
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /// The values as they were read: fields in order, absent ones left out, and the amount as the
    /// double that it is in bronze.
    private static String rendered(Map<String, FlatJson.Value> values) {
        StringJoiner json = new StringJoiner(",", "{", "}");
        for (String field : FIELDS) {
            FlatJson.Value value = values.get(field);
            switch (value) {
                case null -> {}
                case FlatJson.Text(String text) -> json.add(quoted(field) + ":" + quoted(text));
                case FlatJson.Number(String digits) -> {
                    boolean isAmount = field.equals("amount");
                    String number = isAmount ? Double.toString(Double.parseDouble(digits)) : digits;
                    json.add(quoted(field) + ":" + number);
                }
            }
        }
        return json.toString();
    }

    private static String text(Map<String, FlatJson.Value> values, String field) {
        return switch (values.get(field)) {
            case null -> throw new IllegalStateException("no " + field);
            case FlatJson.Text(String text) -> text;
            case FlatJson.Number(String digits) -> digits;
        };
    }

    private static BigDecimal amount(Map<String, FlatJson.Value> values) {
        return new BigDecimal(text(values, "amount"))
                .setScale(AMOUNT_DECIMALS, RoundingMode.HALF_UP);
    }

    /// "yyyy-MM-dd HH:mm:ss".
    private static LocalDateTime time(String text) {
        return LocalDateTime.parse(text.replace(' ', 'T'));
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }
}
