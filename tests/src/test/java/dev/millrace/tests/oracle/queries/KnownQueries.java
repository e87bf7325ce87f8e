// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle.queries;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/// Where Millrace is known to answer random queries otherwise: `known-queries.txt`, on each line
/// how the answers differ, what the smallest such query has, and the reason.
public final class KnownQueries {
    private record Known(String difference, Pattern query) {}

    private final List<Known> all;

    private KnownQueries(List<Known> all) {
        this.all = all;
    }

    public static KnownQueries read() {
        try (InputStream file = KnownQueries.class.getResourceAsStream("known-queries.txt")) {
            String text =
                    new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
            return new KnownQueries(
                    text.lines()
                            .filter(line -> !line.isBlank() && !line.startsWith("--"))
                            .map(line -> line.split(" ~ ", 3))
                            .map(parts -> new Known(parts[0], Pattern.compile(parts[1])))
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @param difference the word for it, see `SqlAnswer`
    /// @param smallest the query that was made as small as it goes
    public boolean has(String difference, RandomSql smallest) {
        String sql = smallest.sql();
        return all.stream()
                .anyMatch(
                        known ->
                                difference.startsWith(known.difference())
                                        && known.query().matcher(sql).find());
    }
}
