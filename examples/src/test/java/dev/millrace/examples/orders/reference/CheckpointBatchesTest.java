// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.orders.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class CheckpointBatchesTest {

    private final Path checkpoint;

    CheckpointBatchesTest(@TempDir Path checkpoint) throws IOException {
        this.checkpoint = checkpoint;
        Files.createDirectories(checkpoint.resolve("sources/0"));
        Files.createDirectories(checkpoint.resolve("offsets"));
    }

    @Test
    void aBatchHasTheFilesUpToItsOffset() throws IOException {
        source("0", entry("a", 0));
        source("1", entry("b", 1));
        source("2", entry("c%20d", 2));
        offset(0, 0);
        offset(1, 2);
        offset(2, 2);

        assertThat(CheckpointBatches.read(checkpoint))
                .containsExactly(
                        List.of(Path.of("/in/a")),
                        List.of(Path.of("/in/b"), Path.of("/in/c d")),
                        List.of());
    }

    @Test
    void aCompactedLogAndWhatItRepeatsCountOnce() throws IOException {
        source("8", entry("a", 8));
        source("9.compact", entry("a", 8), entry("b", 9));
        source("10", entry("c", 10));
        offset(0, 8);
        offset(1, 9);
        offset(2, 10);

        assertThat(CheckpointBatches.read(checkpoint))
                .containsExactly(
                        List.of(Path.of("/in/a")),
                        List.of(Path.of("/in/b")),
                        List.of(Path.of("/in/c")));
    }

    @Test
    void anotherSourceThanFilesIsNamed() throws IOException {
        Files.writeString(checkpoint.resolve("offsets/0"), "v1\n{}\n{\"topic\":{\"0\":5}}");

        assertThatThrownBy(() -> CheckpointBatches.read(checkpoint))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("offsets/0")
                .hasMessageContaining("topic");
    }

    private void source(String name, String... entries) throws IOException {
        String text = "v1\n" + String.join("\n", entries);
        Files.writeString(checkpoint.resolve("sources/0").resolve(name), text);
    }

    private void offset(int batch, int lastEntry) throws IOException {
        String text = "v1\n{\"batchWatermarkMs\":0}\n{\"logOffset\":" + lastEntry + "}";
        Files.writeString(checkpoint.resolve("offsets").resolve("" + batch), text);
    }

    private static String entry(String file, int number) {
        return "{\"path\":\"file:///in/%s\",\"timestamp\":1,\"batchId\":%d}"
                .formatted(file, number);
    }
}
