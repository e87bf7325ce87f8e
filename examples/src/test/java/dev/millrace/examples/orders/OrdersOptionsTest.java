// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;

class OrdersOptionsTest {

    @Test
    void onlyTheDirectoryIsNeeded() {
        OrdersOptions options = OrdersOptions.parse("--dir", "lake");

        assertThat(options.directory()).isEqualTo(Path.of("lake"));
        assertThat(options.files()).isEqualTo(6);
        assertThat(options.orders()).isEqualTo(20_000);
        assertThat(options.trigger()).isEqualTo(OrdersOptions.AVAILABLE_NOW);
        assertThat(options.watermarkHours()).isEqualTo(96);
        assertThat(options.plainSpark()).isFalse();
        assertThat(options.artifact()).isNull();
    }

    @Test
    void everyOptionIsRead() {
        OrdersOptions options =
                OrdersOptions.parse(
                        "--dir lake --orders 5 --files 2 --seed 9 --arrive-every-millis 3"
                                .concat(" --trigger 1s --watermark-hours 4 --shuffle-partitions 8")
                                .concat(" --plain-spark --artifact a.jar")
                                .split(" "));

        assertThat(options)
                .isEqualTo(
                        new OrdersOptions(
                                Path.of("lake"), 2, 5, 9, 3, "1s", 4, 8, true, Path.of("a.jar")));
    }

    @Test
    void misuseNamesTheOptionAndShowsTheUsage() {
        assertThatThrownBy(() -> OrdersOptions.parse("--dir"))
                .hasMessageStartingWith("--dir needs a value")
                .hasMessageContaining("usage: OrdersJob");
        assertThatThrownBy(OrdersOptions::parse).hasMessageStartingWith("--dir is missing");
        assertThatThrownBy(() -> OrdersOptions.parse("--dirs", "x"))
                .hasMessageStartingWith("unknown option --dirs");
        assertThatThrownBy(() -> OrdersOptions.parse("--files", "0"))
                .hasMessageStartingWith("--files needs a whole number from 1, found 0");
        assertThatThrownBy(() -> OrdersOptions.parse("--files", "many"))
                .hasMessageStartingWith("--files needs a whole number from 1, found many");
    }

    @Test
    void filesThatArriveLaterNeedATriggerThatWaitsForThem() {
        assertThatThrownBy(
                        () -> OrdersOptions.parse("--dir", "lake", "--arrive-every-millis", "10"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--trigger");
    }
}
