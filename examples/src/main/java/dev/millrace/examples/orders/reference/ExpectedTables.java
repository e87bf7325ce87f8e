// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.orders.reference;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;

/// All tables of the lakehouse, each as a bag of rows: their order means nothing. Times are UTC,
/// amounts and revenues have six decimals, so rows can be compared with `equals`.
///
/// @param windows only those that the watermark has closed; in append mode the others are not
///     written
public record ExpectedTables(
        List<SilverOrder> silver,
        List<QuarantinedLine> quarantine,
        List<DailyKpi> dailyKpis,
        List<RankedCategory> categoryRanking,
        List<CountryWindow> windows) {

    public ExpectedTables {
        silver = List.copyOf(silver);
        quarantine = List.copyOf(quarantine);
        dailyKpis = List.copyOf(dailyKpis);
        categoryRanking = List.copyOf(categoryRanking);
        windows = List.copyOf(windows);
    }

    /// A row of any of the tables.
    public sealed interface ExpectedRow
            permits SilverOrder, QuarantinedLine, DailyKpi, RankedCategory, CountryWindow {

        /// The values in the order of the table's columns, partition columns last.
        List<Object> values();
    }

    /// The newest version of one order, and the batch that brought it.
    public record SilverOrder(
            String orderId,
            String customerId,
            int merchantId,
            BigDecimal amount,
            LocalDateTime eventTime,
            String channel,
            String country,
            String status,
            LocalDateTime ingestTime,
            long batchId,
            LocalDate day)
            implements ExpectedRow {
        @Override
        public List<Object> values() {
            return List.of(
                    orderId,
                    customerId,
                    merchantId,
                    amount,
                    eventTime,
                    channel,
                    country,
                    status,
                    ingestTime,
                    batchId,
                    day);
        }
    }

    /// A line that is no order.
    public record QuarantinedLine(String text, String reason, long batchId) implements ExpectedRow {
        @Override
        public List<Object> values() {
            return List.of(text, reason, batchId);
        }
    }

    /// @param batchId the last batch that had an order of this day
    public record DailyKpi(
            String country,
            String segment,
            long orders,
            long customers,
            BigDecimal revenue,
            double successRate,
            long batchId,
            LocalDate day)
            implements ExpectedRow {
        @Override
        public List<Object> values() {
            return List.of(country, segment, orders, customers, revenue, successRate, batchId, day);
        }
    }

    /// @param place 1 for the category with the greatest revenue of the day
    public record RankedCategory(
            String category,
            int place,
            long orders,
            BigDecimal revenue,
            long batchId,
            LocalDate day)
            implements ExpectedRow {
        @Override
        public List<Object> values() {
            return List.of(category, place, orders, revenue, batchId, day);
        }
    }

    /// What was delivered for one country and ten minutes of event time.
    public record CountryWindow(
            LocalDateTime start,
            LocalDateTime end,
            String country,
            long orders,
            BigDecimal revenue,
            BigDecimal largest)
            implements ExpectedRow {
        @Override
        public List<Object> values() {
            return List.of(start, end, country, orders, revenue, largest);
        }
    }
}
