// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.examples.orders.reference.ExpectedTables.CountryWindow;
import dev.millrace.examples.orders.reference.OrdersReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class WindowsWatermarkTest {

    private static final int FILES = 6;

    private final Path directory;
    private final List<List<Path>> oneByOne;

    WindowsWatermarkTest(@TempDir Path directory) throws Exception {
        this.directory = directory;
        OrderGenerator generator = new OrderGenerator(42, FILES, 2_000);
        generator.writeDimensions(directory);
        Path bronze = directory.resolve("bronze");
        generator.writeBronze(bronze, OrderGenerator.Pause.NONE);
        oneByOne = OrdersReference.oneFilePerBatch(bronze);
    }

    @Test
    void withTheDefaultWatermarkTheWindowsDoNotDependOnTheBatches() throws IOException {
        int hours = OrdersOptions.parse("--dir", "any").watermarkHours();

        assertThat(windows(oneByOne, hours))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(windows(allAtOnce(), hours))
                .containsExactlyInAnyOrderElementsOf(windows(withEmptyBatches(), hours));
    }

    @Test
    void aShortWatermarkDropsLateOrders() throws IOException {
        assertThat(orders(windows(oneByOne, 2))).isLessThan(orders(windows(allAtOnce(), 2)));
    }

    private List<List<Path>> allAtOnce() {
        return List.of(oneByOne.stream().flatMap(List::stream).toList());
    }

    /// As when files arrive one after another: a batch without data follows each file.
    private List<List<Path>> withEmptyBatches() {
        List<List<Path>> batches = new ArrayList<>();
        for (List<Path> files : oneByOne) {
            batches.add(files);
            batches.add(List.of());
        }
        return batches;
    }

    private List<CountryWindow> windows(List<List<Path>> batches, int hours) throws IOException {
        return OrdersReference.compute(batches, directory, Duration.ofHours(hours)).windows();
    }

    private static long orders(List<CountryWindow> windows) {
        return windows.stream().mapToLong(CountryWindow::orders).sum();
    }
}
