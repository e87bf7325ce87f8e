// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.avro;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZInputStream;
import org.tukaani.xz.XZOutputStream;
import org.xerial.snappy.Snappy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/// How the blocks of a file are compressed.
enum AvroCodec {
    UNCOMPRESSED("null"),
    DEFLATE("deflate"),
    SNAPPY("snappy"),
    BZIP2("bzip2"),
    XZ("xz"),
    ZSTANDARD("zstandard");

    private static final int SNAPPY_CHECKSUM_BYTES = 4;

    /// No three bytes of Snappy stand for more than 64.
    private static final int SNAPPY_RATIO = 64;

    private static final int DEFAULT_XZ_LEVEL = 6;
    private static final int DEFAULT_ZSTD_LEVEL = 3;

    private final String nameInFile;

    AvroCodec(String nameInFile) {
        this.nameInFile = nameInFile;
    }

    /// What the header of a file calls it.
    String nameInFile() {
        return nameInFile;
    }

    /// Spark's setting of the level.
    String levelKey() {
        return "spark.sql.avro." + name().toLowerCase(Locale.ROOT) + ".level";
    }

    /// The codec that an option or setting means.
    static AvroCodec named(String name) {
        for (AvroCodec codec : values()) {
            if (codec.name().equalsIgnoreCase(name)) {
                return codec;
            }
        }
        throw MillraceException.of(
                        ErrorKind.ILLEGAL_ARGUMENT, "CODEC_SHORT_NAME_NOT_FOUND", "42704")
                .with("codecName", name)
                .text("Cannot find a short name for the codec " + name + ".");
    }

    /// The codec of a file.
    static AvroCodec ofFile(String name) throws IOException {
        for (AvroCodec codec : values()) {
            if (codec.nameInFile.equals(name)) {
                return codec;
            }
        }
        throw new IOException("unknown codec " + name);
    }

    /// @param level of the codec, -1 for its default
    byte[] compressed(byte[] block, int length, int level) throws IOException {
        return switch (this) {
            case UNCOMPRESSED -> java.util.Arrays.copyOf(block, length);
            case SNAPPY -> snappy(block, length);
            case DEFLATE -> {
                Deflater deflater = new Deflater(level, true);
                try {
                    yield through(block, length, out -> new DeflaterOutputStream(out, deflater));
                } finally {
                    deflater.end();
                }
            }
            case BZIP2 -> through(block, length, BZip2CompressorOutputStream::new);
            case XZ ->
                    through(
                            block,
                            length,
                            out ->
                                    new XZOutputStream(
                                            out,
                                            new LZMA2Options(
                                                    level < 0 ? DEFAULT_XZ_LEVEL : level)));
            case ZSTANDARD ->
                    through(
                            block,
                            length,
                            out ->
                                    new ZstdOutputStream(
                                            out, level < 0 ? DEFAULT_ZSTD_LEVEL : level));
        };
    }

    byte[] decompressed(byte[] block) throws IOException {
        InputStream bytes = new ByteArrayInputStream(block);
        return switch (this) {
            case UNCOMPRESSED -> block;
            case SNAPPY -> unsnapped(block);
            case DEFLATE -> {
                Inflater inflater = new Inflater(true);
                try (InputStream in = new InflaterInputStream(bytes, inflater)) {
                    yield in.readAllBytes();
                } finally {
                    inflater.end();
                }
            }
            case BZIP2 -> {
                try (InputStream in = new BZip2CompressorInputStream(bytes)) {
                    yield in.readAllBytes();
                }
            }
            case XZ -> {
                try (InputStream in = new XZInputStream(bytes)) {
                    yield in.readAllBytes();
                }
            }
            case ZSTANDARD -> {
                try (InputStream in = new ZstdInputStream(bytes)) {
                    yield in.readAllBytes();
                }
            }
        };
    }

    private static byte[] snappy(byte[] block, int length) throws IOException {
        byte[] bytes = new byte[Snappy.maxCompressedLength(length) + SNAPPY_CHECKSUM_BYTES];
        int size = Snappy.compress(block, 0, length, bytes, 0);
        CRC32 sum = new CRC32();
        sum.update(block, 0, length);
        ByteBuffer.wrap(bytes, size, SNAPPY_CHECKSUM_BYTES).putInt((int) sum.getValue());
        return java.util.Arrays.copyOf(bytes, size + SNAPPY_CHECKSUM_BYTES);
    }

    private static byte[] unsnapped(byte[] block) throws IOException {
        int size = block.length - SNAPPY_CHECKSUM_BYTES;
        if (size < 0) {
            throw new IOException("a block of Snappy without a checksum");
        }
        int length = Snappy.uncompressedLength(block, 0, size);
        if (length < 0 || length > (long) size * SNAPPY_RATIO) {
            throw new IOException(size + " bytes of Snappy that stand for " + length);
        }
        byte[] bytes = new byte[length];
        Snappy.uncompress(block, 0, size, bytes, 0);
        CRC32 sum = new CRC32();
        sum.update(bytes);
        if ((int) sum.getValue() != ByteBuffer.wrap(block, size, 4).getInt()) {
            throw new IOException("the checksum of a block is wrong");
        }
        return bytes;
    }

    /// What a compressor is made over.
    private interface Wrapper {
        OutputStream over(OutputStream out) throws IOException;
    }

    private static byte[] through(byte[] block, int length, Wrapper wrapper) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(length / 2 + 64);
        try (OutputStream out = wrapper.over(bytes)) {
            out.write(block, 0, length);
        }
        return bytes.toByteArray();
    }
}
