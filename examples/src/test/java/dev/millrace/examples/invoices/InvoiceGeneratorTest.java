// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.invoices;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class InvoiceGeneratorTest {

    private final Path directory;

    InvoiceGeneratorTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void theSameSeedGivesTheSameFileAndAnotherSeedAnother() throws IOException {
        assertThat(written("a", 7)).hasSize(50).isEqualTo(written("b", 7));
        assertThat(written("c", 8)).isNotEqualTo(written("a", 7));
    }

    @Test
    void anyFileShowsEveryFieldInItsFirstLine() throws IOException {
        for (int file = 0; file < 20; file++) {
            Invoice first = new InvoiceGenerator(3, 10).invoices(file).getFirst();
            assertThat(first.delivery()).isNotNull();
            assertThat(first.lines()).isNotEmpty();
        }
    }

    @Test
    void someAreTakenAlongAndSomeHaveNoLines() {
        List<Invoice> invoices = new InvoiceGenerator(7, 1_000).invoices(2);
        assertThat(invoices.stream().filter(i -> i.delivery() == null).count())
                .isBetween(400L, 600L);
        assertThat(invoices.stream().filter(i -> i.lines().isEmpty()).count()).isBetween(20L, 100L);
        assertThat(invoices.getLast().issued())
                .isBefore(InvoiceGenerator.FIRST_MINUTE.plusSeconds(180));
    }

    @Test
    void quotesAndBackslashesAreEscaped() {
        String all =
                String.join(
                        "\n",
                        new InvoiceGenerator(7, 200)
                                .invoices(0).stream().map(Invoice::json).toList());
        assertThat(all).contains("Mirror 40\\\"", "Shelf 2\\\\3", "\"issued\":1777881600000");
    }

    private List<String> written(String name, long seed) throws IOException {
        Path target = directory.resolve(name);
        new InvoiceGenerator(seed, 50).write(target, 1);
        return Files.readAllLines(target.resolve(InvoiceGenerator.fileName(1)));
    }
}
