// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle.random;

import dev.millrace.tests.oracle.random.RandomQuery.Arrival;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Makes the files that arrive: event times mostly go on, and are late, far too late, far ahead,
/// missing or equal now and then; rows repeat; files are empty.
final class InputGenerator {
    private static final Instant FIRST = Instant.parse("2024-01-01T10:00:00Z");

    private final Choice choice;
    private final List<String> written = new ArrayList<>();
    private long minute;

    InputGenerator(Choice choice) {
        this.choice = choice;
    }

    /// @param sources get the files in a random order
    List<Arrival> files(List<Source> sources) {
        List<Arrival> files = new ArrayList<>();
        int count = choice.between(2, 4 + sources.size());
        for (int file = 0; file < count; file++) {
            Source source = choice.of(sources);
            int rows = choice.chance(8) ? 0 : choice.between(1, 6);
            List<String> lines = new ArrayList<>();
            for (int row = 0; row < rows; row++) {
                lines.add(line(source));
            }
            files.add(new Arrival(source.name(), lines));
            minute += choice.chance(12) ? choice.between(60, 200) : choice.between(0, 15);
        }
        if (choice.chance(60)) {
            minute += 400;
            sources.forEach(source -> files.add(new Arrival(source.name(), List.of(line(source)))));
        }
        return files;
    }

    private String line(Source source) {
        if (!written.isEmpty() && choice.chance(12)) {
            return choice.of(written);
        }
        String line =
                source.fields().stream()
                        .filter(_ -> !choice.chance(4))
                        .map(field -> "\"" + field.name() + "\":" + value(field.type()))
                        .collect(Collectors.joining(",", "{", "}"));
        written.add(line);
        return line;
    }

    private String value(Field.Type type) {
        if (choice.chance(6)) {
            return "null";
        }
        return switch (type) {
            case TEXT -> "\"" + choice.of("a", "a", "b", "b", "c", "D", "") + "\"";
            case INT -> Integer.toString(choice.between(-3, 12));
            case LONG -> Long.toString(choice.of(0L, 1L, 2L, -7L, 10_000_000_000L));
            case DOUBLE -> Double.toString(choice.between(-4, 9) / 2.0);
            case DECIMAL -> choice.of("0.01", "1.50", "-2.25", "100.00", "12345.67");
            case BOOLEAN -> choice.of("true", "false");
            case DATE -> "\"" + LocalDate.of(2024, 1, 1).plusDays(choice.between(-2, 2)) + "\"";
            case TIME -> "\"" + time() + "\"";
            case WINDOW -> throw new IllegalArgumentException("windows are not read");
        };
    }

    private Instant time() {
        Instant now = FIRST.plusSeconds(60 * minute);
        int kind = choice.below(100);
        if (kind < 60) {
            return now.plusSeconds(choice.between(0, 6) * 60L);
        } else if (kind < 72) {
            return now.plusSeconds(choice.between(0, 300))
                    .plusNanos(choice.of(0, 1_000, 999_999_000));
        } else if (kind < 90) {
            return now.minusSeconds(choice.between(1, 40) * 60L);
        } else if (kind < 96) {
            return now.minusSeconds(choice.between(2, 5) * 3600L);
        } else if (kind < 99) {
            return now.plusSeconds(choice.between(10, 60) * 60L);
        }
        return choice.of(
                Instant.parse("1969-12-31T23:58:00Z"),
                Instant.parse("1970-01-01T00:00:00Z"),
                Instant.parse("2100-01-01T00:00:00Z"));
    }
}
