// SPDX-License-Identifier: Apache-2.0
package dev.millrace.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// One of the queries of `queries.sql`, the same text for all engines.
record BenchQuery(String name, String sql) {
    private static final String HEADING = "\n--- ";

    /// All of them, in order.
    static List<BenchQuery> all() throws IOException {
        String text;
        try (InputStream file = BenchQuery.class.getResourceAsStream("queries.sql")) {
            if (file == null) {
                throw new IOException("queries.sql is not on the class path");
            }
            text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<BenchQuery> queries = new ArrayList<>();
        int heading = text.indexOf(HEADING);
        while (heading >= 0) {
            int begin = text.indexOf('\n', heading + 1);
            int next = text.indexOf(HEADING, begin);
            queries.add(
                    new BenchQuery(
                            text.substring(heading + HEADING.length(), begin).strip(),
                            text.substring(begin, next < 0 ? text.length() : next).strip()));
            heading = next;
        }
        return queries;
    }

    /// Those with the given names; all if there is none.
    static List<BenchQuery> named(List<String> names) throws IOException {
        List<BenchQuery> all = all();
        for (String name : names) {
            if (all.stream().noneMatch(query -> query.name().equals(name))) {
                throw new IllegalArgumentException("there is no query '" + name + "'");
            }
        }
        return names.isEmpty()
                ? all
                : all.stream().filter(query -> names.contains(query.name())).toList();
    }
}
