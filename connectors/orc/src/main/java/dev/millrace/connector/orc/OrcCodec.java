// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.orc;

import com.github.luben.zstd.Zstd;

import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.format.FormatErrors;

import net.jpountz.lz4.LZ4Factory;

import org.xerial.snappy.Snappy;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// How the streams of a file are compressed, in the order of their numbers.
enum OrcCodec {
    NONE(""),
    ZLIB(".zlib"),
    SNAPPY(".snappy"),
    LZO(".lzo"),
    LZ4(".lz4"),
    ZSTD(".zstd"),
    BROTLI(".brotli");

    private static final int ZSTD_LEVEL = 3;

    private final String extension;

    OrcCodec(String extension) {
        this.extension = extension;
    }

    /// What stands before `.orc` in the names of files.
    String extension() {
        return extension;
    }

    static OrcCodec ofFile(long number) throws IOException {
        if (number < 0 || number >= values().length) {
            throw new IOException("codec " + number);
        }
        OrcCodec codec = values()[(int) number];
        codec.requireSupported();
        return codec;
    }

    /// The codec that an option or setting means.
    static OrcCodec named(String name) {
        OrcCodec codec =
                switch (name.toLowerCase(Locale.ROOT)) {
                    case "none", "uncompressed" -> NONE;
                    case "zlib" -> ZLIB;
                    case "snappy" -> SNAPPY;
                    case "lzo" -> LZO;
                    case "lz4" -> LZ4;
                    case "zstd" -> ZSTD;
                    case "brotli" -> BROTLI;
                    default -> throw unknown(name.toLowerCase(Locale.ROOT));
                };
        codec.requireSupported();
        return codec;
    }

    private void requireSupported() {
        if (this == LZO || this == BROTLI) {
            throw MillraceException.unsupported(
                    "the ORC codec '" + name().toLowerCase(Locale.ROOT) + "'");
        }
    }

    private static MillraceException unknown(String name) {
        return FormatErrors.unknownCodec(
                name, "brotli, uncompressed, lz4, lzo, snappy, zlib, none, zstd");
    }

    byte[] compressed(byte[] bytes, int start, int length) throws IOException {
        return switch (this) {
            case NONE, LZO, BROTLI -> Arrays.copyOfRange(bytes, start, start + length);
            case ZLIB -> deflated(bytes, start, length);
            case SNAPPY -> {
                byte[] packed = new byte[Snappy.maxCompressedLength(length)];
                int size = Snappy.compress(bytes, start, length, packed, 0);
                yield Arrays.copyOf(packed, size);
            }
            case LZ4 -> LZ4Factory.safeInstance().fastCompressor().compress(bytes, start, length);
            case ZSTD -> {
                byte[] packed = new byte[(int) Zstd.compressBound(length)];
                long size =
                        Zstd.compressByteArray(
                                packed, 0, packed.length, bytes, start, length, ZSTD_LEVEL);
                yield Arrays.copyOf(packed, (int) size);
            }
        };
    }

    /// @param most bytes that may come out
    byte[] decompressed(byte[] bytes, int start, int length, int most) throws IOException {
        byte[] plain = new byte[most];
        long size =
                switch (this) {
                    case NONE, LZO, BROTLI -> throw new IOException("a chunk without a codec");
                    case ZLIB -> inflate(bytes, start, length, plain);
                    case SNAPPY -> {
                        if (Snappy.uncompressedLength(bytes, start, length) > most) {
                            throw new IOException("a chunk is longer than the file says");
                        }
                        yield Snappy.uncompress(bytes, start, length, plain, 0);
                    }
                    case LZ4 ->
                            LZ4Factory.safeInstance()
                                    .safeDecompressor()
                                    .decompress(bytes, start, length, plain, 0, most);
                    case ZSTD -> Zstd.decompressByteArray(plain, 0, most, bytes, start, length);
                };
        return Arrays.copyOf(plain, Math.toIntExact(size));
    }

    private static byte[] deflated(byte[] bytes, int start, int length) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(bytes, start, length);
            deflater.finish();
            byte[] packed = new byte[length + length / 1000 + 64];
            int size = deflater.deflate(packed);
            return deflater.finished() ? Arrays.copyOf(packed, size) : new byte[length];
        } finally {
            deflater.end();
        }
    }

    private static int inflate(byte[] bytes, int start, int length, byte[] plain)
            throws IOException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(bytes, start, length);
            int size = 0;
            while (!inflater.finished() && size < plain.length) {
                int count = inflater.inflate(plain, size, plain.length - size);
                if (count == 0 && !inflater.finished()) {
                    throw new IOException("a chunk ends too early");
                }
                size += count;
            }
            return size;
        } catch (DataFormatException e) {
            throw new IOException(e);
        } finally {
            inflater.end();
        }
    }
}
