// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.orders.reference;

import dev.millrace.examples.orders.reference.ExpectedTables.CountryWindow;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// Tumbling windows of ten minutes in append mode, batch by batch, as Structured Streaming defines
/// them:
/// 1. An order is late when its window ends at or before the watermark of the *previous* batch.
/// 2. At the end of a batch, every window that ends at or before the watermark of *this* batch is
///    written and forgotten.
/// 3. The watermark of the next batch is the latest event time seen so far less the delay.
///
/// Where the watermark has moved with the last orders, one batch without data follows.
final class WindowReference {

    private static final long WINDOW_SECONDS = 600;

    private record Key(long startSecond, String country) {}

    private final long delaySeconds;
    private final Map<Key, CountryWindow> open = new HashMap<>();
    private final List<CountryWindow> written = new ArrayList<>();

    /// In seconds since the epoch, where also the watermark of a query without data stands.
    private long previousWatermark;

    private long watermark;
    private long latestEvent;

    WindowReference(Duration delay) {
        delaySeconds = delay.toSeconds();
    }

    void add(Collection<BronzeLine.Order> orders) {
        for (BronzeLine.Order order : orders) {
            long second = order.eventTime().toEpochSecond(ZoneOffset.UTC);
            latestEvent = Math.max(latestEvent, second);
            long start = second - Math.floorMod(second, WINDOW_SECONDS);
            if (start + WINDOW_SECONDS > previousWatermark) {
                open.merge(
                        new Key(start, order.country()),
                        first(start, order),
                        WindowReference::both);
            }
        }
        endBatch();
    }

    /// No more data comes.
    void finish() {
        if (watermark > previousWatermark) {
            endBatch();
        }
    }

    List<CountryWindow> written() {
        return List.copyOf(written);
    }

    private void endBatch() {
        Iterator<Map.Entry<Key, CountryWindow>> entries = open.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<Key, CountryWindow> entry = entries.next();
            if (entry.getKey().startSecond() + WINDOW_SECONDS <= watermark) {
                written.add(entry.getValue());
                entries.remove();
            }
        }
        previousWatermark = watermark;
        watermark = Math.max(watermark, latestEvent - delaySeconds);
    }

    private static CountryWindow first(long start, BronzeLine.Order order) {
        return new CountryWindow(
                LocalDateTime.ofEpochSecond(start, 0, ZoneOffset.UTC),
                LocalDateTime.ofEpochSecond(start + WINDOW_SECONDS, 0, ZoneOffset.UTC),
                order.country(),
                1,
                order.amount(),
                order.amount());
    }

    private static CountryWindow both(CountryWindow one, CountryWindow other) {
        BigDecimal largest = one.largest().max(other.largest());
        return new CountryWindow(
                one.start(),
                one.end(),
                one.country(),
                one.orders() + other.orders(),
                one.revenue().add(other.revenue()),
                largest);
    }
}
