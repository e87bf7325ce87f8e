// SPDX-License-Identifier: Apache-2.0
package dev.millrace.tests.oracle.queries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.connect.convert.SparkTypes;
import dev.millrace.plan.function.FunctionRegistry;

import org.junit.jupiter.api.Test;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The functions that random queries can have.
final class SignaturesTest {
    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_]*");

    private final Signatures signatures = Signatures.read();

    @Test
    void everyFunctionOfTheRegistryIsUsedOrLeftOutWithAReason() {
        Set<String> missing = new TreeSet<>(new FunctionRegistry(SparkTypes::parse).names());
        missing.removeIf(name -> !WORD.matcher(name).matches());
        missing.removeAll(used());
        missing.removeAll(signatures.leftOut().keySet());
        assertThat(missing).isEmpty();
    }

    @Test
    void nothingIsLeftOutThatIsUsed() {
        Set<String> both = new TreeSet<>(signatures.leftOut().keySet());
        both.retainAll(used());
        assertThat(both).isEmpty();
    }

    private Set<String> used() {
        Set<String> used = new TreeSet<>();
        Stream.of(
                        signatures.scalars(),
                        signatures.aggregates(),
                        signatures.windows(),
                        signatures.generators())
                .flatMap(java.util.List::stream)
                .forEach(
                        signature ->
                                WORD.matcher(signature.source().toLowerCase(Locale.ROOT))
                                        .results()
                                        .forEach(word -> used.add(word.group())));
        return used;
    }
}
