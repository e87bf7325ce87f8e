// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/// Where Millrace is known to answer otherwise than Spark: `known-differences.txt`, a name and the
/// reason on each line. A difference that is not
/// listed fails a build, and so does a listed one that is gone.
final class KnownDifferences {
    private KnownDifferences() {}

    static void assertNoOthers(Answers spark, Answers millrace, List<Question> questions)
            throws IOException {
        Set<String> differing = spark.differingFrom(millrace);
        Set<String> known = names();
        known.retainAll(questions.stream().map(Question::name).toList());
        Set<String> unknown = new TreeSet<>(differing);
        unknown.removeAll(known);
        assertThat(spark.besideThose(millrace, unknown, "Spark", "Millrace"))
                .as("answers that differ")
                .isEmpty();
        known.removeAll(differing);
        assertThat(known).as("known differences that are gone").isEmpty();
    }

    private static Set<String> names() throws IOException {
        Set<String> names = new TreeSet<>();
        try (InputStream file =
                KnownDifferences.class.getResourceAsStream("known-differences.txt")) {
            String text =
                    new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
            text.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> names.add(line.substring(0, line.indexOf('|')).strip()));
        }
        return names;
    }
}
