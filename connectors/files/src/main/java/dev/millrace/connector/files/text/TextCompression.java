// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.text;

import com.github.luben.zstd.ZstdInputStream;

import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.format.FormatErrors;

import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;

/// How text files are compressed: when written by the option `compression`, when read as the end of
/// their name says.
public enum TextCompression {
    NONE(""),
    GZIP(".gz"),
    DEFLATE(".deflate"),
    BZIP2(".bz2"),
    SNAPPY(".snappy"),
    LZ4(".lz4"),

    /// Only read: Spark does not write it as text.
    ZSTD(".zst");

    private static final int BUFFER = 1 << 16;

    /// Not known to Spark, which reads the bytes as they are.
    private static final String XZ = ".xz";

    private final String extension;

    TextCompression(String extension) {
        this.extension = extension;
    }

    /// The end of file names.
    public String extension() {
        return extension;
    }

    /// The compression of this name, to write with.
    public static TextCompression of(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "none", "uncompressed" -> NONE;
            case "gzip" -> GZIP;
            case "deflate" -> DEFLATE;
            case "bzip2" -> BZIP2;
            case "snappy" -> SNAPPY;
            case "lz4" -> LZ4;
            default ->
                    throw FormatErrors.unknownCodec(
                            name, "bzip2, deflate, uncompressed, snappy, none, lz4, gzip");
        };
    }

    /// How the file of this name is compressed.
    static TextCompression ofFile(String uri) {
        String name = uri.toLowerCase(Locale.ROOT);
        if (name.endsWith(XZ)) {
            throw MillraceException.unsupported("files compressed as '" + XZ + "'");
        }
        for (TextCompression compression : values()) {
            if (compression != NONE && name.endsWith(compression.extension)) {
                return compression;
            }
        }
        return NONE;
    }

    InputStream decompressed(InputStream input) throws IOException {
        return switch (this) {
            case NONE -> input;
            case GZIP -> new GZIPInputStream(input, BUFFER);
            case DEFLATE -> new InflaterInputStream(input);
            case BZIP2 -> new BZip2CompressorInputStream(new BufferedInputStream(input), true);
            case SNAPPY -> BlockCodec.SNAPPY.decompressed(new BufferedInputStream(input));
            case LZ4 -> BlockCodec.LZ4.decompressed(new BufferedInputStream(input));
            case ZSTD -> new ZstdInputStream(input);
        };
    }

    OutputStream compressed(OutputStream output) throws IOException {
        return switch (this) {
            case NONE -> output;
            case GZIP -> new GZIPOutputStream(output);
            case DEFLATE -> new DeflaterOutputStream(output);
            case BZIP2 -> new BZip2CompressorOutputStream(output);
            case SNAPPY -> BlockCodec.SNAPPY.compressed(output);
            case LZ4 -> BlockCodec.LZ4.compressed(output);
            case ZSTD -> throw new IllegalStateException("no option chooses zstd for text");
        };
    }
}
