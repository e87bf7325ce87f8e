// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.orders.reference;

import static java.util.stream.Collectors.groupingBy;

import dev.millrace.examples.orders.reference.ExpectedTables.DailyKpi;
import dev.millrace.examples.orders.reference.ExpectedTables.RankedCategory;
import dev.millrace.examples.orders.reference.ExpectedTables.SilverOrder;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Gold from silver.
///
/// @param segments customer id to segment
/// @param categories merchant id to category
/// @param lastBatchOfDay the last batch that had an order of the day, which wrote the day's gold
record GoldReference(
        Map<String, String> segments,
        Map<String, String> categories,
        Map<LocalDate, Long> lastBatchOfDay) {

    private static final String UNKNOWN = "UNKNOWN";
    private static final int RATE_DECIMALS = 4;

    private record KpiKey(LocalDate day, String country, String segment) {}

    private record CategoryKey(LocalDate day, String category) {}

    List<DailyKpi> dailyKpis(Collection<SilverOrder> silver) {
        Map<KpiKey, List<SilverOrder>> groups =
                silver.stream()
                        .collect(
                                groupingBy(
                                        order ->
                                                new KpiKey(
                                                        order.day(),
                                                        order.country(),
                                                        segment(order))));
        List<DailyKpi> rows = new ArrayList<>();
        groups.forEach((key, orders) -> rows.add(dailyKpi(key, orders)));
        return rows;
    }

    private DailyKpi dailyKpi(KpiKey key, List<SilverOrder> orders) {
        List<SilverOrder> successes = orders.stream().filter(GoldReference::isSuccess).toList();
        double rate = (double) successes.size() / orders.size();
        return new DailyKpi(
                key.country(),
                key.segment(),
                orders.size(),
                orders.stream().map(SilverOrder::customerId).distinct().count(),
                revenue(successes),
                BigDecimal.valueOf(rate)
                        .setScale(RATE_DECIMALS, RoundingMode.HALF_UP)
                        .doubleValue(),
                batch(key.day()),
                key.day());
    }

    List<RankedCategory> categoryRanking(Collection<SilverOrder> silver) {
        Map<CategoryKey, List<SilverOrder>> groups =
                silver.stream()
                        .filter(GoldReference::isSuccess)
                        .collect(
                                groupingBy(order -> new CategoryKey(order.day(), category(order))));
        Map<LocalDate, List<CategoryKey>> days =
                groups.keySet().stream().collect(groupingBy(CategoryKey::day));
        List<RankedCategory> rows = new ArrayList<>();
        days.forEach(
                (day, keys) -> {
                    Comparator<CategoryKey> greatestFirst =
                            Comparator.comparing(
                                    (CategoryKey key) ->
                                            revenue(groups.getOrDefault(key, List.of())),
                                    Comparator.reverseOrder());
                    List<CategoryKey> ranked =
                            keys.stream()
                                    .sorted(greatestFirst.thenComparing(CategoryKey::category))
                                    .toList();
                    for (CategoryKey key : ranked) {
                        List<SilverOrder> orders = groups.getOrDefault(key, List.of());
                        rows.add(
                                new RankedCategory(
                                        key.category(),
                                        ranked.indexOf(key) + 1,
                                        orders.size(),
                                        revenue(orders),
                                        batch(day),
                                        day));
                    }
                });
        return rows;
    }

    private String segment(SilverOrder order) {
        return segments.getOrDefault(order.customerId(), UNKNOWN);
    }

    private String category(SilverOrder order) {
        return categories.getOrDefault(Integer.toString(order.merchantId()), UNKNOWN);
    }

    private long batch(LocalDate day) {
        return Objects.requireNonNull(lastBatchOfDay.get(day));
    }

    private static boolean isSuccess(SilverOrder order) {
        return order.status().equals("SUCCESS");
    }

    private static BigDecimal revenue(List<SilverOrder> orders) {
        return orders.stream()
                .map(SilverOrder::amount)
                .reduce(BigDecimal.ZERO.setScale(BronzeLine.AMOUNT_DECIMALS), BigDecimal::add);
    }
}
