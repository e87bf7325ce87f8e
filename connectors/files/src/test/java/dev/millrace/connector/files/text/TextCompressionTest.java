// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;

final class TextCompressionTest {
    /// What Spark 4.2 writes for `SELECT 'ab' AS v` as text with the option `compression`.
    @ParameterizedTest
    @CsvSource({
        "BZIP2, 425a6839314159265359eae08deb000000c10000103000200030cc0cc230bb9229c2848757046f58",
        "LZ4, 00000003000000043061620a",
        "SNAPPY, 0000000300000005030861620a"
    })
    void filesOfSparkAreRead(TextCompression compression, String file) throws IOException {
        byte[] bytes = HexFormat.of().parseHex(file);

        assertThat(plain(compression, bytes)).isEqualTo("ab\n".getBytes(StandardCharsets.UTF_8));
        assertThat(packed(compression, "ab\n".getBytes(StandardCharsets.UTF_8))).isEqualTo(bytes);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "ZSTD")
    void whatIsWrittenIsReadBack(TextCompression compression) throws IOException {
        byte[] text = text(400_000);

        byte[] packed = packed(compression, text);

        assertThat(plain(compression, packed)).isEqualTo(text);
        assertThat(plain(compression, packed(compression, new byte[0]))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"BZIP2", "SNAPPY", "LZ4", "GZIP"})
    void aFileThatIsCutIsAnError(TextCompression compression) throws IOException {
        byte[] packed = packed(compression, text(400_000));

        assertThatThrownBy(() -> plain(compression, Arrays.copyOf(packed, packed.length - 5)))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "SNAPPY, ffffffff00000005030861620a",
        "SNAPPY, 7fffffff00000005030861620a",
        "SNAPPY, 00000003fffffff0030861620a",
        "SNAPPY, 00000002000000050308616200",
        "SNAPPY, 0000000300000000",
        "LZ4, 00000002000000043061620a",
        "LZ4, 0000000300000004ff61620a",
        "LZ4, 0000000300000000"
    })
    void aDamagedBlockIsAnError(TextCompression compression, String file) {
        byte[] bytes = HexFormat.of().parseHex(file);

        assertThatThrownBy(() -> plain(compression, bytes)).isInstanceOf(IOException.class);
    }

    private static byte[] text(int length) {
        SplittableRandom random = new SplittableRandom(5);
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++) {
            text[i] = (byte) ('a' + random.nextInt(1 + i % 7));
        }
        return text;
    }

    private static byte[] packed(TextCompression compression, byte[] text) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (OutputStream output = compression.compressed(file)) {
            output.write(text, 0, text.length / 3);
            for (int i = text.length / 3; i < text.length; i++) {
                output.write(text[i]);
            }
        }
        return file.toByteArray();
    }

    private static byte[] plain(TextCompression compression, byte[] file) throws IOException {
        return compression.decompressed(new ByteArrayInputStream(file)).readAllBytes();
    }
}
