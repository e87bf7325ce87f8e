// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.text;

import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.format.FormatErrors;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
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
    DEFLATE(".deflate");

    private static final int BUFFER = 1 << 16;
    private static final List<String> UNSUPPORTED =
            List.of(".bz2", ".lz4", ".snappy", ".zst", ".xz");

    private final String extension;

    TextCompression(String extension) {
        this.extension = extension;
    }

    /// The end of file names.
    public String extension() {
        return extension;
    }

    /// The compression of this name; one that Spark knows and Millrace does not is refused as
    /// unsupported.
    public static TextCompression of(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "none", "uncompressed" -> NONE;
            case "gzip" -> GZIP;
            case "deflate" -> DEFLATE;
            case "bzip2", "snappy", "lz4" ->
                    throw MillraceException.unsupported("text compression '" + name + "'");
            default ->
                    throw FormatErrors.unknownCodec(
                            name, "bzip2, deflate, uncompressed, snappy, none, lz4, gzip");
        };
    }

    /// How the file of this name is compressed.
    static TextCompression ofFile(String uri) {
        String name = uri.toLowerCase(Locale.ROOT);
        for (String end : UNSUPPORTED) {
            if (name.endsWith(end)) {
                throw MillraceException.unsupported("files compressed as '" + end + "'");
            }
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
        };
    }

    OutputStream compressed(OutputStream output) throws IOException {
        return switch (this) {
            case NONE -> output;
            case GZIP -> new GZIPOutputStream(output);
            case DEFLATE -> new DeflaterOutputStream(output);
        };
    }
}
