// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.parquet;

import com.github.luben.zstd.Zstd;

import dev.millrace.spi.error.MillraceException;

import org.apache.parquet.format.CompressionCodec;
import org.xerial.snappy.Snappy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// Compresses and decompresses pages.
enum Codec {
    UNCOMPRESSED(CompressionCodec.UNCOMPRESSED, ""),
    SNAPPY(CompressionCodec.SNAPPY, ".snappy"),
    GZIP(CompressionCodec.GZIP, ".gz"),
    ZSTD(CompressionCodec.ZSTD, ".zstd");

    private static final int ZSTD_LEVEL = 3;

    private final CompressionCodec format;
    private final String extension;

    Codec(CompressionCodec format, String extension) {
        this.format = format;
        this.extension = extension;
    }

    CompressionCodec format() {
        return format;
    }

    /// What stands before `.parquet` in the names of files.
    String extension() {
        return extension;
    }

    static Codec of(CompressionCodec format) {
        for (Codec codec : values()) {
            if (codec.format == format) {
                return codec;
            }
        }
        throw MillraceException.unsupported("the Parquet codec " + format);
    }

    /// Decompresses `length` bytes into a new array of `size` bytes.
    byte[] decompress(byte[] data, int start, int length, int size) throws IOException {
        switch (this) {
            case UNCOMPRESSED -> {
                return Arrays.copyOfRange(data, start, start + length);
            }
            case SNAPPY -> {
                byte[] plain = new byte[size];
                requireSize(size, Snappy.uncompress(data, start, length, plain, 0));
                return plain;
            }
            case ZSTD -> {
                byte[] plain = new byte[size];
                requireSize(size, Zstd.decompressByteArray(plain, 0, size, data, start, length));
                return plain;
            }
            case GZIP -> {
                try (GZIPInputStream input =
                        new GZIPInputStream(new ByteArrayInputStream(data, start, length))) {
                    byte[] plain = input.readNBytes(size);
                    requireSize(size, plain.length);
                    return plain;
                }
            }
        }
        throw MillraceException.bug("codec " + this);
    }

    private static void requireSize(int wanted, long found) throws IOException {
        if (wanted != found) {
            throw new IOException(
                    "a page of " + wanted + " bytes was expected, " + found + " were found");
        }
    }

    byte[] compress(byte[] data, int length) throws IOException {
        return switch (this) {
            case UNCOMPRESSED -> Arrays.copyOf(data, length);
            case SNAPPY -> {
                byte[] packed = new byte[Snappy.maxCompressedLength(length)];
                int size = Snappy.compress(data, 0, length, packed, 0);
                yield Arrays.copyOf(packed, size);
            }
            case ZSTD -> {
                byte[] packed = new byte[(int) Zstd.compressBound(length)];
                long size =
                        Zstd.compressByteArray(
                                packed, 0, packed.length, data, 0, length, ZSTD_LEVEL);
                yield Arrays.copyOf(packed, (int) size);
            }
            case GZIP -> {
                ByteArrayOutputStream packed = new ByteArrayOutputStream(length / 2 + 64);
                try (GZIPOutputStream output = new GZIPOutputStream(packed)) {
                    output.write(data, 0, length);
                }
                yield packed.toByteArray();
            }
        };
    }
}
