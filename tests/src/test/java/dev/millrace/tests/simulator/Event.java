// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.simulator;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// A row of the input.
///
/// @param millis event time, null for none
/// @param key one of a few
/// @param value a small number
/// @param id mostly its own, sometimes that of another event
record Event(@Nullable Long millis, String key, long value, long id) {
    static final String SCHEMA = "ts TIMESTAMP, k STRING, v BIGINT, id BIGINT";
    private static final long START = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    /// Files of events whose times rise, with stragglers and leaps.
    static List<List<Event>> files(SplittableRandom random) {
        int count = 2 + random.nextInt(8);
        int most = 1 + random.nextInt(12);
        List<List<Event>> files = new ArrayList<>();
        long time = START;
        for (int file = 0; file < count; file++) {
            time += random.nextInt(90_000) + (random.nextInt(6) == 0 ? 600_000 : 0);
            List<Event> events = new ArrayList<>();
            for (int i = random.nextInt(most + 1); i > 0; i--) {
                events.add(event(random, time, file));
            }
            files.add(events);
        }
        return files;
    }

    private static Event event(SplittableRandom random, long time, int file) {
        long behind = random.nextInt(5) == 0 ? random.nextInt(300_000) : random.nextInt(20_000);
        boolean isDuplicate = random.nextInt(4) == 0;
        return new Event(
                random.nextInt(25) == 0 ? null : time - behind,
                "k" + random.nextInt(3),
                random.nextInt(100),
                isDuplicate ? random.nextInt(10) : 1000L * file + random.nextInt(1000));
    }

    /// The file as JSON lines.
    static byte[] json(List<Event> events) {
        StringBuilder text = new StringBuilder();
        for (Event event : events) {
            text.append('{');
            if (event.millis != null) {
                text.append("\"ts\":\"").append(Instant.ofEpochMilli(event.millis)).append("\",");
            }
            text.append("\"k\":\"").append(event.key);
            text.append("\",\"v\":").append(event.value);
            text.append(",\"id\":").append(event.id).append("}\n");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
