// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;

class ProgramOptionsTest {

    private static final ProgramOptions.Defaults DEFAULTS =
            new ProgramOptions.Defaults("AnyJob", 6, 200, 500, "1 second");

    @Test
    void onlyTheDirectoryIsNeeded() {
        ProgramOptions options = ProgramOptions.parse(DEFAULTS, "--dir", "/data/any");

        assertThat(options)
                .isEqualTo(
                        new ProgramOptions(
                                Path.of("/data/any"), 6, 200, 42, 500, "1 second", null, null));
        assertThat(options.path("in/x")).isEqualTo("/data/any/in/x");
    }

    @Test
    void everyOptionIsRead() {
        ProgramOptions options =
                ProgramOptions.parse(
                        DEFAULTS,
                        "--dir /d --rows 5 --files 2 --seed 9 --arrive-every-millis 3"
                                .concat(" --trigger 1s --shuffle-partitions 8 --artifact a.jar")
                                .split(" "));

        assertThat(options)
                .isEqualTo(
                        new ProgramOptions(Path.of("/d"), 2, 5, 9, 3, "1s", 8, Path.of("a.jar")));
    }

    @Test
    void availableNowReadsWhatIsThereAtTheStart() {
        ProgramOptions options =
                ProgramOptions.parse(DEFAULTS, "--dir", "/d", "--trigger", "available-now");

        assertThat(options.availableNow()).isTrue();
        assertThat(options.arriveEveryMillis()).isZero();
        assertThatThrownBy(
                        () ->
                                ProgramOptions.parse(
                                        DEFAULTS,
                                        "--dir /d --trigger available-now --arrive-every-millis 5"
                                                .split(" ")))
                .hasMessageStartingWith("--arrive-every-millis needs an interval");
    }

    @Test
    void misuseNamesTheOptionAndShowsTheUsage() {
        assertThatThrownBy(() -> ProgramOptions.parse(DEFAULTS))
                .hasMessageStartingWith("--dir is missing")
                .hasMessageContaining("usage: AnyJob")
                .hasMessageContaining("(200)");
        assertThatThrownBy(() -> ProgramOptions.parse(DEFAULTS, "--rows", "0"))
                .hasMessageStartingWith("--rows needs a whole number from 1, found 0");
        assertThatThrownBy(() -> ProgramOptions.parse(DEFAULTS, "--fly"))
                .hasMessageStartingWith("unknown option --fly");
    }
}
